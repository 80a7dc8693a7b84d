using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>What a row asks for, once its people are known: a session to write, or the first rule that it breaks.</summary>
internal readonly record struct SessionImportPlan(ManySession? One, bool ClientIsMissing, Problem? Problem)
{
    private static readonly Dictionary<string, string> ColumnOf = new()
    {
        [nameof(SessionInput.ClientId)] = "client_email",
        [nameof(SessionInput.CoachId)] = "coach_email",
        [nameof(SessionInput.Date)] = "start_utc",
        [nameof(SessionInput.Time)] = "start_utc",
        [nameof(SessionInput.ZoneId)] = "zone",
        [nameof(SessionInput.DurationMinutes)] = "duration_minutes",
        [nameof(SessionInput.Title)] = "title",
        [nameof(SessionInput.Location)] = "location",
        [nameof(SessionInput.VideoLink)] = "video_link",
        [nameof(SessionInput.Price)] = "price",
        [nameof(SessionInput.SharedNote)] = "shared_note",
        [nameof(SessionInput.PrivateNotes)] = "notes",
        [nameof(SessionInput.OverlapReason)] = "start_utc",
    };

    /// <summary>The column behind a field of the modal.</summary>
    public static Problem InColumn(Problem problem) =>
        problem.Field is { } field && ColumnOf.TryGetValue(field, out var column) ? problem with { Field = column } : problem;

    public static SessionImportPlan Of(SessionImportRow row, SessionImportPeople people, PracticeFacts practice, Actor actor, DateTime nowUtc)
    {
        if (Missing(row) is { } missing)
            return Refuse(missing);
        var status = row.Status ?? SessionStatus.Booked;
        if (people.Find(row.CoachEmail) is not { Coaches: true } coach || (!actor.IsAdministrator && coach.Id != actor.Id))
            return Refuse(Problem.Invalid("import.no_coach", "coach_email", row.CoachEmail!.Trim()));
        var over = row.StartsAtUtc!.Value.AddMinutes(row.DurationMinutes ?? 60) <= nowUtc || status.IsCalledOff();
        // What is over happened, whoever has left since; what is ahead follows the modal's rules.
        if (coach.Disabled && !over)
            return Refuse(Problem.Invalid("import.no_coach", "coach_email", row.CoachEmail!.Trim()));
        if (row.ConfirmationSentAtUtc > nowUtc.AddDays(1))
            return Refuse(Problem.Invalid("import.future", "confirmation_sent_at"));

        var client = people.Find(row.ClientEmail);
        var missingClient = client is null && InputText.Clean(row.ClientEmail) is not null;
        if (ClientProblem(row, people, client, missingClient, over) is { } unknown)
            return Refuse(unknown);

        var input = Input(row, coach, client, status);
        // The client of a row with a new one gets an id once its time is cleared; until then any id stands for it.
        if (missingClient)
            input = input with { ClientId = int.MaxValue };
        return input.Check(practice.Currency) is [var first, ..]
            ? Refuse(InColumn(first))
            : new SessionImportPlan(Made(row, input.ToChange(practice.Currency), coach.Name), missingClient, null);
    }

    /// <summary>The plan with its row made, unless a client must be made for it first.</summary>
    public SessionImportPlan Drafted(RowShape<Session> shape, Actor actor, DateTime nowUtc) =>
        One is null || ClientIsMissing ? this : this with { One = SessionWriter.Drafted(One, shape, actor.Id, nowUtc) };

    private static ManySession Made(SessionImportRow row, SessionChange change, string coachName) => new(change, row.ExternalId!.Trim())
    {
        Then = row.ConfirmationSentAtUtc is { } told && change.ClientId is not null ? session => session.TellOutside(coachName, told) : null,
    };

    private static SessionImportPlan Refuse(Problem problem) => new(null, false, problem);

    private static Problem? Missing(SessionImportRow row)
    {
        if (InputText.Clean(row.ExternalId) is null)
            return Problem.Invalid("import.missing", "id");
        if (!InputText.IsLine(row.ExternalId!.Trim(), SessionImport.ExternalIdLength))
            return Problem.Invalid("text.line", "id", SessionImport.ExternalIdLength);
        if (row.StartsAtUtc is not { Year: >= 1970 and <= 2200 })
            return Problem.Invalid(row.StartsAtUtc is null ? "import.missing" : "session.date_range", "start_utc");
        if (InputText.Clean(row.CoachEmail) is null)
            return Problem.Invalid("import.missing", "coach_email");
        return InputText.Clean(row.ClientEmail) is null && row.Status != SessionStatus.Available
            ? Problem.Invalid("import.missing", "client_email")
            : null;
    }

    /// <summary>The row names a client who is not there, or not for this person.</summary>
    public static Problem NoClient(SessionImportRow row) => Problem.Invalid("import.no_client", "client_email", row.ClientEmail!.Trim());

    /// <summary>The row names somebody who is no client.</summary>
    public static Problem AddressTaken(SessionImportRow row) => Problem.Conflict("import.address_taken", "client_email", row.ClientEmail!.Trim());

    private static Problem? ClientProblem(SessionImportRow row, SessionImportPeople people, KnownAccount? client, bool missing, bool over)
    {
        if (client is not null)
        {
            if (client.Role != Role.Client)
                return AddressTaken(row);
            return people.MayMeet(client.Id, over) ? null : NoClient(row);
        }

        if (!missing)
            return null;
        if (!InputText.IsEmail(row.ClientEmail!.Trim()))
            return Problem.Invalid("email.invalid", "client_email");
        if (!people.MayMakeClients || (InputText.Clean(row.ClientName) is null && !people.IsNamed(row.ClientEmail!)))
            return NoClient(row);
        if (InputText.Clean(row.ClientName) is not { } name)
            return null;
        people.Name(row.ClientEmail!);
        return InputText.IsLine(name, AccountImport.NameLength) ? null : Problem.Invalid("text.line", "client_name", AccountImport.NameLength);
    }

    private static SessionInput Input(SessionImportRow row, KnownAccount coach, KnownAccount? client, SessionStatus status)
    {
        var zone = InputText.Clean(row.ZoneId) ?? coach.WorkingZoneId;
        var start = row.StartsAtUtc!.Value;
        var known = ZoneClock.Exists(zone);
        var local = known ? ZoneClock.ToLocal(start, zone) : default;
        return new SessionInput
        {
            ClientId = client?.Id,
            CoachId = coach.Id,
            ZoneId = zone,
            Date = known ? local.Date : NodaTime.LocalDate.FromDateTime(start),
            Time = local.TimeOfDay,
            // The instant decides which of two equal wall clocks is meant.
            Doubled = known && ZoneClock.IsDoubled(local, zone) && ZoneClock.ToUtc(local, zone).Value != start ? DoubledHour.Second : DoubledHour.First,
            DurationMinutes = row.DurationMinutes ?? 60,
            Title = row.Title,
            Location = row.Location,
            VideoLink = row.VideoLink,
            Price = row.Price,
            Status = status,
            Payment = row.Payment ?? PaymentStatus.Pending,
            PrivateNotes = row.PrivateNotes,
            SharedNote = row.SharedNote,
        };
    }
}

