using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.App.Components.Insights;

/// <summary>The coach between appointments: what comes next, what is left open, how the months go.</summary>
public sealed partial class HomePage
{
    private const string UpcomingTab = "upcoming", StatisticsTab = "statistics";
    private const int Shown = 30, ShownOpen = 12, ShownMonths = 6, ShownClients = 5;

    private SessionRowMenu? menu;
    private Problem? problem;
    private DateTime readAtUtc;
    private bool isRestored, busy, sumsAreOld;
    private long? summedAt;

    [CascadingParameter] public required Reader Reader { get; set; }
    [SupplyParameterFromQuery] public string? Tab { get; set; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required HomeQueries Home { get; init; }
    [Inject] public required SessionRereads Rereads { get; init; }
    [Inject] public required SessionActs Acts { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public HomeLists? Lists { get; set; }

    /// <summary>The figures, once their tab was opened.</summary>
    [PersistentState] public CoachFigures? Figures { get; set; }

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;
    private LocalDate Today => Reader.Local(Now).Date;

    // The next session is over, or what was closed today was closed yesterday.
    private bool IsOutdated => Reader.Local(readAtUtc).Date != Today || (Lists?.Upcoming is [var next, ..] && next.EndsAtUtc <= Now);

    private string Selected => Tab == StatisticsTab ? StatisticsTab : UpcomingTab;

    // One primary button on a screen: the next card's, where it has one.
    private bool HasNextAct => Selected == UpcomingTab && Lists is { Upcoming: [var next, ..] } && SessionCard.HasPrimary(next, Reader.Actor);

    private bool IsSummedLately => summedAt is { } at && Clock.GetElapsedTime(at) < FinanceRereads.Pace;

    private IReadOnlyList<Tab> Tabs =>
    [
        new(UpcomingTab, L["Upcoming sessions"], AppRoutes.Home),
        new(StatisticsTab, L["Statistics"], AppRoutes.HomeTab(StatisticsTab)),
    ];

    private string Greeting
    {
        get
        {
            var name = Reader.Actor.Name.Split(' ')[0];
            return Reader.Local(Now).Hour switch
            {
                < 12 => L["Good morning, {0}", name],
                < 18 => L["Good afternoon, {0}", name],
                _ => L["Good evening, {0}", name],
            };
        }
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Sessions, RefreshAsync);
        Listen(Topics.Sessions, _ => sumsAreOld ? LoadAsync(follows: true) : Task.CompletedTask, FinanceRereads.Pace);
        Listen(Topics.Clients, _ => LoadAsync());
        Listen(Topics.Accounts, _ => LoadAsync());
        TickEveryMinute(() => IsOutdated ? LoadAsync() : Task.CompletedTask);
        readAtUtc = Now;
        isRestored = Lists is not null || Figures is not null;
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Selected == StatisticsTab ? Figures is null : Lists is null)
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

    /// <summary>
    /// The page is read again when a change concerns its coach: the others of a large practice save all day. A session that went to
    /// another coach is known by standing here; one that stood nowhere leaves the month's sums with the next change.
    /// </summary>
    private async Task RefreshAsync(IReadOnlySet<int> ids)
    {
        var isHere = ids.Contains(0) || Lists is not { } lists || lists.Upcoming.Concat(lists.Open).Concat(lists.Closed).Any(session => ids.Contains(session.Id));
        if (isHere || (sumsAreOld && !IsSummedLately) || (await Rereads.RowsAsync(Reader.Actor, ids, Closing)).Count > 0)
            await LoadAsync(follows: true);
    }

    private Task LoadAsync() => LoadAsync(follows: false);

    private async Task LoadAsync(bool follows)
    {
        try
        {
            readAtUtc = Now;
            if (Selected == StatisticsTab)
            {
                var figures = await SumsAsync(ShownMonths, Figures, follows);
                problem = figures.Problem;
                (Figures, Lists) = (figures.Ok ? figures.Value : null, null);
            }
            else
            {
                (Lists, Figures, problem) = (await ReadListsAsync(follows), null, null);
            }
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            problem = storage;
        }
    }

    private async Task<HomeLists> ReadListsAsync(bool follows)
    {
        var upcoming = await Sessions.ForCoachAsync(Reader.Actor, Reader.Actor.Id, SessionTime.Upcoming, 0, Shown, Closing);
        var open = await Sessions.ForCoachAsync(Reader.Actor, Reader.Actor.Id, SessionTime.PastNotClosed, 0, ShownOpen + 1, Closing);
        var closed = await Home.ClosedTodayAsync(Reader.Actor, Closing);
        var contacts = await Home.ContactsAsync(Reader.Actor, [.. upcoming.Select(session => session.ClientId).OfType<int>().Distinct()], Closing);
        var recent = await Home.RecentClientsAsync(Reader.Actor, ShownClients, Closing);
        var sums = await SumsAsync(months: 1, Lists?.Sums, follows);
        return new HomeLists(
            Kept.Of(Lists?.Upcoming, upcoming),
            Kept.Of(Lists?.Open, open),
            Kept.Of(Lists?.Closed, closed.Ok ? closed.Value : []),
            Kept.Of(Lists?.Contacts, contacts.Ok ? contacts.Value : []),
            Kept.Of(Lists?.Recent, recent.Ok ? recent.Value : []),
            sums.Ok ? sums.Value with { Months = Kept.Of(Lists?.Sums?.Months, sums.Value.Months) } : null);
    }

    /// <summary>Adding up costs more than all the lists together: where one change follows another, the sums follow a few seconds later.</summary>
    private async Task<Result<CoachFigures>> SumsAsync(int months, CoachFigures? known, bool follows)
    {
        sumsAreOld = follows && known is not null && IsSummedLately;
        if (sumsAreOld)
            return known!;
        if (follows)
            summedAt = Clock.GetTimestamp();
        return await Home.FiguresAsync(Reader.Actor, months, Closing);
    }

    private ClientContact? ContactOf(SessionRow session) => Lists!.Contacts.FirstOrDefault(contact => contact.ClientId == session.ClientId);

    private void MenuAsked(RowMenuEventArgs asked)
    {
        if (int.TryParse(asked.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Lists?.Upcoming.Concat(Lists.Closed).FirstOrDefault(session => session.Id == id) is { } session)
            menu?.Open(session, asked.Kind == "payment");
    }

    private Task TellAsync(SessionRow session) => OnceAsync(() => Acts.TellAsync(Reader.Actor, session, Closing));

    private Task CloseAsync((SessionRow Session, SessionStatus Status) outcome) =>
        OnceAsync(() => Acts.SetStatusAsync(Reader, outcome.Session, outcome.Status, Closing));

    private async Task OnceAsync(Func<Task<Problem?>> act)
    {
        // A second tap while the first one works is the same wish.
        if (busy)
            return;
        busy = true;
        try
        {
            problem = await act();
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>What is ahead, soonest first; what is past but not closed, and what was closed today, latest first; and the people.</summary>
    public sealed record HomeLists(
        IReadOnlyList<SessionRow> Upcoming, IReadOnlyList<SessionRow> Open, IReadOnlyList<SessionRow> Closed, IReadOnlyList<ClientContact> Contacts, IReadOnlyList<RecentClient> Recent, CoachFigures? Sums);
}
