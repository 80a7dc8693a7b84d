using CoachHub.App.Hosting.Demo;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Demo;

public sealed class DemoPracticeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Make_EmptyDatabase_HasEveryoneAndEveryState()
    {
        await using var harness = await MadeAsync();
        await using var db = harness.Db();

        Assert.Equal(60, await db.Set<Client>().CountAsync(Cancel));
        Assert.Equal(3, await db.Set<User>().CountAsync(u => u.Coaches, Cancel));
        Assert.True((await db.Set<PracticeSettings>().SingleAsync(Cancel)).IsDemo);
        Assert.Equal(Enum.GetValues<SessionStatus>().Order(), (await db.Set<Session>().Select(s => s.Status).Distinct().ToListAsync(Cancel)).Order());
        Assert.Equal(Enum.GetValues<PaymentStatus>().Order(), (await db.Set<Session>().Select(s => s.Payment).Distinct().ToListAsync(Cancel)).Order());
        Assert.Equal(Enum.GetValues<ToldState>().Order(), (await db.Set<Session>().Select(s => s.Told).Distinct().ToListAsync(Cancel)).Order());
        Assert.InRange((harness.NowUtc - await db.Set<Session>().MinAsync(s => s.StartsAtUtc, Cancel)).TotalDays, 700, 760);
        Assert.True(await db.Set<Session>().CountAsync(s => s.StartsAtUtc > harness.NowUtc && s.Status == SessionStatus.Booked, Cancel) > 40);
        Assert.True(await db.Set<User>().Select(u => u.ZoneId).Distinct().CountAsync(Cancel) > 12);
    }

    // Sessions are planned in the afternoon: a demo that is made just then must not tell of one that is not there yet.
    [Fact]
    public void Story_MadeWhileSessionsArePlanned_BeginsWithThePlan()
    {
        foreach (var minute in Enumerable.Range(0, 5).SelectMany(day => Enumerable.Range(0, 21).Select(step => (day * 1440) + (step * 3))))
        {
            var now = new DateTime(2026, 11, 23, 15, 59, 0, DateTimeKind.Utc).AddMinutes(minute);
            var planned = new HashSet<int>();
            foreach (var happening in DemoStory.Of(new DemoCalendar(now).Sessions(), now).Where(happening => happening.Act != DemoAct.Join))
                Assert.True(happening.Act == DemoAct.Plan ? planned.Add(happening.Index) : planned.Contains(happening.Index), $"{now:O}: {happening}");
        }
    }

    [Theory]
    [InlineData("admin@demo.example", Role.Administrator)]
    [InlineData("coach@demo.example", Role.Coach)]
    [InlineData("marc@demo.example", Role.Coach)]
    [InlineData("client@demo.example", Role.Client)]
    public async Task Make_NamedAccounts_SignInWithTheNamedPassword(string email, Role role)
    {
        await using var harness = await MadeAsync();
        await using var db = harness.Db();

        var user = await db.Set<User>().SingleAsync(u => u.NormalizedEmail == User.NormalizeEmail(email), Cancel);

        Assert.Equal(role, user.Role);
        Assert.Equal(PasswordVerificationResult.Success, new PasswordHasher<User>().VerifyHashedPassword(user, user.PasswordHash!, "Coach-Hub-2026!"));
    }

    [Fact]
    public async Task Make_Ledger_AgreesWithWhatIsTold()
    {
        await using var harness = await MadeAsync();
        await using var db = harness.Db();
        var mails = await db.Set<MailMessage>().AsNoTracking().ToDictionaryAsync(m => m.Id, Cancel);
        var abouts = (await db.Set<MailAbout>().AsNoTracking().ToListAsync(Cancel)).ToLookup(a => a.SessionId);

        foreach (var session in await db.Set<Session>().AsNoTracking().ToListAsync(Cancel))
        {
            var told = abouts[session.Id].Where(a => mails[a.MailId].State == MailState.Accepted).OrderBy(a => a.MailId).LastOrDefault();
            if (session.AcknowledgedAtUtc is null)
            {
                Assert.Equal(told?.FactsHash, session.ToldFactsHash);
                Assert.Equal(told is null ? null : mails[told.MailId].AcceptedAtUtc, session.ToldAtUtc);
            }

            Assert.Equal(ToldRule.Of(session), session.Told);
            Assert.Equal(session.Told == ToldState.Queued, abouts[session.Id].Any(a => mails[a.MailId].State is MailState.Queued or MailState.Retry));
            Assert.Equal(session.Told == ToldState.Failed, abouts[session.Id].Any(a => mails[a.MailId].State == MailState.Failed));
        }

        Assert.All(mails.Values.Where(m => m.State == MailState.Failed), m => Assert.StartsWith("5", m.Reply, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Make_OldFacts_DifferFromThePresentOnes()
    {
        await using var harness = await MadeAsync();
        await using var db = harness.Db();

        var outdated = await db.Set<Session>().AsNoTracking().Where(s => s.Told == ToldState.Outdated).ToListAsync(Cancel);

        Assert.Contains(outdated, s => SessionFacts.FromJson(s.ToldFacts)!.StartsAtUtc != s.StartsAtUtc);
        Assert.Contains(outdated, s => SessionFacts.FromJson(s.ToldFacts)!.Location != s.Location);
    }

    [Fact]
    public async Task Make_FirstMinutes_NothingIsMailed()
    {
        await using var harness = await MadeAsync();

        var reminders = await harness.Get<ReminderScan>().EnqueueDueAsync(harness.NowUtc, Cancel);

        Assert.Equal(0, reminders);
        Assert.False(await harness.Get<Outbox>().AnyDueAsync(Cancel));
    }

    [Fact]
    public async Task Make_NobodyIsBookedTwice()
    {
        await using var harness = await MadeAsync();
        await using var db = harness.Db();

        var busy = await db.Set<Session>().AsNoTracking()
            .Where(s => s.Status != SessionStatus.Cancelled && s.Status != SessionStatus.LateCancelled)
            .OrderBy(s => s.CoachId).ThenBy(s => s.StartsAtUtc).ToListAsync(Cancel);

        Assert.DoesNotContain(busy.Zip(busy.Skip(1)), pair => pair.First.CoachId == pair.Second.CoachId && pair.First.Time.Overlaps(pair.Second.Time));
    }

    [Fact]
    public async Task Make_History_IsOfThePast()
    {
        await using var harness = await MadeAsync();
        await using var db = harness.Db();

        var sessions = await db.Set<Session>().AsNoTracking().ToDictionaryAsync(s => s.Id, Cancel);
        var history = await db.Set<HistoryEntry>().AsNoTracking().Where(h => h.Subject == "Session").ToListAsync(Cancel);

        Assert.All(history, entry => Assert.True(entry.AtUtc <= harness.NowUtc));
        Assert.All(history.Where(h => h.Action == "added"), entry => Assert.True(entry.AtUtc < sessions[entry.SubjectId].StartsAtUtc));
        Assert.Equal(sessions.Count, history.Count(h => h.Action == "added"));
    }

    [Fact]
    public async Task Make_DatabaseWithAPractice_IsLeftAlone()
    {
        await using var harness = await HarnessAsync();
        await harness.Given.CoachAsync();

        var made = await MakeAsync(harness);

        await using var db = harness.Db();
        Assert.False(made);
        Assert.Equal(1, await db.Set<User>().CountAsync(Cancel));
    }

    private static Task<DomainHarness> HarnessAsync() =>
        DomainHarness.CreateAsync(services => services.AddScoped<IPasswordHasher<User>, PasswordHasher<User>>());

    private static Task<bool> MakeAsync(DomainHarness harness) =>
        DemoPractice.MakeAsync(harness.Services, Path.Combine(harness.Folder, "coachhub.db"), Cancel);

    private static async Task<DomainHarness> MadeAsync()
    {
        var harness = await HarnessAsync();
        Assert.True(await MakeAsync(harness));
        return harness;
    }
}
