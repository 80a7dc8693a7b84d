using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Clients;

/// <summary>A client's contact details. What others change shows by itself unless something is being typed.</summary>
public sealed partial class ClientContactPanel : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private ClientForm? form;
    private ClientProfile? received;
    private ClientProfile present = null!;
    private ClientInput seen = new();
    private EditContext? context;
    private ValidationMessageStore? messages;
    private IReadOnlyList<AssignableCoach>? coaches;
    private Problem? problem;
    private ClientName? owner;
    private string? outcome;
    private bool elsewhere;

    // Letters reach the form only when a field is left; from the first one on, nothing may replace it.
    private bool typing;
    private bool saving;

    [Parameter, EditorRequired] public required ClientProfile Profile { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientService Service { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private ClientInput Present => new()
    {
        FirstName = present.FirstName,
        LastName = present.LastName,
        Email = present.Email,
        Phone = present.Phone,
        CoachId = present.CoachId,
    };

    /// <inheritdoc />
    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (Reader.Actor.IsAdministrator)
            coaches = WithPresentCoach(await Clients.CoachesAsync(Reader.Actor, closing.Token));
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (received == Profile)
            return;
        present = received = Profile;
        if (form is null || (Present != seen && !typing && form.ToInput() == seen))
            Take();
        else
            elsewhere = Present != seen;
    }

    private void Take()
    {
        seen = Present;
        form = ClientForm.Of(seen);
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
        (problem, outcome, elsewhere, typing) = (null, null, false, false);
    }

    private async Task SaveAsync(bool sendLoginDetails)
    {
        if (saving)
            return;
        (saving, problem, owner, outcome) = (true, null, null, null);
        messages!.Clear();
        try
        {
            var input = form!.ToInput();
            var problems = input.Check();
            if (problems.Count == 0)
            {
                var saved = await Service.UpdateAsync(Reader.Actor, Profile.Id, input, seen, sendLoginDetails, closing.Token);
                if (saved.Ok)
                {
                    await TakeSavedAsync(saved.Value);
                    return;
                }

                problems = [saved.Problem!];
                await LearnAsync(saved.Problem!);
            }

            owner = ClientName.OwnerIn(problems);
            problem = messages.Show(context!, problems, L);
        }
        finally
        {
            saving = false;
        }
    }

    private async Task TakeSavedAsync(SavedClient saved)
    {
        await ReadAsync();
        Take();
        outcome = saved.LoginDetails switch
        {
            null => L["Saved"],
            MailState.Skipped => L["Saved. Login details are switched off in the settings: no mail was sent."],
            _ => L["Saved. Login details are on their way to {0}.", present.Email],
        };
    }

    /// <summary>After a conflict the person has seen what the other one wrote: the next save may replace it.</summary>
    private async Task LearnAsync(Problem found)
    {
        if (found.Code != "client.changed_meanwhile")
            return;
        await ReadAsync();
        (seen, elsewhere) = (Present, false);
    }

    private async Task ReadAsync()
    {
        if (await Clients.ProfileAsync(Reader.Actor, Profile.Id, closing.Token) is { Ok: true } read)
            present = read.Value;
    }

    private List<AssignableCoach> WithPresentCoach(IReadOnlyList<AssignableCoach> assignable) =>
        Profile is { CoachId: { } id, CoachName: { } name } && assignable.All(coach => coach.Id != id)
            ? [.. assignable, new AssignableCoach(id, name)]
            : [.. assignable];
}
