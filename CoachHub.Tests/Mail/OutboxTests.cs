using System.Text;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Mail;

public sealed class OutboxTests : IAsyncLifetime
{
    private static readonly DeliveryAnswer Accepted = new(DeliveryOutcome.Accepted, "250 taken");
    private static readonly DeliveryAnswer Later = new(DeliveryOutcome.Temporary, "451 later");
    private static readonly DeliveryAnswer Lost = new(DeliveryOutcome.Unknown, "connection lost");

    private readonly TestComposer composer = new();
    private readonly FailingRenderer renderer = new();
    private readonly HeardEvents events = new();
    private DomainHarness domain = null!;
    private int session;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Outbox Outbox => domain.Get<Outbox>();

    public async ValueTask InitializeAsync()
    {
        domain = await DomainHarness.CreateAsync(services =>
        {
            services.AddSingleton<IMailRenderer>(renderer);
            services.AddSingleton<IDomainEventHandler>(events);
            foreach (var own in services.Where(service => service.ServiceType == typeof(IMailComposer)).ToList())
                services.Remove(own);
            services.AddSingleton<IMailComposer>(composer);
        });
        var coach = await domain.Given.CoachAsync();
        session = await domain.Given.SessionAsync(coach, await domain.Given.ClientAsync(coach));
    }

    public ValueTask DisposeAsync() => domain.DisposeAsync();

