using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Insights;

/// <summary>The administrator's day: what needs attention, and today's sessions of everybody.</summary>
public sealed partial class DashboardPage
{
    private Problem? problem;
    private bool isRestored;
    private DateTime readAtUtc;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required DashboardQueries Queries { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public DashboardDay? Day { get; set; }

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    // Left open over night it is another day's; and what is over and still booked counts as not closed.
    private bool IsOutdated =>
        Reader.Local(readAtUtc).Date != Reader.Local(Now).Date
        || Day?.Today.Any(session => session.Status == SessionStatus.Booked && session.EndsAtUtc >= readAtUtc && session.EndsAtUtc < Now) == true;

    private bool IsOwnScope => Reader.Practice.AdministratorScope == AdministratorScope.OwnSessions;

    private bool IsQuiet => Alerts.All(alert => alert.Count.Count == 0);

    private IEnumerable<Alert> Alerts =>
    [
        new(SessionView.NotTold, L["Not told"], "bad", Day!.Views[SessionView.NotTold], null),
        new(SessionView.ToldOldFacts, L["Told old facts"], "careful", Day.Views[SessionView.ToldOldFacts], null),
        new(SessionView.FailedMail, L["Failed mail"], "bad", Day.Views[SessionView.FailedMail], null),
        new(SessionView.PastNotClosed, L["Past, not closed"], "careful", Day.Views[SessionView.PastNotClosed], null),
        new(SessionView.Unpaid, L["Unpaid"], "", Day.Views[SessionView.Unpaid], L["{0} pending", Reader.Amount(Day.UnpaidMinor)]),
    ];

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        // At once, with a sum of the last seconds; and once more, when it cannot be from before the last change.
        Listen(Topics.Sessions, _ => LoadAsync(Queries.FollowAsync));
        Listen(Topics.Sessions, _ => LoadAsync(Queries.FollowAsync), FinanceRereads.Pace);
        Listen(Topics.Accounts, _ => LoadAsync());
        Listen(Topics.Practice, _ => LoadAsync());
        TickEveryMinute(() => IsOutdated ? LoadAsync() : Task.CompletedTask);
        readAtUtc = Now;
        isRestored = Day is not null;
        if (!isRestored)
            await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !isRestored)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    private string TodayInWords
    {
        get
        {
            var done = Day!.Today.Count(session => session.Status == SessionStatus.Completed);
            var words = L["{0} sessions, {1} completed", Day.Today.Count(session => session.Status.TakesTime()), done].Value;
            return Day.PendingTodayMinor == 0 ? words : $"{words} · {L["{0} pending", Reader.Amount(Day.PendingTodayMinor)]}";
        }
    }

    private static string CountText(ViewCount count) => count.More ? $"{ViewCount.Limit}+" : $"{count.Count}";

    private Task LoadAsync() => LoadAsync(Queries.ReadAsync);

    private async Task LoadAsync(Func<Actor, CancellationToken, Task<Result<DashboardDay>>> read)
    {
        try
        {
            readAtUtc = Now;
            var day = await read(Reader.Actor, Closing);
            problem = day.Problem;
            Day = day.Ok ? day.Value : null;
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            problem = storage;
        }
    }

    private sealed record Alert(SessionView View, string Label, string Tint, ViewCount Count, string? Text);
}
