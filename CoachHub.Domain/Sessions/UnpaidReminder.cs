using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Sessions;

/// <summary>A session that took place, or should have, and is not paid (D25).</summary>
/// <param name="SessionId">The session.</param>
/// <param name="StartsAtUtc">When it began, UTC.</param>
/// <param name="DurationMinutes">How long it took.</param>
/// <param name="ZoneId">The zone in which it was planned.</param>
/// <param name="Title">Its title; null = the automatic one.</param>
/// <param name="CoachName">With whom.</param>
/// <param name="AmountMinor">What is unpaid, in minor units of the practice's currency.</param>
public sealed record UnpaidSession(int SessionId, DateTime StartsAtUtc, int DurationMinutes, string ZoneId, string? Title, string CoachName, long AmountMinor)
{
    /// <summary>The coach's first name, for practices whose mails say no more.</summary>
    public string CoachFirstName { get; init; } = "";
}

/// <summary>What a reminder of unpaid sessions would do. Nothing is written.</summary>
/// <param name="ClientName">The client.</param>
/// <param name="ToAddress">Where it goes; null when nobody can be reached.</param>
/// <param name="Sessions">The unpaid sessions that this person may see, oldest first.</param>
/// <param name="SwitchedOff">The type is switched off in the settings (D6).</param>
/// <param name="LastMailId">The last mail of this kind to the client that went out or is under way, 0 without one.</param>
/// <param name="LastAtUtc">When that was, UTC.</param>
/// <param name="IsRecent">It is so recent that another one asks for a word of its own.</param>
public sealed record UnpaidReminderPreview(
    string ClientName, string? ToAddress, IReadOnlyList<UnpaidSession> Sessions, bool SwitchedOff, int LastMailId, DateTime? LastAtUtc, bool IsRecent)
{
    /// <summary>What is unpaid in all, in minor units.</summary>
    public long TotalMinor => Sessions.Sum(session => session.AmountMinor);
}

/// <summary>A reminder of unpaid sessions, as somebody saw it and wants it sent.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="SessionIds">The sessions that the person saw; others now are a conflict.</param>
/// <param name="LastMailId">The last mail of this kind that the person saw; another one now is a conflict.</param>
public sealed record SendUnpaidReminder(int ClientId, IReadOnlyCollection<int> SessionIds, int LastMailId)
{
    /// <summary>A line of the sender's own, or null.</summary>
    public string? PersonalLine { get; init; }

    /// <summary>The person knows that there was one a short time ago.</summary>
    public bool Again { get; init; }
}

/// <summary>To the client: these sessions are not paid yet, oldest first, and what that comes to.</summary>
public sealed record UnpaidReminderMail(MailReader Reader, string PracticeName, IReadOnlyList<UnpaidSession> Sessions, string Currency)
    : MailContent(Reader, PracticeName)
{
    /// <summary>A line of the sender's own, or null.</summary>
    public string? PersonalLine { get; init; }
}