    [Fact]
    public async Task Claim_BeforeItsTime_IsNotTaken()
    {
        await AddAsync(waits: TimeSpan.FromSeconds(10));

        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));
        Assert.Equal(domain.NowUtc.AddSeconds(10), await Outbox.NextDueAsync(Cancel));

        domain.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));
    }

    [Fact]
    public async Task Settle_Accepted_KeepsTheServersWordsAndTellsTheHigherFeature()
    {
        var id = await AddAsync();

        await SendAsync(Accepted);

        var mail = await MailAsync(id);
        Assert.Equal((MailState.Accepted, "250 taken", domain.NowUtc, 1, false), (mail.State, mail.Reply, mail.AcceptedAtUtc!.Value, mail.Attempts, mail.MayRepeat));
        Assert.Equal([(id, MailState.Accepted)], events.Settled);
        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));
    }

    [Fact]
    public async Task Claim_OlderMailAboutTheSessionIsOpen_WaitsForIt()
    {
        var first = await AddAsync();
        var second = await AddAsync();
        var other = await AddAsync(toUserId: 999);

        var claims = await Outbox.ClaimDueAsync(10, Cancel);
        Assert.Equal([first, other], claims.Select(c => c.Id).Order());
        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));

        await Outbox.SettleAsync(claims.Single(c => c.Id == first), Later, null, Cancel);
        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));

        domain.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(first, Assert.Single(await Outbox.ClaimDueAsync(10, Cancel), c => c.Id == first).Id);
        await Outbox.SettleAsync(claims.Single(c => c.Id == first), Accepted, null, Cancel);
        Assert.Equal(second, Assert.Single(await Outbox.ClaimDueAsync(10, Cancel)).Id);
    }

    [Fact]
    public async Task Settle_Temporary_RetriesTheSameBytesAndGivesUpAfterADay()
    {
        var id = await AddAsync();
        var began = domain.NowUtc;
        var claim = Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));
        var bytes = claim.Mime;
        while (true)
        {
            await Outbox.SettleAsync(claim, Later, null, Cancel);
            if ((await MailAsync(id)).State == MailState.Failed)
                break;
            domain.Clock.Advance((await Outbox.NextDueAsync(Cancel))!.Value - domain.NowUtc);
            claim = Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));
            Assert.Equal(bytes, claim.Mime);
        }

        Assert.InRange(domain.NowUtc - began, TimeSpan.FromHours(19), TimeSpan.FromHours(29));
        var mail = await MailAsync(id);
        Assert.Equal((SkipReasons.GaveUp, "451 later", 11), (mail.SkipReason, mail.Reply, mail.Attempts));
        Assert.Equal([(id, MailState.Failed)], events.Settled);
        Assert.Equal(1, renderer.Count);
    }

    [Fact]
    public async Task Settle_Permanent_FailsAtOnce()
    {
        var id = await AddAsync();

        await SendAsync(new DeliveryAnswer(DeliveryOutcome.Permanent, "550 no\r\nsuch mailbox"));

        var mail = await MailAsync(id);
        Assert.Equal((MailState.Failed, "550 no  such mailbox"), (mail.State, mail.Reply));
    }

    [Fact]
    public async Task Settle_LostTwice_RepeatsOnceThenWaitsForAPerson()
    {
        var id = await AddAsync();

        await SendAsync(Lost);
        var first = await MailAsync(id);
        Assert.Equal((MailState.Retry, true), (first.State, first.MayRepeat));
        Assert.Empty(events.Settled);

        domain.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(Lost);
        Assert.Equal(MailState.Unknown, (await MailAsync(id)).State);
        Assert.Equal([(id, MailState.Unknown)], events.Settled);

        domain.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));
    }

    [Fact]
    public async Task TryAgain_Unknown_SendsTheSameBytes()
    {
        var id = await AddAsync();
        await SendAsync(Lost);
        domain.Clock.Advance(TimeSpan.FromMinutes(1));
        var bytes = await SendAsync(Lost);

        Assert.Equal(id, (await domain.Get<MailService>().TryAgainAsync(await domain.Given.AdministratorAsync(), id, Cancel)).Value);

        Assert.Equal(bytes, await SendAsync(Accepted));
        var mail = await MailAsync(id);
        Assert.Equal((MailState.Accepted, true), (mail.State, mail.MayRepeat));
        Assert.Equal([MailState.Unknown, MailState.Retry, MailState.Accepted], events.Settled.Select(e => e.State));
    }

    [Fact]
    public async Task TryAgain_Failed_IsAFreshMailOnce()
    {
        var id = await AddAsync();
        await SendAsync(new DeliveryAnswer(DeliveryOutcome.Permanent, "550"));
        var administrator = await domain.Given.AdministratorAsync();

        var again = await domain.Get<MailService>().TryAgainAsync(administrator, id, Cancel);
        var twice = await domain.Get<MailService>().TryAgainAsync(administrator, id, Cancel);

        Assert.NotEqual(id, again.Value);
        Assert.Equal("mail.again_already", twice.Problem?.Code);
        Assert.Equal(again.Value, Assert.Single(await Outbox.ClaimDueAsync(10, Cancel)).Id);
        Assert.Equal(2, renderer.Count);
    }

    [Fact]
    public async Task TryAgain_OtherCoach_FindsNothing()
    {
        var id = await AddAsync();
        await SendAsync(new DeliveryAnswer(DeliveryOutcome.Permanent, "550"));
        var stranger = await domain.Given.CoachAsync("Paul Autre");

        Assert.Equal(ProblemKind.NotFound, (await domain.Get<MailService>().TryAgainAsync(stranger, id, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await domain.Get<MailLogQueries>().ForSessionAsync(stranger, session, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await domain.Get<MailLogQueries>().MessageAsync(stranger, id, Cancel)).Problem?.Kind);
    }

    [Fact]
    public async Task Claim_AfterItsLastMoment_IsSkipped()
    {
        var id = await AddAsync(notAfter: domain.NowUtc.AddMinutes(5));
        domain.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));

        var mail = await MailAsync(id);
        Assert.Equal((MailState.Skipped, SkipReasons.TooLate), (mail.State, mail.SkipReason));
        Assert.Equal([(id, MailState.Skipped)], events.Settled);
    }

    [Fact]
    public async Task Claim_NothingLeftToSay_IsSkippedWithTheReason()
    {
        var id = await AddAsync();
        composer.Skip = SkipReasons.NothingNew;

        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));
        Assert.Equal((MailState.Skipped, SkipReasons.NothingNew), ((await MailAsync(id)).State, (await MailAsync(id)).SkipReason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Claim_OneMailCannotBeWritten_TheOthersGo(bool composing)
    {
        var broken = await AddAsync(toUserId: 666);
        var good = await AddAsync();
        if (composing)
            composer.FailsFor = 666;
        else
            renderer.FailsFor = "666@example.org";

        Assert.Equal(good, Assert.Single(await Outbox.ClaimDueAsync(10, Cancel)).Id);

        var mail = await MailAsync(broken);
        Assert.Equal((MailState.Failed, SkipReasons.NotWritten), (mail.State, mail.SkipReason));
        Assert.StartsWith("error ", mail.Reply, StringComparison.Ordinal);
        Assert.Equal([(broken, MailState.Failed)], events.Settled);
        await using var db = domain.Db();
        Assert.Equal("", await db.Set<MailAbout>().Where(a => a.MailId == broken).Select(a => composing ? a.FactsHash : "").SingleAsync(Cancel));
    }

    [Fact]
    public async Task Claim_ProcessDiedBeforeTheTextWasKept_IsDecidedAnew()
    {
        var id = await AddAsync();
        renderer.DiesNext = true;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Outbox.ClaimDueAsync(10, renderer.Death.Token));
        Assert.Equal(MailState.Claimed, (await MailAsync(id)).State);
        Assert.Empty(await Outbox.ClaimDueAsync(10, Cancel));

        domain.Clock.Advance(Outbox.Lease);
        var claim = Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));

        Assert.Equal((2, false), (composer.Count, claim.MayHaveArrived));
    }

    [Fact]
    public async Task Claim_ProcessDiedWhileSending_OnlyThatOneMayRepeat()
    {
        var first = await AddAsync();
        var second = await AddAsync(toUserId: 7);
        var third = await AddAsync(toUserId: 8);
        var claims = await Outbox.ClaimDueAsync(10, Cancel);
        await Outbox.SettleAsync(claims[0], Accepted, claims[1], Cancel);

        await Outbox.TakeOverAsync(Cancel);
        var again = await Outbox.ClaimDueAsync(10, Cancel);

        Assert.Equal([(second, true), (third, false)], again.Select(c => (c.Id, c.MayHaveArrived)));
        Assert.Equal(claims.Skip(1).Select(c => c.Mime), again.Select(c => c.Mime));
        foreach (var claim in again)
            await Outbox.SettleAsync(claim, Accepted, null, Cancel);
        bool[] mayRepeat = [(await MailAsync(first)).MayRepeat, (await MailAsync(second)).MayRepeat, (await MailAsync(third)).MayRepeat];
        Assert.Equal([false, true, false], mayRepeat);
    }

    [Fact]
    public async Task Claim_ProcessDiedTwiceWhileSending_WaitsForAPerson()
    {
        var id = await AddAsync();
        var other = await AddAsync(toUserId: 7);
        await Outbox.ClaimDueAsync(10, Cancel);
        await Outbox.TakeOverAsync(Cancel);
        Assert.Equal([true, false], (await Outbox.ClaimDueAsync(10, Cancel)).Select(claim => claim.MayHaveArrived));

        await Outbox.TakeOverAsync(Cancel);
        var claim = Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));

        Assert.Equal((other, false), (claim.Id, claim.MayHaveArrived));
        var mail = await MailAsync(id);
        Assert.Equal((MailState.Unknown, true, "no answer: the program stopped while sending"), (mail.State, mail.MayRepeat, mail.Reply));
        Assert.Equal([(id, MailState.Unknown)], events.Settled);

        Assert.Equal(id, (await domain.Get<MailService>().TryAgainAsync(await domain.Given.AdministratorAsync(), id, Cancel)).Value);
        await Outbox.SettleAsync(claim, Accepted, null, Cancel);
        await SendAsync(Accepted);
        Assert.Equal((MailState.Accepted, true), ((await MailAsync(id)).State, (await MailAsync(id)).MayRepeat));
    }

    [Fact]
    public async Task Release_SenderDown_QueueIsAsItWasAndTheTextIsDecidedAnew()
    {
        var id = await AddAsync();
        var claims = await Outbox.ClaimDueAsync(10, Cancel);

        await Outbox.ReleaseAsync(claims, "connection refused", Cancel);

        var mail = await MailAsync(id);
        Assert.Equal((MailState.Queued, 0, (string?)null), (mail.State, mail.Attempts, mail.Reply));
        Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));
        Assert.Equal(2, composer.Count);
    }

    [Fact]
    public async Task Release_TriedBefore_KeepsItsBytes()
    {
        await AddAsync();
        var bytes = await SendAsync(Later);
        domain.Clock.Advance(TimeSpan.FromMinutes(2));

        await Outbox.ReleaseAsync(await Outbox.ClaimDueAsync(10, Cancel), "connection refused", Cancel);

        Assert.Equal(bytes, Assert.Single(await Outbox.ClaimDueAsync(10, Cancel)).Mime);
    }

    [Fact]
    public async Task Settle_SecretMail_LeavesNoText()
    {
        var id = await AddAsync(MailType.SignInLink);

        await SendAsync(Accepted);

        await using var db = domain.Db();
        Assert.False(await db.Set<MailBody>().AnyAsync(Cancel));
        var row = Assert.Single((await domain.Get<MailLogQueries>().LatestAsync(await domain.Given.AdministratorAsync(), 10, Cancel)).Value);
        Assert.Equal((id, null, false, false), (row.Id, row.Subject, row.HasText, row.MayTryAgain));
    }

    [Fact]
    public async Task Health_CountsWhatWaits()
    {
        var due = domain.NowUtc;
        await AddAsync();
        await AddAsync(toUserId: 5);
        domain.Clock.Advance(TimeSpan.FromMinutes(3));

        var health = (await domain.Get<MailLogQueries>().HealthAsync(await domain.Given.AdministratorAsync(), Cancel)).Value;

        Assert.Equal((2, due), (health.Waiting, health.OldestDueUtc!.Value));
    }

    [Fact]
    public async Task Health_LastFailure_IsOfTheLastAttemptAndNotOfTheRequest()
    {
        await AddAsync();
        domain.Clock.Advance(TimeSpan.FromHours(5));
        var tried = domain.NowUtc;
        await using (var db = domain.Db())
            await db.Set<MailMessage>().ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Failed).SetProperty(m => m.NextAttemptUtc, tried), Cancel);

        var health = (await domain.Get<MailLogQueries>().HealthAsync(await domain.Given.AdministratorAsync(), Cancel)).Value;

        Assert.Equal(tried, health.LastFailureUtc);
    }

    [Fact]
    public async Task Claim_LongLedger_ReadsOnlyByIndex()
    {
        await AddAsync();
        var statements = await Statements.OfAsync(domain.Services, async () =>
        {
            await Outbox.NextDueAsync(Cancel);
            await SendAsync(Accepted);
        });

        await using var db = domain.Db();
        foreach (var statement in statements.Where(sql => sql.Contains("SELECT", StringComparison.Ordinal) && sql.Contains("\"Mails\"", StringComparison.Ordinal)))
        {
            var plan = await PlanAsync(db, statement);
            Assert.DoesNotContain(plan, step => step.StartsWith("SCAN", StringComparison.Ordinal) && !step.Contains("INDEX", StringComparison.Ordinal));
        }
    }

    private static async Task<List<string>> PlanAsync(AppDbContext db, string sql)
    {
        await db.Database.OpenConnectionAsync(Cancel);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        foreach (System.Text.RegularExpressions.Match name in System.Text.RegularExpressions.Regex.Matches(sql, "@[a-zA-Z_0-9]+"))
        {
            if (!command.Parameters.Contains(name.Value))
                command.Parameters.Add(new Microsoft.Data.Sqlite.SqliteParameter(name.Value, 1));
        }

        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
            steps.Add(reader.GetString(3));
        return steps;
    }

    private async Task<byte[]> SendAsync(DeliveryAnswer answer)
    {
        var claim = Assert.Single(await Outbox.ClaimDueAsync(10, Cancel));
        await Outbox.SettleAsync(claim, answer, null, Cancel);
        return claim.Mime;
    }

    private async Task<int> AddAsync(MailType type = MailType.BookingConfirmation, int toUserId = 4, TimeSpan waits = default, DateTime? notAfter = null)
    {
        await using var db = domain.Db();
        domain.Get<OutboxOptions>().Grace = waits;
        var intent = new MailIntent(type, toUserId, $"{toUserId}@example.org", Guid.NewGuid().ToString("N"))
        {
            SessionIds = DeliveryRules.HoldsSecret(type) ? [] : [session],
            NotAfterUtc = notAfter,
            WithGrace = true,
        };
        return (await domain.Get<MailIntents>().AddAsync(db, await domain.Given.PracticeAsync(), intent, Cancel)).Id;
    }

    private async Task<MailMessage> MailAsync(int id)
    {
        await using var db = domain.Db();
        return await db.Set<MailMessage>().AsNoTracking().SingleAsync(m => m.Id == id, Cancel);
    }

    private sealed record TestMail(MailReader Reader, string PracticeName) : MailContent(Reader, PracticeName);

    private sealed class TestComposer : IMailComposer
    {
        public IReadOnlySet<MailType> Types { get; } = Enum.GetValues<MailType>().ToHashSet();

        public string? Skip { get; set; }

        public int FailsFor { get; set; } = -1;

        public int Count { get; private set; }

        public async Task<Letter> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel)
        {
            Count++;
            foreach (var about in abouts)
                about.FactsHash = "fixed";
            if (mail.ToUserId == FailsFor)
            {
                // What was written before the fault must go with it.
                await db.SaveChangesAsync(cancel);
                throw new InvalidOperationException("cannot be composed");
            }

            return Skip is { } reason
                ? new Letter.Skip(reason)
                : new Letter.Send(mail.Type, new TestMail(new MailReader("Anna", mail.ToAddress, "en", "Europe/Paris"), "Elan"));
        }
    }

    private sealed class FailingRenderer : IMailRenderer
    {
        public string? FailsFor { get; set; }

        public bool DiesNext { get; set; }

        public CancellationTokenSource Death { get; } = new();

        public int Count { get; private set; }

        public Task<RenderedMail> RenderAsync(MailContent content, string messageId, CancellationToken cancel)
        {
            if (DiesNext)
            {
                DiesNext = false;
                Death.Cancel();
                cancel.ThrowIfCancellationRequested();
            }

            if (content.Reader.Address == FailsFor)
                throw new InvalidOperationException("cannot be rendered");
            Count++;
            return Task.FromResult(new RenderedMail("Subject", Encoding.UTF8.GetBytes($"Message-ID: <{messageId}>\r\n\r\n{Count}\r\n")));
        }
    }

    private sealed class HeardEvents : IDomainEventHandler
    {
        public List<(int Id, MailState State)> Settled { get; } = [];

        public Task HandleAsync(AppDbContext db, object happened, CancellationToken cancel)
        {
            if (happened is MailSettled settled)
                Settled.Add((settled.Mail.Id, settled.Mail.State));
            return Task.CompletedTask;
        }
    }
}
