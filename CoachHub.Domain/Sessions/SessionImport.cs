using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Adds sessions from a file, through the same guarded path and the same rules as the modal. Nobody is mailed, neither clients
/// nor coaches (D13).
/// </summary>
public sealed class SessionImport(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, ClientAccess clients, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>The longest external id.</summary>
    public const int ExternalIdLength = 100;

    /// <summary>The reason that is kept with an overlap that the caller allowed.</summary>
    public const string OverlapReason = "imported";

    /// <summary>
    /// Adds the rows in one short transaction; a row that breaks a rule is refused and the rest go in. A session that is over
    /// may overlap others; one ahead only with <paramref name="allowOverlap"/>. Coaches add sessions of their own, with clients
    /// whom they may see.
    /// </summary>
    /// <param name="actor">Who imports.</param>
    /// <param name="rows">The rows of one transaction.</param>
    /// <param name="allowOverlap">Sessions ahead may overlap; the reason that is kept is <see cref="OverlapReason"/>.</param>
    /// <param name="cancel">Stops before the commit.</param>
    /// <param name="myTurn">Awaited when everything is planned, before the right to write is asked for.</param>
    public Task<ImportBatch> AddAsync(
        Actor actor, IReadOnlyList<SessionImportRow> rows, bool allowOverlap, CancellationToken cancel, Func<CancellationToken, Task>? myTurn = null) =>
        RunAsync(actor, rows, allowOverlap, forGood: true, myTurn, cancel);

    /// <summary>What <see cref="AddAsync"/> would answer. Everything is done, and undone whole.</summary>
    public Task<ImportBatch> RehearseAsync(Actor actor, IReadOnlyList<SessionImportRow> rows, bool allowOverlap, CancellationToken cancel) =>
        RunAsync(actor, rows, allowOverlap, forGood: false, myTurn: null, cancel);

    private async Task<ImportBatch> RunAsync(
        Actor actor, IReadOnlyList<SessionImportRow> rows, bool allowOverlap, bool forGood, Func<CancellationToken, Task>? myTurn, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return new ImportBatch([.. rows.Select(row => ImportOutcome.Refuse(row.Line, Problem.Forbidden()))], TimeSpan.Zero);
        var practice = await practices.GetAsync(cancel);
        var now = clock.GetUtcNow().UtcDateTime;
        // Planned before the write begins: others who would write wait only for what must be true at the commit.
        SessionImportPeople people;
        SessionImportPlan[] plans;
        await using (var reading = await databases.CreateDbContextAsync(cancel))
        {
            people = await SessionImportPeople.ReadAsync(reading, clients, actor, rows, cancel);
            var shape = RowShape<Session>.Of(reading);
            plans = [.. rows.Select(row => SessionImportPlan.Of(row, people, practice, actor, now).Drafted(shape, actor, now))];
        }

        if (myTurn is not null)
            await myTurn(cancel);
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        List<ImportOutcome> outcomes;
        var write = await db.BeginManyWritesAsync(people.CoachIds, cancel);
        await using (write)
        {
            using (var writing = new Writing(db, people, practice, now, new OverlapPolicy(allowOverlap ? OverlapReason : null, AllowPast: true), cancel))
                outcomes = await SearchLater.AroundAsync(db, () => writing.AddAsync(rows, plans), cancel);
            await db.SaveChangesAsync(cancel);
            if (forGood)
                await write.CommitAsync(cancel);
        }

        if (!forGood)
            return new ImportBatch(outcomes, write.Held);
        if (outcomes.Exists(outcome => outcome.State == ImportState.Added))
            feed.Publish(Topics.Sessions, 0);
        if (outcomes.Exists(outcome => outcome.MadeClient))
            feed.Publish(Topics.Clients, 0);
        return new ImportBatch(outcomes, write.Held) { Free = write.Free };
    }

    /// <summary>One batch inside its transaction.</summary>
    private sealed class Writing(
        AppDbContext db, SessionImportPeople people, PracticeFacts practice, DateTime nowUtc, OverlapPolicy policy, CancellationToken cancel) : IDisposable
    {
        private readonly SessionWriter writer = new(db, nowUtc);
        private NewClients? clients;

        public async Task<List<ImportOutcome>> AddAsync(IReadOnlyList<SessionImportRow> rows, SessionImportPlan[] plans)
        {
            var known = await KnownAsync(rows);
            await FindMeanwhileAsync(rows, plans);
            var outcomes = new List<ImportOutcome>(rows.Count);
            for (var i = 0; i < rows.Count; i++)
            {
                var outcome = rows[i].ExternalId is { } id && known.Contains(id.Trim())
                    ? new ImportOutcome(rows[i].Line, ImportState.AlreadyThere)
                    : await AddAsync(rows[i], plans[i]);
                if (outcome.State == ImportState.Added)
                    known.Add(rows[i].ExternalId!.Trim());
                outcomes.Add(outcome);
            }

            return outcomes;
        }

        public void Dispose()
        {
            writer.Dispose();
            clients?.Dispose();
        }

        // Somebody may have added a client since the batch was planned.
        private async Task FindMeanwhileAsync(IReadOnlyList<SessionImportRow> rows, SessionImportPlan[] plans)
        {
            var missing = rows.Where((_, i) => plans[i].ClientIsMissing).Select(row => row.ClientEmail);
            foreach (var (email, account) in await AccountImport.FindAsync(db, missing, cancel))
                people.Add(email, account);
        }

        private async Task<HashSet<string>> KnownAsync(IReadOnlyList<SessionImportRow> rows)
        {
            // As one parameter: hundreds of them would make a statement of its own for each number of rows.
            string[] ids = [.. rows.Select(row => InputText.Clean(row.ExternalId)).OfType<string>()];
            var known = await db.Set<Session>().Where(s => EF.Parameter(ids).Contains(s.ExternalId)).Select(s => s.ExternalId!).ToHashSetAsync(cancel);
            // Sessions of this practice that come back from an export have an id of our making.
            int[] keys = [.. ids.Select(SessionFileId.Parse).OfType<(int Id, string)>().Select(own => own.Id)];
            if (keys.Length > 0)
                known.UnionWith((await db.Set<Session>().Where(s => EF.Parameter(keys).Contains(s.Id)).Select(s => new { s.Id, s.CalendarUid }).ToListAsync(cancel)).Select(s => SessionFileId.Of(null, s.Id, s.CalendarUid)));
            return known;
        }

        private async Task<ImportOutcome> AddAsync(SessionImportRow row, SessionImportPlan plan)
        {
            if (plan.Problem is { } broken)
                return ImportOutcome.Refuse(row.Line, broken);
            var one = plan.One!;
            if (plan.ClientIsMissing)
            {
                switch (people.Find(row.ClientEmail))
                {
                    case { Role: Role.Client } made:
                        one = one with { Change = one.Change with { ClientId = made.Id } };
                        break;
                    case not null:
                        return ImportOutcome.Refuse(row.Line, SessionImportPlan.AddressTaken(row));
                    case null when InputText.Clean(row.ClientName) is null:
                        return ImportOutcome.Refuse(row.Line, SessionImportPlan.NoClient(row)); // The row that has the name was refused itself.
                    default:
                        one = one with { MakeClient = () => MakeClientAsync(row, one.Change.CoachId) };
                        break;
                }
            }

            return (await writer.AddOneOfManyAsync(one, policy, cancel)).Problem is { } taken
                ? ImportOutcome.Refuse(row.Line, SessionImportPlan.InColumn(taken))
                : new ImportOutcome(row.Line, ImportState.Added) { Overlaps = writer.LastOverlapped, MadeClient = one.MakeClient is not null };
        }

        private async Task<int> MakeClientAsync(SessionImportRow row, int coachId)
        {
            var (email, name) = (row.ClientEmail!.Trim(), row.ClientName!.Trim());
            var space = name.LastIndexOf(' ');
            var id = await (clients ??= new NewClients(db)).AddAsync(
                ClientImport.NewClient(space < 0 ? name : name[..space], space < 0 ? "" : name[(space + 1)..], email, null, coachId, null, practice, nowUtc), cancel);
            people.Add(email, new KnownAccount(id, name, Role.Client, false, practice.ZoneId, false));
            return id;
        }
    }
}
