using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>A row and what stands around it in the list.</summary>
/// <param name="Row">The session.</param>
/// <param name="Change">What is different since it was loaded.</param>
/// <param name="Editor">Who has it open, or null.</param>
/// <param name="ShowDate">The day stands in the cell: there is no heading, or it is another day's.</param>
/// <param name="MayChange">Status and payment are buttons.</param>
public readonly record struct RowLook(SessionRow Row, RowChange Change, string? Editor, bool ShowDate, bool MayChange);

/// <summary>
/// The cells of a row as one piece of HTML. As elements they would be a hundred render frames of twenty bytes each on the wire, and twice
/// that in memory for each row of every open page (docs/adr/0011). Everything that people typed goes through <see cref="Text"/>;
/// nothing else is joined in that is not a constant of this file or a word of ours.
/// </summary>
public sealed class SessionRowMarkup(IStringLocalizer<Words> L, Reader reader, IReadOnlySet<SessionSort> hidden)
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly Dictionary<int, (RowLook Look, MarkupString Cells)> written = [];

    /// <summary>The reader, the columns and the language are the same: what was written may be used again.</summary>
    public bool IsFor(Reader other, IReadOnlySet<SessionSort> otherHidden) => other == reader && ReferenceEquals(otherHidden, hidden);

    /// <summary>The row's cells; the same string as before where nothing changed, so that comparing costs nothing.</summary>
    public MarkupString Of(in RowLook look)
    {
        if (written.TryGetValue(look.Row.Id, out var before) && before.Look == look)
            return before.Cells;
        var cells = new MarkupString(Write(look));
        written[look.Row.Id] = (look, cells);
        return cells;
    }

    /// <summary>Forgets rows that are no longer shown.</summary>
    public void Keep(IReadOnlyList<SessionRow> rows)
    {
        if (written.Count <= rows.Count)
            return;
        foreach (var id in written.Keys.Except(rows.Select(row => row.Id)).ToList())
            written.Remove(id);
    }

    private string Write(in RowLook look)
    {
        var (row, change, _, _, mayChange) = look;
        var html = new StringBuilder(600);
        When(html, look);
        Who(html, look);
        Cell(html, SessionSort.Coach, "coach", change, RowChange.Coach, Text(row.CoachName));
        Cell(html, SessionSort.Title, "title", change, RowChange.Title, Text(SessionTitle.Of(L, row.Title, row.ClientName, row.ClientLanguage ?? reader.Actor.Language)));
        Cell(html, SessionSort.Price, "price", change, RowChange.Price, row.PriceMinor is { } minor ? Text(reader.Amount(minor)) : "");
        Cell(html, SessionSort.Status, "status", change, RowChange.Status, Chip(ChipLook.Of(row.Status), SessionWords.Status(L, row.Status), mayChange));
        Cell(html, SessionSort.Payment, "pay", change, RowChange.Payment, Chip(ChipLook.Of(row.Payment), SessionWords.Payment(L, row.Payment), mayChange));
        Cell(html, SessionSort.Told, "told", change, RowChange.Told, row.Told == ToldState.None ? "" : Chip(ChipLook.Of(row.Told), SessionWords.Told(L, row.Told), isButton: false));
        return html.ToString();
    }

    private void When(StringBuilder html, in RowLook look)
    {
        var (row, change, _, showDate, _) = look;
        Open(html, "when", change, RowChange.Date);
        if (showDate)
            html.Append("<i>").Append(Text(reader.Date(row.StartsAtUtc))).Append("</i>");
        html.Append("<b>").Append(Text(reader.Time(row.StartsAtUtc))).Append("</b> <small>").Append(Text(L["{0} min", row.DurationMinutes])).Append("</small>");
        if (row.OldFacts is { } old && old.StartsAtUtc != row.StartsAtUtc)
        {
            html.Append("<s class=\"old\" title=\"").Append(Text(L["The client was told {0}", reader.DateAndTime(old.StartsAtUtc)])).Append("\">")
                .Append(Text(OldTime(row, old))).Append("</s>");
        }

        if (change.HasFlag(RowChange.Gone))
            html.Append("<em>").Append(Text(L["No longer there"])).Append("</em>");
        else if (change != RowChange.None)
            html.Append("<span class=\"sr-only\">").Append(Text(L["Changed since"])).Append("</span>");
    }

    private void Who(StringBuilder html, in RowLook look)
    {
        var (row, change, editor, _, _) = look;
        Open(html, "who", change, RowChange.Client);
        if (editor is not null)
        {
            var words = Text(L["{0} is editing", editor]);
            html.Append("<span class=\"editing\" title=\"").Append(words).Append("\"><span class=\"sr-only\">").Append(words).Append("</span></span>");
        }

        if (row.ClientName is { } name)
            html.Append("<b>").Append(Text(name)).Append("</b>");
        else
            html.Append("<span class=\"muted\">").Append(Text(L["Open slot"])).Append("</span>");
        if (OtherClock(row) is { } clock)
            html.Append("<small>").Append(Text(clock)).Append("</small>");
    }

    private void Cell(StringBuilder html, SessionSort column, string name, RowChange change, RowChange what, string content)
    {
        if (hidden.Contains(column))
            return;
        Open(html, name, change, what);
        html.Append(content);
    }

    // A cell ends where the next begins, and one word needs no quotation marks: HTML has it so, and fifty rows have five hundred of them.
    private static void Open(StringBuilder html, string name, RowChange change, RowChange what) =>
        _ = change.HasFlag(what) ? html.Append("<td class=\"fresh ").Append(name).Append("\">") : html.Append("<td class=").Append(name).Append('>');

    // What the button is for, the script knows by its cell.
    private static string Chip(ChipLook look, string word, bool isButton)
    {
        var element = isButton ? "button" : "span";
        return $"<{element} class=\"{look.Class}\" data-sign={look.Sign}>{Text(word)}</{element}>";
    }

    private string OldTime(SessionRow row, SessionFacts old) =>
        reader.Local(old.StartsAtUtc).Date == reader.Local(row.StartsAtUtc).Date ? reader.Time(old.StartsAtUtc) : reader.ShortDateAndTime(old.StartsAtUtc, row.StartsAtUtc);

    private string? OtherClock(SessionRow row) =>
        row.ClientZoneId is { } zone && !ZoneClock.SameClock(zone, reader.ZoneId, row.StartsAtUtc)
            ? L["{0} in {1}", reader.Time(row.StartsAtUtc, zone), Reader.ZoneName(zone)].Value
            : null;

    private static string Text(string text) => Html.Encode(text);
}
