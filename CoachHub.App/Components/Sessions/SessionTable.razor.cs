using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.App.Components.Sessions;

/// <summary>The rows of the session list, with day headings where they are in date order.</summary>
public sealed partial class SessionTable
{
    private SessionRowMarkup? markup;

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
    protected override void OnParametersSet()
    {
        Columns = [.. SessionColumns.All(L).Where(column => !Hidden.Contains(column.Sort))];
        if (markup?.IsFor(Reader, Hidden) != true)
            markup = new SessionRowMarkup(L, Reader, Hidden);
        markup.Keep(Shown.Rows);
    }

    private IEnumerable<(string? Heading, RowLook Look)> Lines()
    {
        var today = Reader.Local(Clock.GetUtcNow().UtcDateTime).Date;
        LocalDate? last = null;
        foreach (var row in Shown.Rows)
        {
            // A row that was moved meanwhile stays where it was, so the headings stay too.
            var placed = Shown.PlacedAtUtc(row);
            var day = Reader.Local(placed).Date;
            var moved = placed != row.StartsAtUtc && day != Reader.Local(row.StartsAtUtc).Date;
            var change = Shown.ChangeOf(row.Id);
            var mayChange = MayEdit && row.ClientId is not null && !change.HasFlag(RowChange.Gone);
            var heading = ByDay && day != last ? Reader.DayHeading(day, today) : null;
            yield return (heading, new RowLook(row, change, Editors.GetValueOrDefault(row.Id), !ByDay || moved, mayChange));
            last = day;
        }
    }

    private string? Direction(SessionSort sort) =>
        State.Page.Sort != sort ? null : State.Page.Descending ? "descending" : "ascending";

    private static string? RowClass(RowChange change, bool picked) => (change, picked) switch
    {
        (RowChange.None, false) => null,
        (RowChange.None, true) => "picked",
        _ => (change.HasFlag(RowChange.Gone) ? "marked gone" : "marked") + (picked ? " picked" : ""),
    };
}
