using CoachHub.Domain.Accounts;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Hosting.Demo;

/// <summary>
/// Lets the demo practice live through its two years on one context and in one transaction. Everything goes through the
/// entities, so what is told, what is true and the history agree.
/// </summary>
internal sealed class DemoBuilder(AppDbContext db, DemoClock clock, DateTime nowUtc, Func<User, string> hashPassword, CancellationToken cancel)
{
    private readonly DemoCalendar calendar = new(nowUtc);
    private readonly DemoLedger ledger = new(db);
    private readonly DemoDocuments documents = new(db);
    private readonly User[] coaches = new User[DemoPeople.Coaches.Count];
    private readonly User[] clients = new User[DemoPeople.Clients.Count];
    private PracticeFacts practice = null!;
    private IReadOnlyList<DemoSession> plans = [];
    private Session[] sessions = [];

    public async Task BuildAsync()
    {
        await OpenAsync();
        plans = calendar.Sessions();
        sessions = new Session[plans.Count];
        var moments = DemoStory.Of(plans, nowUtc).GroupBy(e => (e.AtUtc, e.Coach)).OrderBy(group => group.Key.AtUtc);
        foreach (var moment in moments)
            await HappenAsync(moment.Key.AtUtc, moment.Key.Coach, [.. moment]);
        clock.NowUtc = nowUtc.AddDays(-1);
        db.ActingAs(ActorDirectory.ToActor(coaches[0], practice));
        await DemoBody.AddAsync(db, clients[0], coaches[0], nowUtc, cancel);
        await SaveAsync();
    }

    private async Task OpenAsync()
    {
        clock.NowUtc = nowUtc.Date.AddDays(-820).AddHours(8);
        var settings = new PracticeSettings
        {
            Name = "Atelier Moreau",
            ZoneId = DemoPeople.Zone,
            Currency = "EUR",
            Language = "en",
            IsDemo = true,
            MeasurementsOn = true,
        };
        practice = PracticeReader.ToFacts(settings);
        db.Add(settings);
        Add(DemoPeople.Administrator, Role.Administrator, withPassword: true);
        for (var i = 0; i < coaches.Length; i++)
            coaches[i] = Add(DemoPeople.Coaches[i], Role.Coach, withPassword: i < 2);
        await SaveAsync();
        await documents.MakeAsync(coaches, clock.NowUtc, cancel);
        await SaveAsync();
    }

    private async Task HappenAsync(DateTime atUtc, int coach, DemoEvent[] events)
    {
        clock.NowUtc = atUtc;
        db.ActingAs(coach < 0 ? Actor.System : ActorDirectory.ToActor(coaches[coach], practice));
        var acts = events.ToLookup(e => e.Act is DemoAct.Join or DemoAct.Plan ? e.Act : DemoAct.Tell);
        foreach (var joins in acts[DemoAct.Join])
        {
            var user = clients[joins.Index] = Add(DemoPeople.Clients[joins.Index].Person, Role.Client, withPassword: joins.Index == 0);
            db.Add(new Client { User = user, CoachId = coaches[joins.Coach].Id });
        }

        if (acts.Contains(DemoAct.Join))
            await SaveAsync();
        foreach (var planned in acts[DemoAct.Plan])
            db.Add(sessions[planned.Index] = Plan(plans[planned.Index], atUtc));
        if (acts.Contains(DemoAct.Plan))
            await SaveAsync();
        foreach (var e in acts[DemoAct.Tell])
        {
            if (db.Entry(sessions[e.Index]).State == EntityState.Detached)
                db.Attach(sessions[e.Index]);
            Do(e, sessions[e.Index], plans[e.Index], atUtc);
        }

        if (acts.Contains(DemoAct.Tell))
            await SaveAsync();
    }

    private async Task SaveAsync()
    {
        db.ChangeTracker.AutoDetectChangesEnabled = true;
        await db.SaveChangesAsync(cancel);
        db.ChangeTracker.Clear();
        // Looking for changes at every act, not only at the save, would take longer than all the rest.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
    }

    private void Do(DemoEvent e, Session session, DemoSession plan, DateTime atUtc)
    {
        var letter = new DemoLetter(session, clients[plan.Client!.Value], coaches[plan.Coach], atUtc);
        switch (e.Act)
        {
            case DemoAct.Share:
                documents.Share(session, atUtc);
                break;
            case DemoAct.Tell:
                ledger.Tell(letter);
                break;
            case DemoAct.TellInVain:
                ledger.Refuse(letter);
                break;
            case DemoAct.TellAndRetry:
                ledger.PutOff(letter, nowUtc);
                break;
            case DemoAct.TellTomorrow:
                ledger.Hold(letter, nowUtc);
                break;
            case DemoAct.Remind:
                ledger.Remind(letter, practice.ReminderLeads[0]);
                break;
            case DemoAct.Acknowledge:
                db.ActingAs(ActorDirectory.ToActor(clients[plan.Client!.Value], practice));
                session.Acknowledge(coaches[plan.Coach].DisplayName, atUtc);
                break;
            case DemoAct.Move:
                Move(session, plan);
                break;
            case DemoAct.Relocate:
                Change(session, now => now.VideoLink is null
                    ? now with { Location = null, VideoLink = "https://meet.example/atelier" }
                    : now with { Location = plan.Coach == 2 ? "Rua Garrett 40, Lisboa" : "Room 3, 12 rue des Lilas, Paris", VideoLink = null });
                break;
            case DemoAct.CallOff:
                Change(session, now => now with { Status = SessionStatus.Cancelled });
                ledger.CallOff(letter);
                break;
            default:
                Close(session, plan, letter);
                break;
        }
    }

    private void Move(Session session, DemoSession plan)
    {
        var at = calendar.FreeNear(plan.Coach, session.LocalStart.Date.PlusDays(1) + NodaTime.LocalTime.Midnight);
        Change(session, now => now with { LocalStart = at, StartsAtUtc = ZoneClock.ToUtc(at, now.ZoneId).Value });
    }

    private void Close(Session session, DemoSession plan, DemoLetter letter)
    {
        Change(session, now => now with { Status = plan.Outcome, Payment = plan.Payment, PrivateNotes = plan.Note });
        DemoMoney.Add(db, session, practice, clock.NowUtc);
        if (plan.Outcome.IsCalledOff() && session.ToldAtUtc is not null)
            ledger.CallOff(letter);
    }

    private static void Change(Session session, Func<SessionChange, SessionChange> how)
    {
        var change = how(new SessionChange(
            session.ClientId, session.CoachId, session.StartsAtUtc, session.ZoneId, session.LocalStart, session.DurationMinutes, session.Title,
            session.Location, session.VideoLink, session.PriceMinor, session.Status, session.Payment, session.PrivateNotes, session.SharedNote));
        if (session.Change(change) is { } problem)
            throw new InvalidOperationException($"The demo breaks a rule: {problem.Code}.");
    }

    private Session Plan(DemoSession plan, DateTime atUtc)
    {
        var coach = coaches[plan.Coach];
        return Session.Create(plan.Plan with { CoachId = coach.Id, ClientId = plan.Client is { } client ? clients[client].Id : null }, coach.Id, atUtc).Value;
    }

    private User Add(DemoPerson person, Role role, bool withPassword)
    {
        var user = User.Create(person.FirstName, person.LastName, person.Email, role, person.ZoneId, person.Language, clock.NowUtc);
        user.PhoneNumber = person.Phone;
        if (withPassword)
            user.PasswordHash = hashPassword(user);
        db.Add(user);
        return user;
    }
}
