using System.Collections.Concurrent;
using System.Text;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CoachHub.Tests.Mail;

/// <summary>Several connections side by side: each mail once, in order, and a server that does not want them.</summary>
public sealed class OutboxSendersTests : IAsyncLifetime
{
    private readonly Server server = new();
    private DomainHarness domain = null!;
    private int session;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        domain = await DomainHarness.CreateAsync(services =>
        {
            foreach (var own in services.Where(service => service.ServiceType == typeof(IMailComposer)).ToList())
                services.Remove(own);
            services.AddSingleton<IMailComposer>(new PlainComposer());
        });
        var coach = await domain.Given.CoachAsync();
        session = await domain.Given.SessionAsync(coach, await domain.Given.ClientAsync(coach));
        domain.Get<OutboxOptions>().Grace = TimeSpan.Zero;
    }

    public ValueTask DisposeAsync() => domain.DisposeAsync();

    [Fact]
    public async Task LongQueue_FourConnections_WorkAtOnceAndEachMailGoesOnce()
    {
        var mails = await AddAsync(people: 100);
        // Nothing is answered before four of them have a message on its way.
        server.AnswersOnce = 4;

        await SendUntilAsync(() => server.Taken.Count >= mails.Count && OpenAsync().Result == 0);

        Assert.Equal(mails.Keys.Order(), server.Taken.Select(mail => mail.MessageId).Order());
        Assert.Equal(4, server.Opened);
        Assert.Equal(4, server.Closed);
    }

    [Fact]
    public async Task LongQueue_MailsToOnePersonAboutASession_ArriveInOrder()
    {
        var mails = await AddAsync(people: 40, each: 3);

        await SendUntilAsync(() => server.Taken.Count >= mails.Count && OpenAsync().Result == 0);

        Assert.Equal(120, server.Taken.Count);
        Assert.All(server.Taken.GroupBy(mail => mail.To), person => Assert.Equal(person.Select(mail => mails[mail.MessageId]).Order(), person.Select(mail => mails[mail.MessageId])));
    }

    [Fact]
    public async Task FurtherConnections_AreRefused_FirstOneSendsAllAndTheyAreNotAskedAgain()
    {
        var mails = await AddAsync(people: 100);
        server.Ready = number => number == 1 ? Taken : new DeliveryAnswer(DeliveryOutcome.SenderDown, "421 too many connections");
        var health = new SenderHealth(domain.Get<ChangeFeed>(), domain.Clock);

        await SendUntilAsync(() => server.Taken.Count >= mails.Count && OpenAsync().Result == 0, health);

        Assert.Equal(mails.Keys.Order(), server.Taken.Select(mail => mail.MessageId).Order());
        Assert.Null(health.DownBecause);
        Assert.Equal(4, server.Opened);
    }

    [Fact]
    public async Task SignIn_IsRefused_NothingIsClaimedAndOneConnectionAsks()
    {
        await AddAsync(people: 50);
        server.Ready = _ => new DeliveryAnswer(DeliveryOutcome.SenderDown, "535 wrong password");
        var health = new SenderHealth(domain.Get<ChangeFeed>(), domain.Clock);

        await SendUntilAsync(() => health.DownBecause is not null, health);

        Assert.Equal("535 wrong password", health.DownBecause);
        Assert.Equal((50, 1), (await OpenAsync(MailState.Queued), server.Opened));
    }

    [Fact]
    public async Task Connection_OfAHelperIsLost_ItsMailsGoByAnother()
    {
        var mails = await AddAsync(people: 100);
        server.AnswersOnce = 4;
        server.Answer = number => number == 1 ? Taken : new DeliveryAnswer(DeliveryOutcome.SenderDown, "connection lost");

        await SendUntilAsync(() => server.Taken.Count >= mails.Count && OpenAsync().Result == 0);

        Assert.Equal(mails.Keys.Order(), server.Taken.Select(mail => mail.MessageId).Order());
    }

    private static DeliveryAnswer Taken { get; } = new(DeliveryOutcome.Accepted, "250 taken");

    /// <summary>Mails to so many people, by Message-ID.</summary>
    private async Task<Dictionary<string, int>> AddAsync(int people, int each = 1)
    {
        await using var db = domain.Db();
        var practice = await domain.Given.PracticeAsync();
        for (var n = 0; n < people * each; n++)
        {
            var intent = new MailIntent(MailType.BookingConfirmation, 1000 + (n % people), $"p{n % people}@example.org", $"key{n}") { SessionIds = [session] };
            await domain.Get<MailIntents>().AddAsync(db, practice, intent, Cancel);
        }

        return await db.Set<MailMessage>().ToDictionaryAsync(mail => mail.MessageId, mail => mail.Id, Cancel);
    }

    private async Task<int> OpenAsync(params MailState[] states)
    {
        await using var db = domain.Db();
        return await db.Set<MailMessage>().CountAsync(m => states.Length == 0 ? m.State != MailState.Accepted : states.Contains(m.State), Cancel);
    }

    private async Task SendUntilAsync(Func<bool> done, SenderHealth? health = null)
    {
        await using var first = server.Open();
        using var worker = new OutboxWorker(
            domain.Get<Outbox>(), domain.Get<OutboxSignal>(), first, server.Open, domain.Get<OutboxOptions>(),
            health ?? new SenderHealth(domain.Get<ChangeFeed>(), domain.Clock), domain.Get<ChangeFeed>(), domain.Clock, NullLogger<OutboxWorker>.Instance);
        await worker.StartAsync(Cancel);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!done())
            await pace.WaitForNextTickAsync(limit.Token);
        await worker.StopAsync(Cancel);
        await first.DisposeAsync();
    }

    private sealed record TestMail(MailReader Reader, string PracticeName) : MailContent(Reader, PracticeName);

    private sealed class PlainComposer : IMailComposer
    {
        public IReadOnlySet<MailType> Types { get; } = Enum.GetValues<MailType>().ToHashSet();

        public Task<Letter> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel) =>
            Task.FromResult<Letter>(new Letter.Send(mail.Type, new TestMail(new MailReader("Anna", mail.ToAddress, "en", "Europe/Paris"), "Elan")));
    }

    /// <summary>A server whose connections are numbered from 1.</summary>
    private sealed class Server
    {
        private readonly TaskCompletionSource together = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<int, bool> waiting = new();
        private int opened;
        private int closed;

        public ConcurrentQueue<(string MessageId, string To)> Taken { get; } = new();

        public int Opened => opened;

        public int Closed => closed;

        /// <summary>It answers nobody before so many connections wait for an answer.</summary>
        public int AnswersOnce { get; set; } = 1;

        public Func<int, DeliveryAnswer> Ready { get; set; } = _ => OutboxSendersTests.Taken;

        public Func<int, DeliveryAnswer> Answer { get; set; } = _ => OutboxSendersTests.Taken;

        public IMailTransport Open() => new Connection(this, Interlocked.Increment(ref opened));

        private async Task<DeliveryAnswer> TakeAsync(int number, string to, string text)
        {
            waiting[number] = true;
            if (waiting.Count >= AnswersOnce)
                together.TrySetResult();
            await together.Task;
            var answer = Answer(number);
            if (answer.Outcome == DeliveryOutcome.Accepted)
                Taken.Enqueue((text.Split('<', '>')[1], to));
            return answer;
        }

        private sealed class Connection(Server server, int number) : IMailTransport
        {
            private int disposed;

            public Task<DeliveryAnswer> ReadyAsync(CancellationToken cancel) => Task.FromResult(server.Ready(number));

            public Task<DeliveryAnswer> SendAsync(string toAddress, byte[] mime, CancellationToken cancel) => server.TakeAsync(number, toAddress, Encoding.UTF8.GetString(mime));

            public ValueTask DisposeAsync()
            {
                if (Interlocked.Exchange(ref disposed, 1) == 0)
                    Interlocked.Increment(ref server.closed);
                return ValueTask.CompletedTask;
            }
        }
    }
}
