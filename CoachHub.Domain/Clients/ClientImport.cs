using System.Diagnostics;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>A client as a row of a file says it; any text may be missing or wrong.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">The address, which is also the sign-in name.</param>
/// <param name="Phone">Phone, or blank.</param>
/// <param name="CoachEmail">Address of the coach to whom the client is assigned, or blank.</param>
/// <param name="Notes">Private notes of the coaches, or blank.</param>
public sealed record ClientImportRow(int Line, string? FirstName, string? LastName, string? Email, string? Phone, string? CoachEmail, string? Notes);

/// <summary>Adds clients from a file. Nobody is mailed.</summary>
public sealed class ClientImport(IDbContextFactory<AppDbContext> databases, PracticeReader practice, ChangeFeed feed, TimeProvider clock)
{
    private const int PhoneLength = 40;
    private const int NoteLength = 10_000;

    /// <summary>
    /// Adds the rows in one short transaction. An address that is a client's already is <see cref="ImportState.AlreadyThere"/>;
    /// one of somebody else is refused. A coach may add clients of his or her own only.
    /// </summary>
    public Task<ImportBatch> AddAsync(Actor actor, IReadOnlyList<ClientImportRow> rows, CancellationToken cancel) =>
        RunAsync(actor, rows, forGood: true, cancel);

    /// <summary>What <see cref="AddAsync"/> would answer. Nothing is written.</summary>
    public Task<ImportBatch> RehearseAsync(Actor actor, IReadOnlyList<ClientImportRow> rows, CancellationToken cancel) =>
        RunAsync(actor, rows, forGood: false, cancel);

    private async Task<ImportBatch> RunAsync(Actor actor, IReadOnlyList<ClientImportRow> rows, bool forGood, CancellationToken cancel)
    {
        if (!actor.Can(Capability.CreateClients))
            return new ImportBatch([.. rows.Select(row => ImportOutcome.Refuse(row.Line, Problem.Forbidden()))], TimeSpan.Zero);
        var facts = await practice.GetAsync(cancel);
        var problems = rows.Select(Check).ToArray();

        await using var db = await databases.CreateDbContextAsync(cancel);
        db.ActingAs(actor);
        await using var tx = await db.BeginWriteAsync([], cancel);
        var begun = Stopwatch.GetTimestamp();
        var accounts = await AccountImport.FindAsync(db, rows.SelectMany(row => new[] { row.Email, row.CoachEmail }), cancel);
        var fresh = new Dictionary<string, Client>();
        var outcomes = rows.Select((row, i) => problems[i] is { } problem
            ? ImportOutcome.Refuse(row.Line, problem)
            : Add(row, actor, accounts, fresh, facts)).ToArray();
        var written = forGood && fresh.Count > 0;
        if (written)
        {
            db.AddRange(fresh.Values);
            await db.SaveChangesAsync(cancel);
            await tx.CommitAsync(cancel);
        }

        await tx.DisposeAsync();
        var held = Stopwatch.GetElapsedTime(begun);
        if (written)
        {
            feed.Publish(Topics.Accounts, 0);
            feed.Publish(Topics.Clients, 0);
        }

        return new ImportBatch(outcomes, held);
    }

    /// <summary>A client who is not there yet, with an account that nobody has signed in with.</summary>
    public static Client NewClient(string firstName, string lastName, string email, string? phone, int? coachId, string? notes, PracticeFacts facts, DateTime nowUtc)
    {
        var user = User.Create(firstName.Trim(), lastName.Trim(), email.Trim(), Role.Client, facts.ZoneId, facts.Language, nowUtc);
        user.PhoneNumber = InputText.Clean(phone);
        return new Client { User = user, CoachId = coachId, CoachNotes = InputText.Clean(notes) };
    }

    private ImportOutcome Add(ClientImportRow row, Actor actor, Dictionary<string, KnownAccount> accounts, Dictionary<string, Client> fresh, PracticeFacts facts)
    {
        var key = User.NormalizeEmail(row.Email!);
        if (accounts.TryGetValue(key, out var account))
        {
            return account.Role == Role.Client
                ? new ImportOutcome(row.Line, ImportState.AlreadyThere)
                : ImportOutcome.Refuse(row.Line, Problem.Conflict("import.address_taken", "email", row.Email!.Trim()));
        }

        if (fresh.ContainsKey(key))
            return new ImportOutcome(row.Line, ImportState.AlreadyThere);
        var coachId = actor.Role == Role.Coach ? actor.Id : (int?)null;
        if (InputText.Clean(row.CoachEmail) is { } coachEmail)
        {
            if (!accounts.TryGetValue(User.NormalizeEmail(coachEmail), out var coach) || !coach.Coaches || (!actor.IsAdministrator && coach.Id != actor.Id))
                return ImportOutcome.Refuse(row.Line, Problem.Invalid("import.no_coach", "coach_email", coachEmail));
            coachId = coach.Id;
        }

        fresh.Add(key, NewClient(row.FirstName!, row.LastName!, row.Email!, row.Phone, coachId, row.Notes, facts, clock.GetUtcNow().UtcDateTime));
        return new ImportOutcome(row.Line, ImportState.Added);
    }

    private static Problem? Check(ClientImportRow row)
    {
        if (AccountImport.Check(row.FirstName, row.LastName, row.Email) is { } problem)
            return problem;
        if (!InputText.IsLine(InputText.Clean(row.Phone), PhoneLength))
            return Problem.Invalid("text.line", "phone", PhoneLength);
        return InputText.IsNote(InputText.Clean(row.Notes), NoteLength) ? null : Problem.Invalid("text.note", "notes", NoteLength);
    }
}
