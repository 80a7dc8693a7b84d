using System.Diagnostics;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Accounts;

/// <summary>A coach as a row of a file says it; any text may be missing or wrong.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">The address, which is also the sign-in name.</param>
/// <param name="ZoneId">IANA zone; blank = the practice's.</param>
public sealed record CoachImportRow(int Line, string? FirstName, string? LastName, string? Email, string? ZoneId);

/// <summary>Adds coaches from a file. Nobody is mailed: they sign in by a mailed link whenever they first want to.</summary>
public sealed class CoachImport(IDbContextFactory<AppDbContext> databases, PracticeReader practice, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>
    /// Adds the rows in one short transaction. An address that coaches already is <see cref="ImportState.AlreadyThere"/>;
    /// one that belongs to somebody else is refused. Administrators only: others are refused row by row.
    /// </summary>
    public Task<ImportBatch> AddAsync(Actor actor, IReadOnlyList<CoachImportRow> rows, CancellationToken cancel) =>
        RunAsync(actor, rows, forGood: true, cancel);

    /// <summary>What <see cref="AddAsync"/> would answer. Nothing is written.</summary>
    public Task<ImportBatch> RehearseAsync(Actor actor, IReadOnlyList<CoachImportRow> rows, CancellationToken cancel) =>
        RunAsync(actor, rows, forGood: false, cancel);

    private async Task<ImportBatch> RunAsync(Actor actor, IReadOnlyList<CoachImportRow> rows, bool forGood, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return new ImportBatch([.. rows.Select(row => ImportOutcome.Refuse(row.Line, Problem.Forbidden()))], TimeSpan.Zero);
        var facts = await practice.GetAsync(cancel);
        var problems = rows.Select(row => Check(row)).ToArray();
        var outcomes = new ImportOutcome[rows.Count];

        await using var db = await databases.CreateDbContextAsync(cancel);
        db.ActingAs(actor);
        await using var tx = await db.BeginWriteAsync([], cancel);
        var begun = Stopwatch.GetTimestamp();
        var accounts = await AccountImport.FindAsync(db, rows.Select(row => row.Email), cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        var fresh = new HashSet<string>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (problems[i] is { } problem)
            {
                outcomes[i] = ImportOutcome.Refuse(row.Line, problem);
                continue;
            }

            var key = User.NormalizeEmail(row.Email!);
            if (accounts.TryGetValue(key, out var account))
            {
                outcomes[i] = account.Coaches
                    ? new ImportOutcome(row.Line, ImportState.AlreadyThere)
                    : ImportOutcome.Refuse(row.Line, Problem.Conflict("import.address_taken", "email", row.Email!.Trim()));
                continue;
            }

            if (fresh.Add(key))
            {
                db.Add(User.Create(row.FirstName!.Trim(), row.LastName!.Trim(), row.Email!.Trim(), Role.Coach, InputText.Clean(row.ZoneId) ?? facts.ZoneId, facts.Language, now));
                outcomes[i] = new ImportOutcome(row.Line, ImportState.Added);
            }
            else
            {
                outcomes[i] = new ImportOutcome(row.Line, ImportState.AlreadyThere);
            }
        }

        var written = forGood && fresh.Count > 0;
        if (written)
        {
            await db.SaveChangesAsync(cancel);
            await tx.CommitAsync(cancel);
        }

        await tx.DisposeAsync();
        var held = Stopwatch.GetElapsedTime(begun);
        if (written)
            feed.Publish(Topics.Accounts, 0);
        return new ImportBatch(outcomes, held);
    }

    private static Problem? Check(CoachImportRow row) =>
        AccountImport.Check(row.FirstName, row.LastName, row.Email)
        ?? (InputText.Clean(row.ZoneId) is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is null ? Problem.Invalid("zone.unknown", "zone", zone) : null);
}
