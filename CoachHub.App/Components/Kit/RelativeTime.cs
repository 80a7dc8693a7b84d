using CoachHub.App.Resources;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Kit;

/// <summary>How long it is until something, as people say it.</summary>
public static class RelativeTime
{
    /// <summary><c>in 20 minutes</c>, <c>in 3 h 10 min</c>, <c>tomorrow</c>, <c>in 5 days</c>; days are those of the reader's calendar.</summary>
    public static string Until(IStringLocalizer<Words> L, Reader reader, DateTime atUtc, DateTime nowUtc)
    {
        if (atUtc <= nowUtc)
            return L["Now"];
        var minutes = (int)Math.Ceiling((atUtc - nowUtc).TotalMinutes);
        var days = NodaTime.Period.Between(reader.Local(nowUtc).Date, reader.Local(atUtc).Date, NodaTime.PeriodUnits.Days).Days;
        return minutes switch
        {
            1 => L["in a minute"],
            < 60 => L["in {0} minutes", minutes],
            _ when days == 1 => L["tomorrow"],
            _ when days > 1 => L["in {0} days", days],
            _ when minutes % 60 == 0 => L["in {0} h", minutes / 60],
            _ => L["in {0} h {1} min", minutes / 60, minutes % 60],
        };
    }
}
