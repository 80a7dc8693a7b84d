using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Measurements;

/// <summary>
/// Dated values of a client, entered by the client and by staff (D27). Whoever enters a value may change and delete it, and so may
/// administrators. While the practice has measurements switched off nothing is shown and nothing taken; what exists stays.
/// </summary>
public sealed class MeasurementService(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, ClientAccess access, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>The most values that are shown of one client, the latest.</summary>
    public const int MostShown = 2000;

    /// <summary>The client's measures and values. Problem: <c>client.not_found</c>, also while measurements are switched off.</summary>
    public async Task<Result<MeasurementSheet>> ReadAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        if (!(await practices.GetAsync(cancel)).MeasurementsOn)
            return Problem.NotFound("client.not_found");
        await using var db = await databases.CreateDbContextAsync(cancel);
        var client = await access.VisibleTo(actor, db).Where(c => c.Id == clientId).Select(c => new { Archived = c.ArchivedAtUtc != null }).SingleOrDefaultAsync(cancel);
        if (client is null)
            return Problem.NotFound("client.not_found");
        var mayEnter = MayEnter(actor) && !client.Archived;
        var rows = await (
            from m in db.Set<Measurement>().AsNoTracking().Where(m => m.ClientId == clientId).OrderByDescending(m => m.Day).ThenByDescending(m => m.Id).Take(MostShown)
            join who in db.Set<User>() on m.EnteredById equals who.Id
            orderby m.Day, m.Id
            select new { m.Id, m.Version, m.MeasureId, m.Day, m.Thousandths, m.EnteredById, Name = who.FirstName + " " + who.LastName }).ToListAsync(cancel);
        var used = rows.Select(row => row.MeasureId).ToHashSet();
        var measures = await db.Set<Measure>().AsNoTracking().OrderBy(m => m.Id).Select(m => new MeasureChoice(m.Id, m.Name, m.Unit, m.RetiredAtUtc == null)).ToListAsync(cancel);
        return new MeasurementSheet(
            [MeasureChoice.Weight, .. measures.Where(measure => measure.InUse || used.Contains(measure.Id))],
            rows.ConvertAll(row => new MeasurementRow(
                row.Id, row.Version, row.MeasureId, row.Day, row.Thousandths / 1000m, row.EnteredById, row.Name, mayEnter && IsOwn(actor, row.EnteredById))),
            mayEnter);
    }

    /// <summary>
    /// Enters a value. Problems: <c>forbidden</c>, <c>client.not_found</c>, <c>client.archived</c>, those of
    /// <see cref="MeasurementInput.Check"/>, <c>measurement.measure_unknown</c>, <c>measurement.same_day</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result<int>> AddAsync(Actor actor, int clientId, MeasurementInput input, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, input, async db =>
        {
            if (await RefusedAsync(db, actor.Id, clientId, input, exceptId: 0, cancel) is { } problem)
                return problem;
            var added = new Measurement { ClientId = clientId, MeasureId = input.MeasureId, Day = input.Day!.Value, Thousandths = input.Thousandths, EnteredById = actor.Id };
            db.Add(added);
            await db.SaveChangesAsync(cancel);
            return added.Id;
        }, cancel);

    /// <summary>
    /// Changes a value that one has entered. Problems: as <see cref="AddAsync"/>, and <c>measurement.not_found</c>,
    /// <c>measurement.not_own</c>, <c>measurement.changed</c>.
    /// </summary>
    public Task<Result<int>> UpdateAsync(Actor actor, int clientId, int id, int version, MeasurementInput input, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, input, async db =>
        {
            var found = await FindAsync(db, actor, clientId, id, version, cancel);
            if (!found.Ok)
                return found.Problem!;
            if (await RefusedAsync(db, found.Value.EnteredById, clientId, input, id, cancel) is { } problem)
                return problem;
            (found.Value.MeasureId, found.Value.Day, found.Value.Thousandths) = (input.MeasureId, input.Day!.Value, input.Thousandths);
            await db.SaveChangesAsync(cancel);
            return id;
        }, cancel);

    /// <summary>Deletes a value that one has entered. Problems: as <see cref="UpdateAsync"/>.</summary>
    public Task<Result<int>> DeleteAsync(Actor actor, int clientId, int id, int version, CancellationToken cancel) =>
        OnClientAsync(actor, clientId, null, async db =>
        {
            var found = await FindAsync(db, actor, clientId, id, version, cancel);
            if (!found.Ok)
                return found.Problem!;
            db.Remove(found.Value);
            await db.SaveChangesAsync(cancel);
            return id;
        }, cancel);

    // A client enters the own values; staff need what changing the client's record needs.
    private static bool MayEnter(Actor actor) => actor.Role == Role.Client || actor.Can(Capability.EditClients);

    private static bool IsOwn(Actor actor, int enteredById) => actor.IsAdministrator || enteredById == actor.Id;

    private static async Task<Result<Measurement>> FindAsync(AppDbContext db, Actor actor, int clientId, int id, int version, CancellationToken cancel)
    {
        var found = await db.Set<Measurement>().SingleOrDefaultAsync(m => m.Id == id && m.ClientId == clientId, cancel);
        if (found is null)
            return Problem.NotFound("measurement.not_found");
        if (!IsOwn(actor, found.EnteredById))
            return Problem.Forbidden("measurement.not_own");
        return found.Version == version ? found : Problem.Conflict("measurement.changed");
    }

    private static async Task<Problem?> RefusedAsync(AppDbContext db, int enteredById, int clientId, MeasurementInput input, int exceptId, CancellationToken cancel)
    {
        var others = db.Set<Measurement>().Where(m => m.ClientId == clientId && m.MeasureId == input.MeasureId && m.Id != exceptId);
        if (input.MeasureId is { } measureId && !await db.Set<Measure>().AnyAsync(m => m.Id == measureId && (m.RetiredAtUtc == null || exceptId != 0), cancel))
            return Problem.Invalid("measurement.measure_unknown", nameof(input.MeasureId));
        // A second value of one person for one day is a slip: the first is there to be changed.
        return await others.AnyAsync(m => m.Day == input.Day && m.EnteredById == enteredById, cancel)
            ? Problem.Conflict("measurement.same_day", nameof(input.Day))
            : null;
    }

    private async Task<Result<int>> OnClientAsync(
        Actor actor, int clientId, MeasurementInput? input, Func<AppDbContext, Task<Result<int>>> act, CancellationToken cancel)
    {
        if (!MayEnter(actor))
            return Problem.Forbidden();
        if (!(await practices.GetAsync(cancel)).MeasurementsOn)
            return Problem.NotFound("client.not_found");
        var today = ZoneClock.ToLocal(clock.GetUtcNow().UtcDateTime, actor.ZoneId).Date.ToDateOnly();
        if (input?.Check(today) is [var first, ..])
            return first;
        var done = await StorageFault.CatchAsync<int>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var client = await access.VisibleTo(actor, db).SingleOrDefaultAsync(c => c.Id == clientId, cancel);
            if (client is null)
                return Problem.NotFound("client.not_found");
            if (client.ArchivedAtUtc is not null)
                return Problem.Conflict("client.archived");
            var acted = await act(db);
            if (acted.Ok)
                await write.CommitAsync(cancel);
            return acted;
        });
        if (done.Ok)
            feed.Publish(Topics.Measurements, clientId);
        return done;
    }
}
