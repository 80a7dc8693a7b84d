using System.Globalization;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The size of a file for people: <c>240 KB</c>, <c>1.2 MB</c>.</summary>
public static class FileSizeWords
{
    private const int Kilo = 1024, Mega = 1024 * 1024;

    public static string Text(IStringLocalizer<Words> L, long bytes) => bytes < Mega
        ? L["{0} KB", Math.Max(1, (bytes + Kilo - 1) / Kilo)]
        : L["{0} MB", ((double)bytes / Mega).ToString("0.#", CultureInfo.CurrentCulture)];
}
