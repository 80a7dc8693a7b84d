namespace CoachHub.Domain.Mail;

/// <summary>What an answer of the mail server does to a mail (quality.md, Reliability 1). Pure: the same input gives the same state.</summary>
public static class DeliveryRules
{
    /// <summary>Waits between attempts, in minutes. They add up to one day; after the last one the mail has failed.</summary>
    public static IReadOnlyList<int> RetryMinutes { get; } = [1, 5, 15, 60, 240, 240, 240, 240, 240, 159];

    /// <summary>The longest answer that is kept.</summary>
    public const int ReplyLength = 1000;

    private static readonly TimeSpan UnknownRetry = TimeSpan.FromMinutes(1);

    /// <summary>Types whose text holds a secret: never shown, and not kept once the mail is settled.</summary>
    public static bool HoldsSecret(MailType type) =>
        type is MailType.SignInLink or MailType.PasswordReset or MailType.Welcome or MailType.CoachInvitation or MailType.AddressChange;

    /// <summary>True for states that nothing but a person changes.</summary>
    public static bool IsSettled(MailState state) => state is not (MailState.Queued or MailState.Claimed or MailState.Retry);

    /// <summary>
    /// Moves the mail to its next state. <paramref name="mayHaveArrived"/> says whether an earlier attempt ended without an
    /// answer; <paramref name="jitter"/> from 0 to 1 spreads retries by a fifth either way.
    /// </summary>
    public static void Apply(MailMessage mail, DeliveryAnswer answer, bool mayHaveArrived, DateTime nowUtc, double jitter)
    {
        mail.LeaseUntilUtc = null;
        mail.OnItsWay = false;
        mail.MayRepeat = mayHaveArrived;
        if (answer.Outcome == DeliveryOutcome.SenderDown)
        {
            // Bytes that a server may have seen stay as they are; others are written anew from the facts as they are then.
            mail.State = mayHaveArrived || mail.Attempts > 0 ? MailState.Retry : MailState.Queued;
            return;
        }

        mail.Attempts++;
        mail.Reply = Clean(answer.Reply);
        switch (answer.Outcome)
        {
            case DeliveryOutcome.Accepted:
                mail.State = MailState.Accepted;
                mail.AcceptedAtUtc = nowUtc;
                break;
            case DeliveryOutcome.Permanent:
                mail.State = MailState.Failed;
                break;
            case DeliveryOutcome.Temporary when mail.Attempts > RetryMinutes.Count:
                mail.State = MailState.Failed;
                mail.SkipReason = SkipReasons.GaveUp;
                break;
            case DeliveryOutcome.Temporary:
                RetryAfter(mail, TimeSpan.FromMinutes(RetryMinutes[mail.Attempts - 1] * (0.8 + (0.4 * jitter))), nowUtc);
                break;
            default:
                // The reader may have it: one repeat by itself, after that a person decides.
                mail.MayRepeat = true;
                if (mayHaveArrived)
                    mail.State = MailState.Unknown;
                else
                    RetryAfter(mail, UnknownRetry, nowUtc);
                break;
        }
    }

    /// <summary>
    /// The process that had it on its way stopped, which is like a connection that was lost: one repeat by itself, after that a person
    /// decides. A program that is killed again and again must not write to the same person each time.
    /// </summary>
    public static void ApplyStop(MailMessage mail)
    {
        mail.OnItsWay = false;
        if (!mail.MayRepeat)
        {
            mail.MayRepeat = true;
            return;
        }

        mail.LeaseUntilUtc = null;
        mail.State = MailState.Unknown;
        mail.Reply = "no answer: the program stopped while sending";
    }

    /// <summary>The server's words on one line, within the column.</summary>
    public static string Clean(string reply)
    {
        var line = string.Concat(reply.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length <= ReplyLength ? line : line[..ReplyLength];
    }

    private static void RetryAfter(MailMessage mail, TimeSpan wait, DateTime nowUtc)
    {
        mail.State = MailState.Retry;
        var next = nowUtc + wait;
        // A mail whose time runs out before then is closed when it does, not hours later.
        mail.NextAttemptUtc = mail.NotAfterUtc < next ? mail.NotAfterUtc.Value : next;
    }
}
