using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;

namespace CoachHub.Domain.Sessions;

/// <summary>What is to be done about a reminder at one moment.</summary>
public enum ReminderVerdict
{
    /// <summary>There is nothing to remind of: no client, not booked, or begun.</summary>
    None,

    /// <summary>The practice reminds nobody, or not at this lead.</summary>
    SwitchedOff,

    /// <summary>Somebody stopped the reminders of this session.</summary>
    Stopped,

    /// <summary>The bundle of the session is paused.</summary>
    Paused,

    /// <summary>The client has no address that can be used.</summary>
    NoAddress,

    /// <summary>The mail type is switched off: when the time comes, the log says so (D6).</summary>
    TypeOff,

    /// <summary>It is not due yet.</summary>
    Waits,

    /// <summary>It would come so late that it helps nobody.</summary>
    TooLate,

    /// <summary>The client was told the same facts when it was due, or after.</summary>
    JustTold,

    /// <summary>It goes now.</summary>
    Send,
}

/// <summary>A session as far as reminders ask.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="HasClient">False for a slot.</param>
/// <param name="StartsAtUtc">UTC.</param>
/// <param name="Reachable">The client has an address that can be used.</param>
/// <param name="Stopped">Somebody stopped its reminders.</param>
/// <param name="ToldAtUtc">When the client was last told, UTC.</param>
/// <param name="KnowsTheFacts">What was told then is what is true now.</param>
/// <param name="Paused">Its bundle is paused (D19).</param>
public readonly record struct ReminderCase(
    SessionStatus Status, bool HasClient, DateTime StartsAtUtc, bool Reachable, bool Stopped, DateTime? ToldAtUtc, bool KnowsTheFacts, bool Paused = false)
{
    /// <summary>The session as it is.</summary>
    public static ReminderCase Of(Session session, bool reachable) => new(
        session.Status, session.ClientId is not null, session.StartsAtUtc, reachable, session.RemindersStoppedById is not null,
        session.ToldAtUtc, session.ToldFactsHash == session.FactsHash, session.RemindersPaused);
}

/// <summary>
/// When a reminder goes and why it does not (D14). Pure, and the only place: the scan that finds what is due, the composer that decides
/// when it is sent, and the screen that says so beforehand all ask here.
/// </summary>
public static class ReminderRule
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>The last instant (UTC) at which a reminder still helps: half the lead, at most an hour, before the start.</summary>
    public static DateTime LatestSend(DateTime startsAtUtc, TimeSpan lead) => startsAtUtc - (lead / 2 < Hour ? lead / 2 : Hour);

    /// <summary>What is to be done at <paramref name="nowUtc"/> about the reminder that is due <paramref name="lead"/> before the start; the first that holds.</summary>
    public static ReminderVerdict Of(ReminderCase session, TimeSpan lead, PracticeFacts practice, DateTime nowUtc)
    {
        var due = session.StartsAtUtc - lead;
        if (session.Status != SessionStatus.Booked || !session.HasClient || session.StartsAtUtc <= nowUtc)
            return ReminderVerdict.None;
        if (!practice.RemindersOn || !practice.ReminderLeads.Contains(lead))
            return ReminderVerdict.SwitchedOff;
        if (session.Stopped)
            return ReminderVerdict.Stopped;
        if (session.Paused)
            return ReminderVerdict.Paused;
        if (!session.Reachable)
            return ReminderVerdict.NoAddress;
        if (practice.DisabledMails.Contains(EnumCode.Of(MailType.Reminder)))
            return ReminderVerdict.TypeOff;
        if (nowUtc < due)
            return ReminderVerdict.Waits;
        if (nowUtc > LatestSend(session.StartsAtUtc, lead))
            return ReminderVerdict.TooLate;
        return session.ToldAtUtc >= due && session.KnowsTheFacts ? ReminderVerdict.JustTold : ReminderVerdict.Send;
    }

    /// <summary>True when the ledger gets a row now: the mail, or why there is none.</summary>
    public static bool IsDue(ReminderVerdict verdict, DateTime startsAtUtc, TimeSpan lead, DateTime nowUtc) =>
        verdict is ReminderVerdict.Send or ReminderVerdict.JustTold or ReminderVerdict.TooLate
        || (verdict == ReminderVerdict.TypeOff && startsAtUtc - lead <= nowUtc);

    /// <summary>Why a reminder that stands in the ledger is not sent, one of <see cref="SkipReasons"/>; null = it is.</summary>
    public static string? WhyNot(ReminderVerdict verdict) => verdict switch
    {
        ReminderVerdict.Send => null,
        ReminderVerdict.SwitchedOff or ReminderVerdict.TypeOff => SkipReasons.SwitchedOff,
        ReminderVerdict.Stopped => SkipReasons.Stopped,
        ReminderVerdict.Paused => SkipReasons.Paused,
        ReminderVerdict.NoAddress => SkipReasons.NoReader,
        ReminderVerdict.TooLate => SkipReasons.TooLate,
        ReminderVerdict.JustTold => SkipReasons.JustTold,
        _ => SkipReasons.NoLongerTrue,
    };
}
