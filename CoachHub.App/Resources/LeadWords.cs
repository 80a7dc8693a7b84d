using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>How long before a session something happens.</summary>
public static class LeadWords
{
    private const int DayHours = 24;

    /// <summary><c>3 days</c>, <c>24 hours</c>, <c>1 hour</c>.</summary>
    public static string Text(IStringLocalizer<Words> L, TimeSpan lead) => (int)lead.TotalHours switch
    {
        1 => L["1 hour"],
        var hours when InDays(hours) => L["{0} days", hours / DayHours],
        var hours => L["{0} hours", hours],
    };

    /// <summary>True for spans that people count in days: from two on.</summary>
    public static bool InDays(int hours) => hours >= 2 * DayHours && hours % DayHours == 0;
}
