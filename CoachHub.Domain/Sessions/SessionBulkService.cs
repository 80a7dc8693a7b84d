using System.Diagnostics;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Acts on many sessions, in short transactions of whole sessions: what changed, vanished or became somebody else's meanwhile is
/// reported and left alone, the rest goes through. Doing the same again does nothing more.
/// </summary>
public sealed class SessionBulkService(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, MailIntents intents, OutboxSignal outbox, ChangeFeed feed, TimeProvider clock)
{
    private const int ChunkSize = 500, LeastSessions = 5, MostSessions = 60;

    // Others who would save wait for a batch at most, and find the lock free after each.
    private static readonly TimeSpan LongHold = TimeSpan.FromMilliseconds(70), ShortHold = TimeSpan.FromMilliseconds(30), Rest = TimeSpan.FromMilliseconds(26);

    /// <summary>Longer than the longest act: should the process stop in its middle, the mails of what was done go out then.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(2);

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>
    /// Does it, best with the picks of a preview. Cancelling stops between two batches: what was done stays done, and the outcome says
    /// how much. Problems: <c>forbidden</c>, those of <see cref="BulkAct.Check"/> and of its outcome; those of single sessions are in the outcome.
    /// </summary>
    public async Task<Result<BulkOutcome>> RunAsync(
        Actor actor, BulkAct act, IReadOnlyList<SessionPick> picks, IProgress<BulkProgress>? progress, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions) || (act.Outcome is not null && !actor.Can(Capability.ManagePrograms)))
            return Problem.Forbidden();
        var chosen = picks.DistinctBy(pick => pick.Id).ToList();
        if (act.Check(chosen.Count) is { } wrong)
            return wrong;
        var practice = await practices.GetAsync(cancel);
        if (act.Outcome?.CheckDecided(practice.Currency) is { } undecided)
            return undecided;
        var run = new BulkRun(actor, act, new ClientMails(intents, practice, NowUtc + Hold), new CoachTeller(intents), clock);
        var stopped = false;
        Problem? fault = null;
        try
        {
            fault = await RunAsync(run, await OrderAsync(run, chosen, cancel), progress, cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            stopped = true;
        }

        if (fault is not null && run.Done.Count == 0)
            return fault;
        var undo = await ReleaseAsync(run);
        return new BulkOutcome(run.Done, run.Refused, run.Mails.Written.Count, stopped) { Undo = undo };
    }

    /// <summary>Returns what the storage said last, where it said something.</summary>
    private async Task<Problem?> RunAsync(BulkRun run, List<SessionPick> picks, IProgress<BulkProgress>? progress, CancellationToken cancel)
    {
        var size = MostSessions / 2;
        Problem? last = null;
        for (var at = 0; at < picks.Count;)
        {
            cancel.ThrowIfCancellationRequested();
            var batch = picks.GetRange(at, Math.Min(size, picks.Count - at));
            var held = TimeSpan.Zero;
            var result = await StorageFault.CatchAsync<bool>(async () =>
            {
                held = await BatchAsync(run, batch, cancel);
                return true;
            });
            at += batch.Count;
            if (result.Problem is { } fault)
            {
                last = fault;
                run.Fail(batch, fault);
                // A busy database may be free in a moment; a full disk is not.
                if (fault.Code != "storage.busy")
                {
                    run.Fail(picks.GetRange(at, picks.Count - at), fault);
                    return fault;
                }
            }

            size = held > LongHold ? Math.Max(LeastSessions, size / 2) : held < ShortHold ? Math.Min(MostSessions, size + 10) : size;
            progress?.Report(new BulkProgress(at, picks.Count));
            if (at < picks.Count)
                await Task.Delay(Rest, cancel);
        }

        return last;
    }

    private async Task<TimeSpan> BatchAsync(BulkRun run, List<SessionPick> batch, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(run.Actor);
        try
        {
            await using var write = await db.BeginWriteAsync(run.CoachesOf(batch), cancel);
            var begun = Stopwatch.GetTimestamp();
            await run.ActAsync(db, batch, cancel);
            await write.CommitAsync(cancel);
            run.Committed();
            foreach (var id in run.LastDone)
                feed.Publish(Topics.Sessions, id);
            return Stopwatch.GetElapsedTime(begun);
        }
        catch
        {
            run.RolledBack();
            throw;
        }
    }

    /// <summary>
    /// The order in which it is done: by client, so that a mail is filled batch after batch; moves in the direction in which they go,
    /// so that each finds its place left by the one before.
    /// </summary>
    private async Task<List<SessionPick>> OrderAsync(BulkRun run, List<SessionPick> chosen, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var found = new List<BulkRun.Place>(chosen.Count);
        foreach (var chunk in chosen.Chunk(ChunkSize))
        {
            var ids = chunk.Select(pick => pick.Id).ToList();
            found.AddRange(await db.Set<Session>().VisibleTo(run.Actor).Where(s => ids.Contains(s.Id))
                .Select(s => new BulkRun.Place(s.Id, s.ClientId, s.CoachId, s.StartsAtUtc, s.EndsAtUtc)).ToListAsync(cancel));
        }

        var byId = chosen.ToDictionary(pick => pick.Id);
        var ordered = run.InOrder(found).ToList();
        return [.. ordered.Select(place => byId[place.Id]), .. chosen.Where(pick => !run.Knows(pick.Id))];
    }

    /// <summary>Lets the mails go, after the grace in which they can be taken back.</summary>
    private async Task<UndoTicket?> ReleaseAsync(BulkRun run)
    {
        var until = intents.GraceEndsUtc;
        // Where the storage fails here they go out by themselves a little later, and nothing is offered that might come too late.
        var released = await StorageFault.CatchAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            await MailHold.MoveAsync(db, run.Mails.Written, until, CancellationToken.None);
            return Result.Done;
        });
        foreach (var mailId in run.Mails.Written)
            feed.Publish(Topics.Mail, mailId);
        outbox.Wake();
        return released.Ok && run.Act.Mails && run.Undo.Count > 0 && until > NowUtc ? new UndoTicket(run.Actor.Id, until, run.Undo) : null;
    }
}
