using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.App.Components.Insights;

/// <summary>The coach between appointments: what comes next, what is left open, how the months go.</summary>
public sealed partial class HomePage
{
    private const string UpcomingTab = "upcoming", StatisticsTab = "statistics";
    private const int Shown = 30, ShownMonths = 6;

    private Problem? problem;
    private bool isRestored;

    [CascadingParameter] public required Reader Reader { get; set; }
    [SupplyParameterFromQuery] public string? Tab { get; set; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required HomeQueries Home { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public HomeLists? Lists { get; set; }

    /// <summary>The figures, once their tab was opened.</summary>
    [PersistentState] public CoachFigures? Figures { get; set; }

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;
    private LocalDate Today => Reader.Local(Now).Date;
    private string Selected => Tab == StatisticsTab ? StatisticsTab : UpcomingTab;
    private bool HasJoin => Selected == UpcomingTab && Lists is { Upcoming: [{ VideoLink: not null }, ..] };

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
        Listen(Topics.Sessions, _ => LoadAsync());
        Listen(Topics.Clients, _ => LoadAsync());
        Listen(Topics.Accounts, _ => LoadAsync());
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

    private async Task LoadAsync()
    {
        if (Selected == StatisticsTab)
        {
            var figures = await Home.FiguresAsync(Reader.Actor, ShownMonths, Closing);
            problem = figures.Problem;
            (Figures, Lists) = (figures.Ok ? figures.Value : null, null);
            return;
        }

        var upcoming = await Sessions.ForCoachAsync(Reader.Actor, Reader.Actor.Id, SessionTime.Upcoming, 0, Shown, Closing);
        var open = await Sessions.ForCoachAsync(Reader.Actor, Reader.Actor.Id, SessionTime.PastNotClosed, 0, Shown, Closing);
        (Lists, Figures, problem) = (new HomeLists(upcoming, open), null, null);
    }

    /// <summary>What is ahead, soonest first, and what is past but not closed, latest first.</summary>
    public sealed record HomeLists(IReadOnlyList<SessionRow> Upcoming, IReadOnlyList<SessionRow> Open);
}
