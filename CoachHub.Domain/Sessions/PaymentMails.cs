using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Sessions;

/// <summary>A session that was paid online.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="StartsAtUtc">When it begins, UTC.</param>
/// <param name="DurationMinutes">How long it takes.</param>
/// <param name="Title">Its title; null = the automatic one.</param>
/// <param name="CoachName">With whom.</param>
/// <param name="AmountMinor">What was paid for it, in minor units.</param>
public sealed record PaidSession(int SessionId, DateTime StartsAtUtc, int DurationMinutes, string? Title, string CoachName, long AmountMinor);

/// <summary>A mail about sessions that a client paid online.</summary>
public abstract record PaymentMail(MailReader Reader, string PracticeName, string ClientName, IReadOnlyList<PaidSession> Sessions, string Currency) : MailContent(Reader, PracticeName)
{
    /// <summary>What was paid in all, in minor units.</summary>
    public long TotalMinor => Sessions.Sum(session => session.AmountMinor);

    /// <summary>It was a test: no real money came.</summary>
    public bool IsTest { get; init; }
}

/// <summary>To the client: the payment arrived; with the way to the receipts (EML-08).</summary>
public sealed record PaymentConfirmedMail(MailReader Reader, string PracticeName, string ClientName, IReadOnlyList<PaidSession> Sessions, string Currency)
    : PaymentMail(Reader, PracticeName, ClientName, Sessions, Currency);

/// <summary>To the coach: a client paid online (EML-07).</summary>
public sealed record PaymentReceivedMail(MailReader Reader, string PracticeName, string ClientName, IReadOnlyList<PaidSession> Sessions, string Currency)
    : PaymentMail(Reader, PracticeName, ClientName, Sessions, Currency);
