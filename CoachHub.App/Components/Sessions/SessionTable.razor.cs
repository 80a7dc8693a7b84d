using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>The rows of the session list, with day headings where they are in date order.</summary>
public sealed partial class SessionTable
{
    [Parameter, EditorRequired] public required SessionRowsShown Shown { get; set; }
    [Parameter, EditorRequired] public required SessionListState State { get; set; }
    [Parameter, EditorRequired] public required SessionSelection Selection { get; set; }

    /// <summary>Who else has a session open, by session.</summary>
    [Parameter, EditorRequired] public required IReadOnlyDictionary<int, string> Editors { get; set; }

    /// <summary>Columns that are not shown.</summary>
    [Parameter, EditorRequired] public required IReadOnlySet<SessionSort> Hidden { get; set; }

    /// <summary>Rows can be selected.</summary>
    [Parameter] public bool MaySelect { get; set; }

    /// <summary>Status and payment can be changed in the row.</summary>
    [Parameter] public bool MayEdit { get; set; }

    // The page is the receiver of each event, so that an event draws the table once, not twice.
    [Parameter] public EventCallback<RowEventArgs> Opened { get; set; }
    [Parameter] public EventCallback<RowPickEventArgs> Picked { get; set; }
    [Parameter] public EventCallback<RowMenuEventArgs> MenuAsked { get; set; }
    [Parameter] public EventCallback<bool> PagePicked { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }

    private bool ByDay => State.Page.Sort == SessionSort.Date;

    private bool AllPicked => Shown.Rows.Count > 0 && Shown.Rows.All(row => Selection.Contains(row.Id));

    private List<(SessionSort Sort, string Name, string Class)> Columns { get; set; } = [];

    /// <inheritdoc />
    protected override void OnParametersSet() => Columns = [.. SessionColumns.All(L).Where(column => Shows(column.Sort))];

    private bool Shows(SessionSort column) => !Hidden.Contains(column);

    private IEnumerable<(string? Heading, SessionRow Row, bool Moved)> Lines()
    {
        var now = Clock.GetUtcNow().UtcDateTime;
        string? last = null;
        foreach (var row in Shown.Rows)
        {
            if (!ByDay)
            {
                yield return (null, row, false);
                continue;
            }

            // A row that was moved meanwhile stays where it was, so the headings stay too.
            var placed = Shown.PlacedAtUtc(row);
            var heading = Reader.DayHeading(placed, now);
            yield return (heading == last ? null : heading, row, Reader.Local(placed).Date != Reader.Local(row.StartsAtUtc).Date);
            last = heading;
        }
    }

    private string? Direction(SessionSort sort) =>
        State.Page.Sort != sort ? null : State.Page.Descending ? "descending" : "ascending";

    private string Title(SessionRow row) => SessionTitle.Of(L, row.Title, row.ClientName, row.ClientLanguage ?? Reader.Actor.Language);

    private string OldTime(SessionRow row, SessionFacts old) =>
        Reader.Local(old.StartsAtUtc).Date == Reader.Local(row.StartsAtUtc).Date ? Reader.Time(old.StartsAtUtc) : Reader.DateAndTime(old.StartsAtUtc);

    private string? OtherClock(SessionRow row) =>
        row.ClientZoneId is { } zone && !ZoneClock.SameClock(zone, Reader.ZoneId, row.StartsAtUtc)
            ? L["{0} in {1}", Reader.Time(row.StartsAtUtc, zone), Reader.ZoneName(zone)].Value
            : null;

    private static string? RowClass(RowChange change, bool picked) => (change, picked) switch
    {
        (RowChange.None, false) => null,
        (RowChange.None, true) => "picked",
        _ => (change.HasFlag(RowChange.Gone) ? "marked gone" : "marked") + (picked ? " picked" : ""),
    };

    private static string Cell(string name, RowChange change, RowChange what) => change.HasFlag(what) ? $"{name} fresh" : name;
}
