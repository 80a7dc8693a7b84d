using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Programs;

/// <summary>The wizard: offer, scheduling, confirmation. Closes with the new bundle's id; until then nothing is written.</summary>
public sealed partial class NewBundleDialog : IDisposable
{
    private const string FormId = "new-bundle";

    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Medium, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };

    private readonly CancellationTokenSource closing = new();
    private readonly BundleForm form = new();
    private EditContext context = null!;
    private ValidationMessageStore messages = null!;
    private IReadOnlyList<CoachChoice>? coaches;
    private IReadOnlyList<BundleTemplateRow>? templates;
    private Problem? problem;
    private ElementReference heading;
    private int step;
    private bool busy, moved;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }

    /// <summary>The client; null = to be chosen.</summary>
    [Parameter] public int? ClientId { get; set; }

    /// <summary>The template to begin with.</summary>
    [Parameter] public int? TemplateId { get; set; }

    [Inject] public required BundleService Bundles { get; init; }
    [Inject] public required BundleTemplateService Templates { get; init; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string[] Steps => [L["Offer"], L["Scheduling"], L["Confirmation"]];

    /// <summary>Opens the wizard and waits; the new bundle's id, or null.</summary>
    public static async Task<int?> ShowAsync(IDialogService dialogs, IStringLocalizer<Words> L, Reader reader, int? clientId, int? templateId)
    {
        var parameters = new DialogParameters<NewBundleDialog>
        {
            { dialog => dialog.Reader, reader },
            { dialog => dialog.ClientId, clientId },
            { dialog => dialog.TemplateId, templateId },
        };
        var dialog = await dialogs.ShowAsync<NewBundleDialog>(L["New bundle"], parameters, Options);
        return await dialog.Result is { Canceled: false, Data: int id } ? id : null;
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
        coaches = await Sessions.CoachesAsync(Reader.Actor, closing.Token);
        if (ClientId is { } clientId)
            form.Client = await Clients.FindChoiceAsync(Reader.Actor, clientId, closing.Token);
        FollowClient();
        var read = await Templates.ListAsync(Reader.Actor, withArchived: false, closing.Token);
        (templates, problem) = (read.Ok ? read.Value : [], read.Problem);
        if (TemplateId is { } wanted)
            Fill(wanted);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!moved)
            return;
        moved = false;
        await heading.FocusAsync();
    }

    private void FollowClient()
    {
        // The client's coach, else oneself, else the first: as for a single session.
        if (form.CoachId is null || form.Client?.CoachId is not null)
            ChooseCoach((coaches!.FirstOrDefault(c => c.Id == form.Client?.CoachId) ?? coaches!.FirstOrDefault(c => c.Id == Reader.Actor.Id) ?? (coaches is [var first, ..] ? first : null))?.Id);
    }

    private void ChooseCoach(int? id)
    {
        form.CoachId = id;
        form.ZoneId = coaches!.FirstOrDefault(coach => coach.Id == id)?.WorkingZoneId ?? Reader.ZoneId;
    }

    private void Fill(int? templateId)
    {
        if (templates!.FirstOrDefault(template => template.Id == templateId) is { } chosen)
            form.Take(chosen, Reader, Clock.GetUtcNow().UtcDateTime);
        else
            form.TemplateId = null;
        messages.Clear();
    }

    private async Task NextAsync()
    {
        if (busy)
            return;
        messages.Clear();
        problem = null;
        var input = form.ToInput();
        var problems = Check(input);
        problem = messages.Show(context, problems, L);
        if (problems.Count > 0)
            return;
        if (step < 2)
            await GoAsync(step + 1);
        else
            await CreateAsync(input);
    }

    private IReadOnlyList<Problem> Check(BundleInput input)
    {
        if (form.Documents.IsUploading)
            return [Problem.Conflict("document.uploading", nameof(BundleInput.Documents))];
        var offer = input.CheckOffer(Reader.Practice.Currency);
        if (step == 0 || offer.Count > 0)
            return offer;
        var rows = form.Plan.Rows;
        if (rows.Exists(row => row.Planned is null || row.Look?.Problem is not null))
            return [Problem.Invalid("dates.unfinished", nameof(BundleInput.Dates))];
        if (rows.Exists(row => row.Look?.Collides == true) && string.IsNullOrWhiteSpace(input.OverlapReason))
            return [Problem.Conflict("dates.collide", nameof(BundleInput.OverlapReason))];
        return input.Check(Reader.Practice.Currency);
    }

    private async Task CreateAsync(BundleInput input)
    {
        busy = true;
        try
        {
            // The window may be closed meanwhile; what was begun is finished.
            var made = await Bundles.CreateAsync(Reader.Actor, input, CancellationToken.None);
            if (made.Ok)
            {
                Dialog.Close(DialogResult.Ok(made.Value));
                return;
            }

            await ShowAsync(made.Problem!);
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>Goes to the step where the problem can be mended.</summary>
    private async Task ShowAsync(Problem refused)
    {
        var refusals = DateRefusal.In(refused);
        if (refusals.Count > 0)
        {
            var planned = form.Plan.Rows.Where(row => row.Planned is not null).ToList();
            await GoAsync(1);
            foreach (var refusal in refusals.Where(refusal => refusal.Index < planned.Count))
                planned[refusal.Index].Refusal = refusal.Problem;
        }
        else if (refused.Field is not null)
        {
            await GoAsync(refused.Field is nameof(BundleInput.Dates) or nameof(BundleInput.OverlapReason) ? 1 : 0);
        }

        problem = messages.Show(context, [refused], L);
    }

    private Task GoAsync(int to)
    {
        messages.Clear();
        (step, moved, problem) = (to, true, null);
        return Task.CompletedTask;
    }
}
