using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>The title that people see: the session's own, or the automatic one that follows the client (D34).</summary>
public static class SessionTitle
{
    /// <summary>The title in a language, whatever the language of the screen.</summary>
    public static string Of(IStringLocalizer<Words> L, string? title, string? clientName, string language)
    {
        if (title is not null)
            return title;
        return clientName is null ? InLanguage(language, () => L["Open slot"]) : InLanguage(language, () => L["Session with {0}", clientName]);
    }

    /// <summary>Words in another language than the screen's.</summary>
    public static string InLanguage(string language, Func<string> words)
    {
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        System.Globalization.CultureInfo.CurrentUICulture = Reader.CultureOf(language);
        try
        {
            return words();
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }
}