/// <summary>The people whom some rows name.</summary>
internal sealed class SessionImportPeople
{
    private readonly Dictionary<string, KnownAccount> accounts;
    private readonly HashSet<int> archived;
    private readonly HashSet<int>? reachable;
    private readonly HashSet<string> named = [];

    private SessionImportPeople(Dictionary<string, KnownAccount> accounts, HashSet<int> archived, HashSet<int>? reachable, bool mayMakeClients) =>
        (this.accounts, this.archived, this.reachable, MayMakeClients) = (accounts, archived, reachable, mayMakeClients);

    public bool MayMakeClients { get; }

    /// <summary>True when an earlier row says what a client who is still missing is called: one row with the name is enough.</summary>
    public bool IsNamed(string email) => named.Contains(User.NormalizeEmail(email));

    /// <summary>Remembers that a row says what the client is called.</summary>
    public void Name(string email) => named.Add(User.NormalizeEmail(email));

    public IEnumerable<int> CoachIds => accounts.Values.Where(account => account.Coaches).Select(account => account.Id).Order();

    public static async Task<SessionImportPeople> ReadAsync(
        AppDbContext db, ClientAccess access, Actor actor, IReadOnlyList<SessionImportRow> rows, CancellationToken cancel)
    {
        var accounts = await AccountImport.FindAsync(db, rows.SelectMany(row => new[] { row.ClientEmail, row.CoachEmail }), cancel);
        int[] ids = [.. accounts.Values.Where(account => account.Role == Role.Client).Select(account => account.Id)];
        var archived = await db.Set<Client>().Where(c => EF.Parameter(ids).Contains(c.Id) && c.ArchivedAtUtc != null).Select(c => c.Id).ToHashSetAsync(cancel);
        var reachable = actor.IsAdministrator
            ? null
            : await access.Reachable(actor.Id, db).Where(c => EF.Parameter(ids).Contains(c.Id)).Select(c => c.Id).ToHashSetAsync(cancel);
        return new SessionImportPeople(accounts, archived, reachable, actor.Can(Capability.CreateClients));
    }

    public KnownAccount? Find(string? email) =>
        InputText.Clean(email) is { } address ? accounts.GetValueOrDefault(User.NormalizeEmail(address)) : null;

    public void Add(string email, KnownAccount account) => accounts[User.NormalizeEmail(email)] = account;

    public bool MayMeet(int clientId, bool over) => (over || !archived.Contains(clientId)) && (reachable is null || reachable.Contains(clientId));
}
