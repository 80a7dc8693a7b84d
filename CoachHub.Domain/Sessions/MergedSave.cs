using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>A change of somebody else that a save kept.</summary>
/// <param name="ActorName">Who made it.</param>
/// <param name="Field">Which property of the session.</param>
public sealed record MergedChange(string ActorName, string Field);

/// <summary>A save with what others saved since its person began.</summary>
internal sealed record MergedSave(SaveSession Save, IReadOnlyList<MergedChange> Together)
{
    /// <summary>
    /// Brings the two together, inside the transaction that will write. Problems: <c>session.changed_meanwhile</c>,
    /// <c>session.look_again</c>, and those of <see cref="SessionInput.Check"/> where the two do not fit each other.
    /// </summary>
    public static async Task<Result<MergedSave>> OfAsync(AppDbContext db, PracticeFacts practice, Session session, SaveSession save, CancellationToken cancel)
    {
        if (save.ExpectedVersion is not { } expected || expected == session.Version)
            return new MergedSave(save, []);
        if (save.Base is not { } before)
            return Problem.Conflict("session.changed_meanwhile");

        var theirs = SessionInput.Of(session, practice.Currency);
        var merge = SessionMerge.Of(before, theirs, save.Input);
        // Somebody else has said meanwhile whether it was paid; whose word about how stands is for a person to decide.
        var bothSayHow = save.PaidBy is not null && theirs.Payment != before.Payment;
        if (merge.Conflicts.Count > 0 || bothSayHow)
            return Problem.Conflict("session.changed_meanwhile");
        if (merge.Merged.Check(practice.Currency) is [var broken, ..])
            return broken;
        // What goes out is what the person was shown: a mail with other facts is shown first.
        var mails = save.Notify || (merge.Merged.Status.IsCalledOff() && !theirs.Status.IsCalledOff());
        if (mails && SessionMerge.ChangesTheMail(merge.Theirs, before, theirs))
            return Problem.Conflict("session.look_again");
        return new MergedSave(save with { Input = merge.Merged }, await WhoAsync(db, session.Id, expected, merge.Theirs, cancel));
    }

    private static async Task<List<MergedChange>> WhoAsync(
        AppDbContext db, int sessionId, int sinceVersion, IReadOnlyList<SessionGroup> groups, CancellationToken cancel)
    {
        if (groups.Count == 0)
            return [];
        var since = await SessionHistory.Of(db, sessionId).Where(e => e.Version > sinceVersion).OrderBy(e => e.Id).ToListAsync(cancel);
        return [.. since.SelectMany(SessionHistory.ToFieldChanges)
            .Where(change => SessionMerge.GroupOf(change.Field) is { } group && groups.Contains(group))
            .Select(change => new MergedChange(change.ActorName, change.Field))
            .Distinct()];
    }
}
