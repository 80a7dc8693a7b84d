using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>The columns of the session list, in their order, with the names of the contract.</summary>
public static class SessionColumns
{
    /// <summary>What it sorts by, its heading, its class.</summary>
    public static IEnumerable<(SessionSort Sort, string Name, string Class)> All(IStringLocalizer<Words> L) =>
    [
        (SessionSort.Date, L["Date"], "when"),
        (SessionSort.Client, L["Client"], "who"),
        (SessionSort.Coach, L["Coach"], "coach"),
        (SessionSort.Title, L["Title"], "title"),
        (SessionSort.Price, L["Price"], "price"),
        (SessionSort.Status, L["Status"], "status"),
        (SessionSort.Payment, L["Payment"], "pay"),
        (SessionSort.Told, L["Client told"], "told"),
    ];
}
