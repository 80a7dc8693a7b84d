using System.Globalization;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>Takes sessions out of a mail that tells about several, so that the others are still told.</summary>
internal static class MailSplit
{
    /// <summary>True when the mail tells about more than one session.</summary>
    public static async Task<bool> IsSharedAsync(AppDbContext db, int mailId, CancellationToken cancel) =>
        await db.Set<MailAbout>().Where(a => a.MailId == mailId).Take(2).CountAsync(cancel) > 1;

    /// <summary>
    /// Closes the mail as far as it is about these sessions. Where it is about nothing else, the mail itself gets the state; otherwise
    /// a row of its own does, so that the log of each session says what became of it. The text must not be fixed yet.
    /// </summary>
    /// <returns>The row that holds the sessions now.</returns>
    public static async Task<MailMessage> TakeOutAsync(
        AppDbContext db, MailMessage mail, IReadOnlyCollection<int> sessionIds, MailState state, string? reason, CancellationToken cancel)
    {
        var abouts = await db.Set<MailAbout>().Where(a => a.MailId == mail.Id).ToListAsync(cancel);
        var leaving = abouts.FindAll(about => sessionIds.Contains(about.SessionId));
        if (leaving.Count == abouts.Count)
        {
            (mail.State, mail.SkipReason) = (state, reason);
            return mail;
        }

        var part = new MailMessage
        {
            Type = mail.Type,
            ToUserId = mail.ToUserId,
            ToAddress = mail.ToAddress,
            RequestedById = mail.RequestedById,
            DedupeKey = string.Create(CultureInfo.InvariantCulture, $"part:{mail.Id}:{leaving[0].SessionId}"),
            CreatedAtUtc = mail.CreatedAtUtc,
            NotBeforeUtc = mail.NotBeforeUtc,
            NextAttemptUtc = mail.NextAttemptUtc,
            NotAfterUtc = mail.NotAfterUtc,
            PersonalLine = mail.PersonalLine,
            State = state,
            SkipReason = reason,
            MessageId = $"{Guid.NewGuid():N}@{mail.MessageId.Split('@')[^1]}",
        };
        db.Add(part);
        await db.SaveChangesAsync(cancel);
        db.RemoveRange(leaving);
        db.AddRange(leaving.Select(about => new MailAbout { MailId = part.Id, SessionId = about.SessionId }));
        await db.SaveChangesAsync(cancel);
        return part;
    }
}
