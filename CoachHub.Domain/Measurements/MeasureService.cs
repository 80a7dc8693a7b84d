using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Measurements;

/// <summary>A measure of the practice, as the settings list it.</summary>
/// <param name="Id">The measure.</param>
/// <param name="Name">Its name.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="InUse">New values can be entered.</param>
/// <param name="HasValues">There are values: it can be switched off, but not deleted, and its unit stays.</param>
public sealed record PracticeMeasure(int Id, string Name, string Unit, bool InUse, bool HasValues);

/// <summary>What administrators let be measured besides weight.</summary>
public sealed class MeasureService(IDbContextFactory<AppDbContext> databases, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How many measures a practice has at most: nobody fills in more.</summary>
    public const int Most = 30;

    /// <summary>The practice's measures, in the order in which they were added. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<IReadOnlyList<PracticeMeasure>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<Measure>().AsNoTracking().OrderBy(m => m.Id)
            .Select(m => new PracticeMeasure(m.Id, m.Name, m.Unit, m.RetiredAtUtc == null, db.Set<Measurement>().Any(v => v.MeasureId == m.Id)))
            .ToListAsync(cancel);
    }

    /// <summary>
    /// Adds a measure. Problems: <c>forbidden</c>, <c>text.required</c>, <c>text.line</c>, <c>measure.name_taken</c>, <c>measure.too_many</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result<int>> AddAsync(Actor actor, string? name, string? unit, CancellationToken cancel) =>
        ChangeAsync(actor, Check(name, unit), async db =>
        {
            if (await db.Set<Measure>().CountAsync(cancel) >= Most)
                return Problem.Conflict("measure.too_many", nameof(Measure.Name), Most);
            if (await IsTakenAsync(db, name!, 0, cancel))
                return Taken();
            var added = new Measure { Name = name!.Trim(), Unit = InputText.Clean(unit) ?? "" };
            db.Add(added);
            await db.SaveChangesAsync(cancel);
            return added.Id;
        }, cancel);

    /// <summary>
    /// Renames a measure. Its unit changes only while it has no values: 80 would mean something else in another one. Problems: as
    /// <see cref="AddAsync"/>, and <c>measure.not_found</c>, <c>measure.unit_fixed</c>.
    /// </summary>
    public Task<Result<int>> UpdateAsync(Actor actor, int id, string? name, string? unit, CancellationToken cancel) =>
        ChangeAsync(actor, Check(name, unit), async db =>
        {
            if (await db.Set<Measure>().SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } measure)
                return Problem.NotFound("measure.not_found");
            if (await IsTakenAsync(db, name!, id, cancel))
                return Taken();
            var counted = InputText.Clean(unit) ?? "";
            if (counted != measure.Unit && await HasValuesAsync(db, id, cancel))
                return Problem.Conflict("measure.unit_fixed", nameof(Measure.Unit));
            (measure.Name, measure.Unit) = (name!.Trim(), counted);
            await db.SaveChangesAsync(cancel);
            return id;
        }, cancel);

    /// <summary>Switches a measure off or on: off takes no new values and keeps those that exist. Problems: <c>forbidden</c>, <c>measure.not_found</c>, <c>storage.*</c>.</summary>
    public Task<Result<int>> SetInUseAsync(Actor actor, int id, bool inUse, CancellationToken cancel) =>
        ChangeAsync(actor, null, async db =>
        {
            if (await db.Set<Measure>().SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } measure)
                return Problem.NotFound("measure.not_found");
            measure.RetiredAtUtc = inUse ? null : measure.RetiredAtUtc ?? clock.GetUtcNow().UtcDateTime;
            await db.SaveChangesAsync(cancel);
            return id;
        }, cancel);

    /// <summary>Deletes a measure that has no values. Problems: <c>forbidden</c>, <c>measure.not_found</c>, <c>measure.has_values</c>, <c>storage.*</c>.</summary>
    public Task<Result<int>> DeleteAsync(Actor actor, int id, CancellationToken cancel) =>
        ChangeAsync(actor, null, async db =>
        {
            if (await db.Set<Measure>().SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } measure)
                return Problem.NotFound("measure.not_found");
            if (await HasValuesAsync(db, id, cancel))
                return Problem.Conflict("measure.has_values");
            db.Remove(measure);
            await db.SaveChangesAsync(cancel);
            return id;
        }, cancel);

    private static Problem? Check(string? name, string? unit)
    {
        if (InputText.Clean(name) is not { } line)
            return Problem.Invalid("text.required", nameof(Measure.Name));
        if (!InputText.IsLine(line, Measure.NameLength))
            return Problem.Invalid("text.line", nameof(Measure.Name), Measure.NameLength);
        return InputText.IsLine(InputText.Clean(unit), Measure.UnitLength) ? null : Problem.Invalid("text.line", nameof(Measure.Unit), Measure.UnitLength);
    }

    private static async Task<bool> IsTakenAsync(AppDbContext db, string name, int exceptId, CancellationToken cancel)
    {
        var folded = TextFold.Fold(name.Trim());
        var names = await db.Set<Measure>().Where(m => m.Id != exceptId).Select(m => m.Name).ToListAsync(cancel);
        return names.Exists(other => TextFold.Fold(other) == folded);
    }

    private static Problem Taken() => Problem.Conflict("measure.name_taken", nameof(Measure.Name));

    private static Task<bool> HasValuesAsync(AppDbContext db, int id, CancellationToken cancel) => db.Set<Measurement>().AnyAsync(m => m.MeasureId == id, cancel);

    private async Task<Result<int>> ChangeAsync(Actor actor, Problem? problem, Func<AppDbContext, Task<Result<int>>> change, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        if (problem is not null)
            return problem;
        var changed = await StorageFault.CatchAsync<int>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var result = await change(db);
            if (result.Ok)
                await write.CommitAsync(cancel);
            return result;
        });
        if (changed.Ok)
            feed.Publish(Topics.Measurements, 0);
        return changed;
    }
}

/// <summary>Values hang on their client.</summary>
internal sealed class MeasurementsOfClients : IClientUse
{
    public async Task<ClientUse> OfAsync(AppDbContext db, int clientId, CancellationToken cancel) =>
        new(await db.Set<Measurement>().AnyAsync(m => m.ClientId == clientId, cancel), Ahead: 0);
}
