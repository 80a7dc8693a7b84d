using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>
/// The words, set as French is set: the space before <c>: ; ? !</c> and inside <c>« »</c> breaks no line, and the apostrophe is
/// the curved one. Words.fr.resx is written with an ordinary keyboard; nobody has to see which of its spaces is which.
/// </summary>
public sealed partial class WordsLocalizer(IStringLocalizerFactory factory) : IStringLocalizer<Words>
{
    private readonly IStringLocalizer written = factory.Create(typeof(Words));
    private readonly ConcurrentDictionary<string, string> french = new();

    /// <inheritdoc />
    public LocalizedString this[string name] => Set(written[name]);

    /// <inheritdoc />
    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var words = Set(written[name]);
            // Only our own words are set: what people typed stays as they typed it.
            return new LocalizedString(name, string.Format(CultureInfo.CurrentCulture, words.Value, arguments), words.ResourceNotFound);
        }
    }

    /// <inheritdoc />
    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => written.GetAllStrings(includeParentCultures).Select(Set);

    private LocalizedString Set(LocalizedString words)
    {
        if (words.ResourceNotFound || CultureInfo.CurrentUICulture.TwoLetterISOLanguageName != "fr")
            return words;
        return new LocalizedString(words.Name, french.GetOrAdd(words.Value, SetFrench));
    }

    private static string SetFrench(string text) => Apostrophe().Replace(NoBreak().Replace(text, "\u00a0"), "’");

    [GeneratedRegex(@" (?=[:;?!»])|(?<=«) ")]
    private static partial Regex NoBreak();

    [GeneratedRegex(@"(?<=\p{L})'(?=\p{L}|\{)")]
    private static partial Regex Apostrophe();
}

/// <summary>Registers the words.</summary>
public static class WordsRegistration
{
    /// <summary>Adds <see cref="IStringLocalizer{T}"/> of <see cref="Words"/>.</summary>
    public static void AddWords(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddSingleton<IStringLocalizer<Words>, WordsLocalizer>();
    }
}
