using System.Globalization;
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
    [Parameter, EditorRequired] public required IReadOnlyList<SessionRow> Rows { get; set; }
    [Parameter, EditorRequired] public required IReadOnlySet<int> Marked { get; set; }
    [Parameter, EditorRequired] public required SessionListState State { get; set; }
    [Parameter] public EventCallback<int> Opened { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }

    private bool ByDay => State.Page.Sort == SessionSort.Date;

    private IEnumerable<(SessionSort Sort, string Name, string? Class)> Columns =>
    [
        (SessionSort.Date, L["Date"], null),
        (SessionSort.Client, L["Client"], null),
        (SessionSort.Coach, L["Coach"], null),
        (SessionSort.Title, L["Title"], null),
        (SessionSort.Price, L["Price"], "num"),
        (SessionSort.Status, L["Status"], null),
        (SessionSort.Payment, L["Payment"], null),
        (SessionSort.Told, L["Client told"], null),
    ];

    private IEnumerable<(string? Heading, SessionRow Row)> Lines()
    {
        var now = Clock.GetUtcNow().UtcDateTime;
        string? last = null;
        foreach (var row in Rows)
        {
            var heading = ByDay ? Reader.DayHeading(row.StartsAtUtc, now) : null;
            yield return (heading == last ? null : heading, row);
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

    private Task OpenAsync(RowEventArgs row) =>
        int.TryParse(row.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Opened.InvokeAsync(id) : Task.CompletedTask;
}
