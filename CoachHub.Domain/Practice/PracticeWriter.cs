using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Practice;

/// <summary>The one way in which settings are saved: two people who edit different parts do not disturb each other.</summary>
public sealed class PracticeWriter(IDbContextFactory<AppDbContext> databases, ChangeFeed feed)
{
    /// <summary>
    /// Carries out <paramref name="change"/> for an administrator, on the row as it is now. Problems: <c>forbidden</c>, the first of
    /// <paramref name="problems"/>, <c>practice.changed</c> when somebody saved one of <paramref name="fields"/> since, those of the change, <c>storage.*</c>.
    /// </summary>
    internal async Task<Result<T>> SaveAsync<T>(
        Actor actor, IReadOnlyList<Problem> problems, string[] fields, int seenVersion, Func<AppDbContext, PracticeSettings, Task<Result<T>>> change, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        if (problems.Count > 0)
            return problems[0];
        var saved = await StorageFault.CatchAsync<T>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var practice = await db.Set<PracticeSettings>().SingleAsync(cancel);
            if (practice.Version != seenVersion && await ChangedByAsync(db, fields, seenVersion, cancel) is { } other)
                return Problem.Conflict("practice.changed", null, other);
            var result = await change(db, practice);
            if (result.Ok)
                await write.CommitAsync(cancel);
            return result;
        });
        if (saved.Ok)
            feed.Publish(Topics.Practice, PracticeSettings.OnlyId);
        return saved;
    }

    private static async Task<string?> ChangedByAsync(AppDbContext db, string[] fields, int sinceVersion, CancellationToken cancel)
    {
        var entries = await db.Set<HistoryEntry>().AsNoTracking()
            .Where(e => e.Subject == nameof(PracticeSettings) && e.SubjectId == PracticeSettings.OnlyId && e.Version > sinceVersion)
            .OrderByDescending(e => e.Id)
            .Select(e => new { e.ActorName, e.Changes })
            .ToListAsync(cancel);
        return entries.Find(e => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(e.Changes)!.Keys.Any(fields.Contains))?.ActorName;
    }
}
