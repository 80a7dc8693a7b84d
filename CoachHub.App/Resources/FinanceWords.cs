using System.Globalization;
using CoachHub.Domain.Insights;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of the finances, the same on the screen and in the file.</summary>
public static class FinanceWords
{
    /// <summary>A figure.</summary>
    public static string Figure(IStringLocalizer<Words> L, FinanceFigure figure) => figure switch
    {
        FinanceFigure.Billed => L["Billed"],
        FinanceFigure.Collected => L["Collected"],
        FinanceFigure.Pending => L["Pending"],
        _ => L["Refunds"],
    };

    /// <summary>What a figure counts.</summary>
    public static string Meaning(IStringLocalizer<Words> L, FinanceFigure figure) => figure switch
    {
        FinanceFigure.Billed => L["Prices of the sessions that take place in this period"],
        FinanceFigure.Collected => L["Money that came in during this period, for any session"],
        FinanceFigure.Pending => L["Of what is billed here, sessions that are not paid yet"],
        _ => L["Money that was given back during this period"],
    };

    /// <summary>By what the sums are divided, as a column's heading.</summary>
    public static string Grouping(IStringLocalizer<Words> L, FinanceGrouping by) => by switch
    {
        FinanceGrouping.Month => L["Month"],
        FinanceGrouping.Coach => L["Coach"],
        FinanceGrouping.Client => L["Client"],
        _ => L["Bundle"],
    };

    /// <summary>The name of a part.</summary>
    public static string Part(IStringLocalizer<Words> L, FinanceGrouping by, int key, string? name, CultureInfo culture) => (by, name) switch
    {
        (FinanceGrouping.Month, _) => Month(key, culture, "MMMM yyyy"),
        (FinanceGrouping.Bundle, null) => L["Single sessions"],
        _ => name ?? "",
    };

    /// <summary>How a session or a payment was paid, as far as it was.</summary>
    public static string Methods(IStringLocalizer<Words> L, FinanceRow row) => string.Join(", ", row.Methods.Select(method => PaymentWords.Method(L, method)));

    /// <summary>A month by its key, as the format says.</summary>
    public static string Month(int key, CultureInfo culture, string format)
    {
        if (key / 100 is < 1 or > 9999 || key % 100 is < 1 or > 12)
            return "";
        var text = new DateOnly(key / 100, key % 100, 1).ToString(format, culture);
        return string.Concat(text[..1].ToUpper(culture), text.AsSpan(1));
    }
}
