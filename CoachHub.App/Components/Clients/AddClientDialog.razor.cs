using CoachHub.App.Components.Kit;
using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Clients;

/// <summary>Adds a client. Closes with the new client's id once it is saved; a problem keeps it open with everything that was typed.</summary>
public sealed partial class AddClientDialog : IDisposable
{
    private const string FormId = "add-client";

    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };

    private readonly CancellationTokenSource closing = new();
    private readonly ClientForm form = new();
    private EditContext context = null!;
    private ValidationMessageStore messages = null!;
    private IReadOnlyList<AssignableCoach>? coaches;
    private Problem? problem;
    private ClientName? owner;
    private bool saving;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Inject] public required ClientService Service { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required CurrentActor Current { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>Opens the dialog and waits until it is closed.</summary>
    public static async Task ShowAsync(IDialogService dialogs, IStringLocalizer<Words> L)
    {
        var dialog = await dialogs.ShowAsync<AddClientDialog>(L["Add client"], Options);
        await dialog.Result;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
        var actor = await Current.GetAsync();
        if (!actor.IsAdministrator)
            return;
        coaches = await Clients.CoachesAsync(actor, closing.Token);
        // Most clients go to who adds them, and where one person coaches there is no choice.
        form.CoachId = coaches.FirstOrDefault(coach => coach.Id == actor.Id)?.Id ?? (coaches.Count == 1 ? coaches[0].Id : null);
    }

    private async Task SaveAsync(bool sendLoginDetails)
    {
        if (saving)
            return;
        (saving, problem, owner) = (true, null, null);
        messages.Clear();
        try
        {
            var input = form.ToInput();
            var problems = input.Check();
            if (problems.Count == 0)
            {
                var saved = await Service.AddAsync(await Current.GetAsync(), input, sendLoginDetails, closing.Token);
                if (saved.Ok)
                {
                    Tell(saved.Value);
                    Dialog.Close(saved.Value.Id);
                    return;
                }

                problems = [saved.Problem!];
            }

            owner = ClientName.OwnerIn(problems);
            problem = messages.Show(context, problems, L);
        }
        finally
        {
            saving = false;
        }
    }

    private void Tell(SavedClient saved)
    {
        var name = $"{form.FirstName} {form.LastName}";
        string text = saved.LoginDetails switch
        {
            null => L["{0} was added.", name],
            MailState.Skipped => L["{0} was added. Login details are switched off in the settings: no mail was sent.", name],
            _ => L["{0} was added. Login details are on their way to {1}.", name, form.Email!.Trim()],
        };
        Snackbar.Add(text, saved.LoginDetails == MailState.Skipped ? Severity.Warning : Severity.Success, snack =>
        {
            snack.Action = L["Open"];
            snack.OnClick = _ =>
            {
                Navigation.NavigateTo(AppRoutes.Client(saved.Id));
                return Task.CompletedTask;
            };
        });
    }
}
