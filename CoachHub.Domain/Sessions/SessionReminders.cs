using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Sessions;

/// <summary>What became, or will become, of one reminder.</summary>
/// <param name="Lead">How long before the start it is due.</param>
/// <param name="DueAtUtc">When that is, UTC.</param>
/// <param name="Verdict">What is to be done about it now; counts while <paramref name="State"/> is null or it waits.</param>
/// <param name="State">Where its mail stands; null = there is none yet.</param>
/// <param name="SkipReason">Why the mail was not sent, one of <see cref="SkipReasons"/>, or null.</param>
/// <param name="SentAtUtc">When the server took it, UTC.</param>
public sealed record ReminderOutlook(
    TimeSpan Lead, DateTime DueAtUtc, ReminderVerdict Verdict, MailState? State, string? SkipReason, DateTime? SentAtUtc);

/// <summary>The reminders of a session as they are known beforehand (part 4.3).</summary>
/// <param name="ToAddress">Where they go, or null.</param>
/// <param name="StoppedBy">Who stopped them, or null.</param>
/// <param name="Outlook">Each of them, the earliest first; empty where there is nothing to remind of.</param>
/// <param name="NoneSet">There would be something to remind of, but the practice has set no reminder.</param>
public sealed record SessionReminders(string? ToAddress, string? StoppedBy, IReadOnlyList<ReminderOutlook> Outlook, bool NoneSet)
{
    /// <summary>What the history calls stopping (after: <see cref="Stopped"/>) and starting again.</summary>
    public const string Field = "Reminders";

    /// <summary>The value of <see cref="Field"/> while no reminder goes out.</summary>
    public const string Stopped = "stopped";

    /// <summary>The line of the session's history. It raises no version: reminders are nobody's conflict.</summary>
    internal static HistoryEntry Note(AppDbContext db, Session session, bool stop, DateTime nowUtc) => new()
    {
        AtUtc = nowUtc,
        ActorId = db.Actor.Id,
        ActorName = db.Actor.Name,
        Subject = nameof(Session),
        SubjectId = session.Id,
        Version = session.Version,
        Action = "changed",
        Changes = JsonSerializer.Serialize(new Dictionary<string, string?[]> { [Field] = stop ? [null, Stopped] : [Stopped, null] }),
    };
}
