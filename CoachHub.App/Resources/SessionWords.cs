using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>The words of a session's states, the same on chips, in filters and in mails. In French all agree with "séance".</summary>
public static class SessionWords
{
    /// <summary>Where the session stands.</summary>
    public static string Status(IStringLocalizer<Words> L, SessionStatus status) => status switch
    {
        SessionStatus.Booked => L["Booked"],
        SessionStatus.Completed => L["Completed"],
        SessionStatus.Cancelled => L["Cancelled"],
        SessionStatus.LateCancelled => L["Late cancelled"],
        SessionStatus.NoShow => L["No-show"],
        SessionStatus.Available => L["Available"],
        _ => status.ToString(),
    };

    /// <summary>What was paid.</summary>
    public static string Payment(IStringLocalizer<Words> L, PaymentStatus payment) => payment switch
    {
        PaymentStatus.Pending => L["Pending"],
        PaymentStatus.Paid => L["Paid"],
        PaymentStatus.Refunded => L["Refunded"],
        PaymentStatus.Cancelled => L["Cancelled"],
        _ => payment.ToString(),
    };

    /// <summary>What the client knows.</summary>
    public static string Told(IStringLocalizer<Words> L, ToldState told) => told switch
    {
        ToldState.None => L["No client"],
        ToldState.Never => L["Never told"],
        ToldState.Queued => L["Queued"],
        ToldState.Failed => L["Failed"],
        ToldState.Outdated => L["Told old facts"],
        ToldState.Told => L["Told"],
        ToldState.Acknowledged => L["Acknowledged"],
        _ => told.ToString(),
    };

    /// <summary>A person's role.</summary>
    public static string RoleName(IStringLocalizer<Words> L, Role role) => role switch
    {
        Role.Administrator => L["Administrator"],
        Role.Coach => L["Coach"],
        _ => L["Client"],
    };
}
