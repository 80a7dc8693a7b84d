using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Programs;

/// <summary>What bundles, their ledger and outcomes are called on every screen.</summary>
public static class ProgramWords
{
    public static string Status(IStringLocalizer<Words> L, BundleStatus status) => status switch
    {
        BundleStatus.Active => L["Active"],
        BundleStatus.Paused => L["Paused"],
        BundleStatus.Completed => L["Completed"],
        _ => L["Cancelled"],
    };

    public static ChipLook Look(BundleStatus status) => status switch
    {
        BundleStatus.Active => new("●", "news"),
        BundleStatus.Paused => new("‖", "careful"),
        BundleStatus.Completed => new("✓", "good"),
        _ => new("✕", ""),
    };

    /// <summary><c>3 of 12 completed</c></summary>
    public static string Progress(IStringLocalizer<Words> L, int completed, int planned) => L["{0} of {1} completed", completed, planned];

    /// <summary>The line of the ledger, with what it is about.</summary>
    public static string Entry(IStringLocalizer<Words> L, BundleEntryRow entry, string? when) => (entry.Kind, entry.From) switch
    {
        (BundleEntryKind.Bought, _) => L["Bought: {0}", entry.Count],
        (BundleEntryKind.Reserved, CreditPlace.Used) => L["Planned again: {0}", when ?? ""],
        (BundleEntryKind.Reserved, _) => L["Planned: {0}", when ?? ""],
        (BundleEntryKind.Used, _) => L["Used: {0}", when ?? ""],
        (BundleEntryKind.Returned, CreditPlace.Expired) => L["Expiry moved, given back: {0}", entry.Count],
        (BundleEntryKind.Returned, _) => L["Returned: {0}", when ?? ""],
        _ => L["Expired: {0}", entry.Count],
    };

    /// <summary>What follows from a session that did not take place.</summary>
    public static string Outcome(IStringLocalizer<Words> L, Outcome outcome, string? fee) => (outcome.Credit, fee) switch
    {
        (CreditOutcome.Return, null) => L["The session returns to the balance."],
        (CreditOutcome.Return, _) => L["The session returns to the balance; the fee is {0}.", fee],
        (_, null) => L["The session is used up."],
        _ => L["The session is used up; the fee is {0}.", fee],
    };

    /// <summary>What becomes of a credit that returns to a bundle; null while its last day is not over.</summary>
    public static string? Expiry(IStringLocalizer<Words> L, bool isOver) => isOver ? L["The last day of the bundle is over: what returns expires at once."].Value : null;

    /// <summary>The same for sessions of several bundles.</summary>
    public static string? Expiry(IStringLocalizer<Words> L, BundledConsequence many) => many.Over == many.Sessions || many.Over == 0
        ? Expiry(L, many.Over > 0)
        : L["For {0} of them the last day of the bundle is over: what returns expires at once.", many.Over].Value;

    /// <summary>The heading over what follows for a bundle.</summary>
    public static string Follows(IStringLocalizer<Words> L, string bundle) => L["What follows for the bundle {0}", bundle];

    /// <summary>The same to the client, before the click.</summary>
    public static string ForClient(IStringLocalizer<Words> L, Consequence consequence, string? fee) => (consequence.Outcome.Credit, fee) switch
    {
        _ when consequence.Expires => L["The last day of your package {0} has passed: this session cannot be planned again.", consequence.BundleName],
        (CreditOutcome.Return, null) => L["This session goes back into your package {0}.", consequence.BundleName],
        (CreditOutcome.Return, _) => L["This session goes back into your package {0}, and a fee of {1} is due.", consequence.BundleName, fee],
        (_, null) => L["This session counts as used in your package {0}.", consequence.BundleName],
        _ => L["This session counts as used in your package {0}, and a fee of {1} is due.", consequence.BundleName, fee],
    };

    public static string Credit(IStringLocalizer<Words> L, CreditOutcome credit) =>
        credit == CreditOutcome.Return ? L["Returns to the balance"] : L["Is used up"];

    /// <summary>The price of an offer in words.</summary>
    public static string Price(IStringLocalizer<Words> L, long minor, PricePer per, Reader reader) =>
        per == PricePer.Session ? L["{0} a session", reader.Amount(minor)] : reader.Amount(minor);

    public static string Validity(IStringLocalizer<Words> L, int count, ValidityUnit unit) =>
        (unit, count) switch
        {
            (ValidityUnit.Days, 1) => L["Valid for a day"],
            (ValidityUnit.Days, _) => L["Valid for {0} days", count],
            (_, 1) => L["Valid for a month"],
            _ => L["Valid for {0} months", count],
        };
}
