using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Kit;

/// <summary>
/// A chip as one piece of HTML, for lists: as elements it is nine render frames, three times in each row, and twice that in the memory of
/// every open page. There are few of them, so each is written once for everybody.
/// </summary>
public static class ChipMarkup
{
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly ConcurrentDictionary<(ChipLook Look, string Word, string? Menu), MarkupString> Written = new();

    /// <summary>The chip with this word of ours; with <paramref name="menu"/> (<c>status</c> or <c>payment</c>) it opens the page's one menu.</summary>
    public static MarkupString Of(ChipLook look, string word, string? menu = null) => Written.GetOrAdd((look, word, menu), static chip =>
    {
        var inside = $"<span aria-hidden=\"true\">{chip.Look.Sign}</span>{Html.Encode(chip.Word)}";
        return new MarkupString(chip.Menu is null
            ? $"<span class=\"{chip.Look.Class}\">{inside}</span>"
            : $"<button type=\"button\" class=\"{chip.Look.Class}\" data-menu=\"{chip.Menu}\" aria-haspopup=\"menu\">{inside}</button>");
    });
}
