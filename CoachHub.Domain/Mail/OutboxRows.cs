using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>A row that may be claimed.</summary>
internal sealed record DueRow(int Id, DateTime AtUtc, bool HasBody);

/// <summary>Which rows of the ledger are due. Each question asks one state in the order of its index, so that a long ledger costs nothing.</summary>
internal static class OutboxRows
{
    private static readonly Func<AppDbContext, int, Task<MailMessage?>> Mail =
        EF.CompileAsyncQuery((AppDbContext db, int id) => db.Set<MailMessage>().SingleOrDefault(m => m.Id == id));

    private static readonly Func<AppDbContext, int, IAsyncEnumerable<MailAbout>> Abouts =
        EF.CompileAsyncQuery<AppDbContext, int, MailAbout>((db, mailId) => db.Set<MailAbout>().Where(a => a.MailId == mailId).OrderBy(a => a.SessionId));

    private static readonly MailState[] OpenStates = [MailState.Claimed, MailState.Retry, MailState.Queued];

    public static async Task<IReadOnlyList<DueRow>> DueAsync(AppDbContext db, int max, DateTime nowUtc, CancellationToken cancel)
    {
        var due = new List<DueRow>();
        foreach (var state in OpenStates)
            due.AddRange(await DueInStateAsync(db, state, max, nowUtc, cancel));
        return [.. due.OrderBy(row => row.AtUtc).ThenBy(row => row.Id).Take(max)];
    }

    public static async Task<DateTime?> NextDueAsync(AppDbContext db, DateTime nowUtc, CancellationToken cancel)
    {
        var mails = db.Set<MailMessage>();
        DateTime?[] next =
        [
            await mails.Where(m => m.State == MailState.Queued && m.NextAttemptUtc > nowUtc).MinAsync(m => (DateTime?)m.NextAttemptUtc, cancel),
            await mails.Where(m => m.State == MailState.Retry && m.NextAttemptUtc > nowUtc).MinAsync(m => (DateTime?)m.NextAttemptUtc, cancel),
            await mails.Where(m => m.State == MailState.Claimed && m.LeaseUntilUtc > nowUtc).MinAsync(m => m.LeaseUntilUtc, cancel),
        ];
        return next.Min();
    }

    /// <summary>From here on the reader may get it: if the process stops before the answer is recorded, nobody knows.</summary>
    public static async Task MarkOnItsWayAsync(AppDbContext db, int mailId, CancellationToken cancel)
    {
        using var mark = db.Prepare("""UPDATE "Mails" SET "OnItsWay" = $1 WHERE "Id" = $2 AND "State" = $3""");
        await mark.RunAsync([true, mailId, EnumCode.Of(MailState.Claimed)], cancel);
    }

    /// <summary>The row, tracked; null when it is gone.</summary>
    public static Task<MailMessage?> MailAsync(AppDbContext db, int mailId) => Mail(db, mailId);

    public static async Task<IReadOnlyList<MailAbout>> AboutsAsync(AppDbContext db, int mailId, CancellationToken cancel)
    {
        var abouts = new List<MailAbout>(1);
        await foreach (var about in Abouts(db, mailId).WithCancellation(cancel))
            abouts.Add(about);
        return abouts;
    }

    /// <summary>Saves a mail in its new state: higher features hear of it when it rests, and text that must not stay goes.</summary>
    public static async Task SaveAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, CancellationToken cancel)
    {
        var settled = DeliveryRules.IsSettled(mail.State);
        if (settled)
            db.Raise(new MailSettled(mail, abouts));
        await db.SaveChangesAsync(cancel);
        var textIsDone = settled && mail.State != MailState.Unknown && DeliveryRules.HoldsSecret(mail.Type);
        if (textIsDone || mail.State == MailState.Queued)
            await db.Set<MailBody>().Where(b => b.MailId == mail.Id).ExecuteDeleteAsync(cancel);
    }

    private static Task<List<DueRow>> DueInStateAsync(AppDbContext db, MailState state, int max, DateTime nowUtc, CancellationToken cancel)
    {
        var rows = db.Set<MailMessage>().Where(m => m.State == state);
        rows = state == MailState.Claimed ? rows.Where(m => m.LeaseUntilUtc <= nowUtc) : rows.Where(m => m.NextAttemptUtc <= nowUtc);
        var abouts = db.Set<MailAbout>();
        // What a person learns about one session stays in order: an update never overtakes the confirmation.
        rows = rows.Where(m => !abouts.Any(a => a.MailId == m.Id && abouts.Any(o => o.SessionId == a.SessionId && o.MailId < a.MailId
            && db.Set<MailMessage>().Any(e => e.Id == o.MailId && e.ToUserId == m.ToUserId
                && (e.State == MailState.Queued || e.State == MailState.Claimed || e.State == MailState.Retry)))));
        return rows.OrderBy(m => m.NextAttemptUtc).ThenBy(m => m.Id).Take(max)
            .Select(m => new DueRow(m.Id, m.NextAttemptUtc, db.Set<MailBody>().Any(b => b.MailId == m.Id)))
            .ToListAsync(cancel);
    }
}
