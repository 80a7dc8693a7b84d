using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.App.Hosting.Demo;

/// <summary>
/// Templates and bundles of the demo practice: through the services, with the clock turned back. Their hour is one that the calendar
/// leaves free, so that nobody is booked twice.
/// </summary>
internal sealed class DemoPrograms(IServiceProvider domain, DemoClock clock, DateTime nowUtc, CancellationToken cancel)
{
    private static readonly LocalTime Evening = new(18, 30);

    private readonly LocalDate today = ZoneClock.ToLocal(nowUtc, DemoPeople.Zone).Date;

    public async Task MakeAsync()
    {
        clock.NowUtc = nowUtc.AddDays(-70);
        var (admin, claire, marc) = (await ActorAsync(DemoPeople.Administrator.Email), await ActorAsync(DemoPeople.Coaches[0].Email), await ActorAsync(DemoPeople.Coaches[1].Email));
        await domain.GetRequiredService<OutcomePolicyService>().SaveAsync(admin, new OutcomePolicyInput(CreditOutcome.Consume, null, CreditOutcome.Consume, 20, 0), cancel);
        var career = await TemplateAsync(claire, new BundleTemplateInput
        {
            Name = "Career change, ten sessions",
            Description = "From the first review to the new job. An hour a week, then every other week.",
            Sessions = 10,
            Price = 850,
            Validity = 6,
            Location = "Room 3, 12 rue des Lilas, Paris",
        });
        await TemplateAsync(marc, new BundleTemplateInput
        {
            Name = "Speaking in public, five sessions",
            Sessions = 5,
            DurationMinutes = 90,
            Price = 120,
            PricePer = PricePer.Session,
            Validity = 90,
            ValidityUnit = ValidityUnit.Days,
            VideoLink = "https://meet.example/atelier",
        });

        await BundleAsync(claire, client: 0, new Offer("Career change, ten sessions", 10, 850, career), weekday: 2, weeksAgo: 6, dates: 9, missed: 3);
        await BundleAsync(claire, client: 2, new Offer("Five sessions to begin with", 5, 400, null), weekday: 4, weeksAgo: 8, dates: 5, missed: null);
        await BundleAsync(marc, client: FirstOf(coach: 1), new Offer("Speaking in public, five sessions", 5, 600, null), weekday: 3, weeksAgo: -1, dates: 5, missed: null);
    }

    private sealed record Offer(string Name, int Sessions, decimal Price, int? TemplateId);

    private async Task BundleAsync(Actor coach, int client, Offer offer, int weekday, int weeksAgo, int dates, int? missed)
    {
        var first = today.PlusDays(1 - (int)today.DayOfWeek).PlusWeeks(-weeksAgo).PlusDays(weekday - 1);
        clock.NowUtc = Earlier(ZoneClock.ToUtc(first.PlusDays(-7) + new LocalTime(9, 0), DemoPeople.Zone).Value);
        var input = new BundleInput
        {
            ClientId = (await ActorAsync(DemoPeople.Clients[client].Person.Email)).Id,
            CoachId = coach.Id,
            TemplateId = offer.TemplateId,
            Name = offer.Name,
            Sessions = offer.Sessions,
            Price = offer.Price,
            Location = "Room 3, 12 rue des Lilas, Paris",
            ZoneId = DemoPeople.Zone,
            LastDay = first.PlusMonths(6),
            Dates = [.. Enumerable.Range(0, dates).Select(week => new PlannedDate(first.PlusWeeks(week), Evening))],
        };
        var made = await domain.GetRequiredService<BundleService>().CreateAsync(coach, input, cancel);
        if (made.Problem is { } problem)
            throw new InvalidOperationException($"The demo breaks a rule: {problem.Code}.");
        if (first < today)
            await TellAsync(coach, made.Value);
        await CloseAsync(coach, made.Value, missed);
    }

    /// <summary>The client heard of the sessions by one mail, an hour after they were planned.</summary>
    private async Task TellAsync(Actor coach, int bundleId)
    {
        clock.NowUtc = clock.NowUtc.AddHours(1);
        await using var db = (await domain.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(cancel)).ActingAs(coach);
        var sessions = await db.Set<Session>().Where(s => s.BundleId == bundleId).OrderBy(s => s.StartsAtUtc).ToListAsync(cancel);
        var (clientId, coachId) = (sessions[0].ClientId, sessions[0].CoachId);
        var people = await db.Set<User>().AsNoTracking().Where(u => u.Id == clientId || u.Id == coachId).ToDictionaryAsync(u => u.Id, cancel);
        var ledger = new DemoLedger(db, (int)await db.Set<MailMessage>().MaxAsync(mail => mail.Id, cancel));
        ledger.TellTogether(sessions.ConvertAll(session => new DemoLetter(session, people[clientId!.Value], people[coachId], clock.NowUtc)));
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>What has passed took place, but for one to which the client did not come.</summary>
    private async Task CloseAsync(Actor coach, int bundleId, int? missed)
    {
        List<(int Id, DateTime EndsAtUtc)> sessions;
        await using (var db = await domain.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(cancel))
        {
            sessions = (await db.Set<Session>().Where(s => s.BundleId == bundleId && s.EndsAtUtc < nowUtc).OrderBy(s => s.StartsAtUtc)
                .Select(s => new { s.Id, s.EndsAtUtc }).ToListAsync(cancel)).ConvertAll(s => (s.Id, s.EndsAtUtc));
        }

        for (var i = 0; i < sessions.Count; i++)
        {
            clock.NowUtc = Earlier(sessions[i].EndsAtUtc.AddMinutes(10));
            var change = new QuickChange(sessions[i].Id, SessionStatus.Booked, PaymentStatus.Pending)
            {
                Status = i == missed ? SessionStatus.NoShow : SessionStatus.Completed,
                Payment = i == missed || i == sessions.Count - 1 ? null : PaymentStatus.Paid,
            };
            await domain.GetRequiredService<SessionQuickService>().ChangeAsync(coach, change, cancel);
        }
    }

    private async Task<int> TemplateAsync(Actor coach, BundleTemplateInput input) =>
        (await domain.GetRequiredService<BundleTemplateService>().SaveAsync(coach, null, input, cancel)).Value;

    private async Task<Actor> ActorAsync(string email)
    {
        await using var db = await domain.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(cancel);
        var normalized = User.NormalizeEmail(email);
        var id = await db.Set<User>().Where(u => u.NormalizedEmail == normalized).Select(u => u.Id).SingleAsync(cancel);
        return (await domain.GetRequiredService<ActorDirectory>().FindAsync(id, cancel))!;
    }

    private static int FirstOf(int coach) => DemoPeople.Clients.Select((client, index) => (client, index)).First(one => one.client.Coach == coach).index;

    private DateTime Earlier(DateTime atUtc) => atUtc < nowUtc ? atUtc : nowUtc;
}
