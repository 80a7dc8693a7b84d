using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Kernel;

/// <summary>Which form a draft belongs to. Each person has one draft for each key.</summary>
/// <param name="Form">The form, one of the constants of the feature that owns it.</param>
/// <param name="RecordId">The record; 0 for a new one.</param>
public readonly record struct DraftKey(string Form, int RecordId)
{
    /// <summary>The longest name of a form.</summary>
    public const int FormLength = 40;
}

/// <summary>What was typed.</summary>
/// <param name="Version">The record's version that the typing started from; 0 for a new one.</param>
/// <param name="Content">The fields.</param>
/// <param name="SavedAtUtc">When it was last kept, UTC.</param>
public sealed record KeptDraft(int Version, string Content, DateTime SavedAtUtc);

/// <summary>Keeps what people type until they save or discard it, each person's own and nobody else's (quality.md, Reliability 6).</summary>
public sealed class DraftService(IDbContextFactory<AppDbContext> databases, TimeProvider clock)
{
    /// <summary>The longest draft, in characters: every field of the largest form at its longest, twice.</summary>
    public const int ContentLength = 64 * 1024;

    /// <summary>How many drafts a person keeps; the oldest give way.</summary>
    public const int MostEach = 50;

    /// <summary>How long a draft waits for its writer.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Keeps a draft in place of the one before. Problems: <c>draft.too_long</c>, <c>draft.form</c>, <c>storage.*</c>.</summary>
    public async Task<Result> KeepAsync(Actor actor, DraftKey key, int version, string content, CancellationToken cancel)
    {
        if (content.Length > ContentLength)
            return Problem.Invalid("draft.too_long");
        if (key.Form.Length is 0 or > DraftKey.FormLength || key.RecordId < 0)
            return Problem.Invalid("draft.form");
        var kept = await StorageFault.CatchAsync<bool>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await using var write = await db.BeginWriteAsync([], cancel);
            var now = clock.GetUtcNow().UtcDateTime;
            var updated = await Own(db, actor).Where(d => d.Form == key.Form && d.RecordId == key.RecordId).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.Version, version).SetProperty(d => d.Content, content).SetProperty(d => d.SavedAtUtc, now), cancel);
            if (updated == 0)
                await AddAsync(db, actor, new Draft { UserId = actor.Id, Form = key.Form, RecordId = key.RecordId, Version = version, Content = content, SavedAtUtc = now }, cancel);
            await write.CommitAsync(cancel);
            return true;
        });
        return new Result(kept.Problem);
    }

    /// <summary>One's own draft, or null.</summary>
    public async Task<KeptDraft?> FindAsync(Actor actor, DraftKey key, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await Own(db, actor).Where(d => d.Form == key.Form && d.RecordId == key.RecordId)
            .Select(d => new KeptDraft(d.Version, d.Content, d.SavedAtUtc)).SingleOrDefaultAsync(cancel);
    }

    /// <summary>Throws one's own draft away. Problems: <c>storage.*</c>.</summary>
    public async Task<Result> DiscardAsync(Actor actor, DraftKey key, CancellationToken cancel)
    {
        var discarded = await StorageFault.CatchAsync<bool>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancel);
            await DropAsync(db, actor, key, cancel);
            return true;
        });
        return new Result(discarded.Problem);
    }

    /// <summary>Deletes what nobody came back for. Harmless to run twice.</summary>
    public async Task<int> SweepAsync(DateTime nowUtc, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var oldest = nowUtc - Lifetime;
        return await db.Set<Draft>().Where(d => d.SavedAtUtc < oldest).ExecuteDeleteAsync(cancel);
    }

    /// <summary>Removes a draft in the transaction that saves what was typed: afterwards there is either the one or the other.</summary>
    internal static Task DropAsync(AppDbContext db, Actor actor, DraftKey key, CancellationToken cancel) =>
        Own(db, actor).Where(d => d.Form == key.Form && d.RecordId == key.RecordId).ExecuteDeleteAsync(cancel);

    private static IQueryable<Draft> Own(AppDbContext db, Actor actor) => db.Set<Draft>().AsNoTracking().Where(d => d.UserId == actor.Id);

    private static async Task AddAsync(AppDbContext db, Actor actor, Draft draft, CancellationToken cancel)
    {
        var tooMany = await Own(db, actor).OrderByDescending(d => d.SavedAtUtc).Skip(MostEach - 1).Select(d => d.Id).ToListAsync(cancel);
        if (tooMany.Count > 0)
            await db.Set<Draft>().Where(d => tooMany.Contains(d.Id)).ExecuteDeleteAsync(cancel);
        db.Add(draft);
        await db.SaveChangesAsync(cancel);
    }
}
