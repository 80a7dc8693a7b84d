using CoachHub.App.Components.Clients;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Programs;

/// <summary>A bundle: where it stands, its sessions, its balance and the ledger behind it. One that the person may not see does not exist.</summary>
public sealed partial class BundlePage
{
    private readonly HashSet<int> marked = [];
    private readonly HashSet<int> own = [];
    private BundleDetails? bundle;
    private Problem? problem;
    private SessionRowMenu? menu;
    private int loadedId;

    [Parameter] public int Id { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required BundleQueries Bundles { get; init; }
    [Inject] public required BundleStateService States { get; init; }
    [Inject] public required SessionBulkLauncher Bulk { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string Here => AppRoutes.Bundle(Id);

    private bool MayPlan => Reader.Actor.Can(Capability.EditSessions);

    private bool IsOpen => bundle!.Row.Status is BundleStatus.Active or BundleStatus.Paused;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Programs, ids => ids.Contains(Id) || ids.Contains(0) ? ReadAsync() : Task.CompletedTask);
        Listen(Topics.Sessions, ids =>
        {
            marked.UnionWith(ids.Except(own));
            own.Clear();
            return ReadAsync();
        });
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Id == loadedId)
            return;
        (loadedId, bundle) = (Id, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            problem = null;
            await ReadAsync();
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // The page was left while it read.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            problem = storage;
        }
    }

    private async Task ReadAsync()
    {
        var read = await Bundles.FindAsync(Reader.Actor, Id, Closing);
        bundle = read.Ok ? read.Value : null;
        if (!read.Ok)
            Navigation.NotFound();
    }

    private bool IsAhead(BundleSession session) => session.Row.Status == SessionStatus.Booked && session.Row.EndsAtUtc > Clock.GetUtcNow().UtcDateTime;

    private async Task SendAsync()
    {
        var picks = await Bundles.ToTellAsync(Reader.Actor, Id, Closing);
        problem = picks.Problem;
        if (picks.Ok)
            await Bulk.OpenAsync(Reader, BulkKind.Notify, picks.Value);
    }

    private Task<bool> CancelAllAsync() =>
        Bulk.OpenAsync(Reader, BulkKind.Cancel, [.. bundle!.Sessions.Where(IsAhead).Select(session => new SessionPick(session.Row.Id, session.Row.Version))]);

    private async Task StatusAsync(ChangeEventArgs e)
    {
        if (!Enum.TryParse<BundleStatus>(e.Value as string, out var status) || status == bundle!.Row.Status)
            return;
        var set = await States.SetStatusAsync(Reader.Actor, Id, bundle.Row.Status, status, Closing);
        await ReadAsync();
        problem = set.Problem;
    }

    private void Own(int sessionId) => own.Add(sessionId);

    private void Ask(SessionMenuAsked asked) => menu?.Open(asked.Row, asked.Payment);

    private string Amount(long minor) => new Money(minor, bundle!.Row.Currency).ToString(Reader.Culture);
}
