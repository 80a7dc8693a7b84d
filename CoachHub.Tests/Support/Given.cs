using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;

namespace CoachHub.Tests.Support;

/// <summary>
/// What a test starts from. Rows go in through the entities, so that a test can begin anywhere: with a session in the past, with
/// two that overlap, with a client who was told long ago. People come back as actors.
/// </summary>
public sealed class Given(IServiceProvider services)
{
    /// <summary>The zone of everybody who is not given another.</summary>
    public const string Zone = "Europe/Paris";

    private int people;

    private DateTime NowUtc => services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;

    /// <summary>The practice, once; every person's builder makes it where a test did not.</summary>
    public async Task<PracticeFacts> PracticeAsync(Action<PracticeSettings>? with = null)
    {
        var reader = services.GetRequiredService<PracticeReader>();
        if (await reader.FindAsync() is { } facts && with is null)
            return facts;
        await using (var db = Db())
        {
            var practice = await db.Set<PracticeSettings>().SingleOrDefaultAsync();
            if (practice is null)
                db.Add(practice = new PracticeSettings { Name = "Elan Coaching", ZoneId = Zone, Currency = "EUR" });
            with?.Invoke(practice);
            await db.SaveChangesAsync();
        }

        services.GetRequiredService<ChangeFeed>().Publish(Topics.Practice, PracticeSettings.OnlyId);
        return await reader.GetAsync();
    }

    public Task<Actor> AdministratorAsync(string name = "Ada Martin", Action<User>? with = null) => PersonAsync(Role.Administrator, name, with);

    public Task<Actor> CoachAsync(string name = "Claire Dubois", Action<User>? with = null) => PersonAsync(Role.Coach, name, with);

    /// <summary>A client, assigned to <paramref name="coach"/> where one is given.</summary>
    public async Task<Actor> ClientAsync(Actor? coach = null, string name = "Anna Petit", Action<User>? with = null)
    {
        var actor = await PersonAsync(Role.Client, name, with);
        await using var db = Db();
        db.Add(new Client { Id = actor.Id, CoachId = coach?.Id });
        await db.SaveChangesAsync();
        return actor;
    }

    /// <summary>
    /// A session, or a slot without <paramref name="client"/>. <paramref name="at"/> is the wall clock in the coach's zone,
    /// <c>2026-12-01 10:00</c>; <paramref name="then"/> brings it further, for example to where the client was told.
    /// </summary>
    public async Task<int> SessionAsync(
        Actor coach,
        Actor? client,
        string at = "2026-12-01 10:00",
        int minutes = 60,
        long? priceMinor = 8000,
        SessionStatus? status = null,
        string? title = null,
        Action<Session>? then = null)
    {
        var local = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(at).Value;
        var change = new SessionChange(
            client?.Id,
            coach.Id,
            ZoneClock.ToUtc(local, coach.ZoneId).Value,
            coach.ZoneId,
            local,
            minutes,
            title,
            "12 rue des Lilas",
            null,
            priceMinor,
            status ?? (client is null ? SessionStatus.Available : SessionStatus.Booked),
            PaymentStatus.Pending,
            null,
            null);
        await using var db = Db();
        var session = Session.Create(change, coach.Id, NowUtc).Value;
        db.Add(session);
        await db.SaveChangesAsync();
        if (then is not null)
        {
            then(session);
            // The money behind a payment status is never missing.
            db.Raise(new SessionPaymentChanged(session, Before: null));
            await db.SaveChangesAsync();
        }

        return session.Id;
    }

    /// <summary>A session whose client knows the facts as they are.</summary>
    public Task<int> ToldSessionAsync(Actor coach, Actor client, string at = "2026-12-01 10:00") =>
        SessionAsync(coach, client, at, then: session => session.TellOutside(coach.Name, NowUtc));

    /// <summary>A document that is attached to nothing yet, with a content of its own.</summary>
    public async Task<int> DocumentAsync(Actor uploader, string name = "plan.pdf")
    {
        await using var db = Db();
        var file = await FileStore.AddAsync(db, PdfFile.Plain($"{name} {Guid.NewGuid()}"), NowUtc, default);
        var document = new Document { FileId = file.Id, Name = name, Size = file.Size, AddedById = uploader.Id, AddedAtUtc = NowUtc, UnusedSinceUtc = NowUtc };
        db.Add(document);
        await db.SaveChangesAsync();
        return document.Id;
    }

    /// <summary>Attaches a document to a session, without telling anybody.</summary>
    public async Task AttachAsync(int sessionId, int documentId)
    {
        await using var db = Db();
        var session = await db.Set<Session>().SingleAsync(s => s.Id == sessionId);
        db.Add(SessionDocument.Attach(session, await db.Set<Document>().SingleAsync(d => d.Id == documentId), NowUtc));
        await db.SaveChangesAsync();
    }

    /// <summary>A bundle with its first sessions planned a week apart from <paramref name="first"/> on; none without it.</summary>
    public async Task<int> BundleAsync(
        Actor coach, Actor client, int sessions = 12, decimal? price = 1000, string? first = "2026-12-01 10:00", int planned = int.MaxValue, string name = "Twelve sessions", LocalDate? lastDay = null)
    {
        var start = first is null ? default : LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm").Parse(first).Value;
        var input = new BundleInput
        {
            ClientId = client.Id,
            CoachId = coach.Id,
            Name = name,
            Sessions = sessions,
            Price = price,
            ZoneId = coach.ZoneId,
            LastDay = lastDay,
            Dates = first is null ? [] : [.. Enumerable.Range(0, Math.Min(sessions, planned)).Select(week => new PlannedDate(start.Date.PlusWeeks(week), start.TimeOfDay))],
        };
        return (await services.GetRequiredService<BundleService>().CreateAsync(Actor.System, input, default)).Value;
    }

    /// <summary>A person as an actor, as the directory knows them now.</summary>
    public async Task<Actor> ActorAsync(int userId) =>
        await services.GetRequiredService<ActorDirectory>().FindAsync(userId) ?? throw new InvalidOperationException($"No active account {userId}.");

    private async Task<Actor> PersonAsync(Role role, string name, Action<User>? with)
    {
        await PracticeAsync();
        var (first, last) = name.Split(' ', 2) is [var f, var l] ? (f, l) : (name, "Person");
        var address = string.Create(
            CultureInfo.InvariantCulture,
            $"{TextFold.Fold(first)}.{TextFold.Fold(last).Replace(' ', '.')}.{Interlocked.Increment(ref people)}@example.org");
        var user = User.Create(first, last, address, role, Zone, "en", NowUtc);
        with?.Invoke(user);
        await using var db = Db();
        db.Add(user);
        await db.SaveChangesAsync();
        return ActorDirectory.ToActor(user, await services.GetRequiredService<PracticeReader>().GetAsync());
    }

    private AppDbContext Db() => services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();
}
