using System.Globalization;
using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Xunit;

namespace CoachHub.Tests.Sessions;

/// <summary>
/// Random histories of saves, notifies alone and together with another session, undos, failures, retries, kills and acknowledgements through the real services. After every step
/// what the list says is held against a replay of the messages that a server accepted, read from their bytes.
/// COACHHUB_HISTORIES sets how many are played, COACHHUB_HISTORIES_FROM the first of them; 10,000 take some minutes and can be shared by several processes.
/// </summary>
public sealed class ToldHistoryTests
{
    private static readonly int Histories = Setting("COACHHUB_HISTORIES", 120), First = Setting("COACHHUB_HISTORIES_FROM", 0);

    [Fact]
    public async Task Told_AfterAnyHistory_IsWhatTheAcceptedMailsSay()
    {
        await using var world = await World.CreateAsync();
        for (var seed = First; seed < First + Histories; seed++)
            await world.PlayAsync(seed);
        Assert.True(world.Accepted > 0 && world.Failed > 0 && world.Acknowledged > 0 && world.Killed > 0 && world.Undone > 0 && world.Together > 0 && world.DocumentsTold > 0, "The histories missed a kind of step.");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>What an accepted message told, or the page.</summary>
    private sealed record Told(int Revision, string Hash, IReadOnlyList<int> Documents);

    private sealed class World : IAsyncDisposable
    {
        private readonly DomainHarness harness;
        private readonly SessionService sessions;
        private readonly Outbox outbox;
        private Actor admin = null!, coach = null!, client = null!;
        private int sessionId, otherId;
        private Random random = new(0);
        private SessionInput input = null!, other = null!;
        private DocumentChanges documents = DocumentChanges.None;
        private List<Told> told = [];
        private int hour;
        private bool acknowledgedSinceFailure;
        private (Actor By, UndoTicket Ticket, SessionInput Before)? undo;

        private World(DomainHarness harness) =>
            (this.harness, sessions, outbox) = (harness, harness.Get<SessionService>(), harness.Get<Outbox>());

        public int Accepted { get; private set; }

        public int Failed { get; private set; }

        public int Acknowledged { get; private set; }

        public int Killed { get; private set; }

        public int Undone { get; private set; }

        public int Together { get; private set; }

        /// <summary>How often a message named a document that the client had not known.</summary>
        public int DocumentsTold { get; private set; }

        public static async Task<World> CreateAsync()
        {
            var world = new World(await DomainHarness.CreateAsync(services => services.AddSingleton<IMailRenderer, FactsRenderer>()));
            world.admin = await world.harness.Given.AdministratorAsync();
            world.coach = await world.harness.Given.CoachAsync();
            world.client = await world.harness.Given.ClientAsync(world.coach);
            return world;
        }

        public async Task PlayAsync(int seed)
        {
            random = new Random(seed);
            (told, acknowledgedSinceFailure, undo) = ([], false, null);
            // An hour of its own for each history: overlaps are another test's matter.
            hour++;
            input = new SessionInput
            {
                ClientId = client.Id,
                CoachId = coach.Id,
                Date = new LocalDate(2030, 1, 1).PlusDays(hour / 6),
                Time = new LocalTime(hour % 6 * 4, 0),
                ZoneId = "Etc/UTC",
                DurationMinutes = 30,
            };
            var made = await sessions.SaveAsync(admin, new SaveSession(input) { Notify = random.Next(2) == 0 }, Cancel);
            Assert.Null(made.Problem);
            sessionId = made.Value.Id;
            other = input with { Time = new LocalTime(hour % 6 * 4 + 2, 0) };
            otherId = (await sessions.SaveAsync(admin, new SaveSession(other), Cancel)).Value.Id;
            var steps = new List<string> { "create" };
            await CheckAsync(seed, steps);
            for (var step = random.Next(4, 14); step > 0; step--)
            {
                steps.Add(await StepAsync());
                await CheckAsync(seed, steps);
            }

            await DrainAsync();
        }

        private async Task<string> StepAsync()
        {
            switch (random.Next(15))
            {
                case 0 or 1:
                    await SaveAsync(Changed(), notify: false);
                    return "save";
                case 2 or 3:
                    await SaveAsync(Changed(), notify: true);
                    return "save and notify";
                case 4:
                    var notified = await sessions.NotifyAsync(admin, sessionId, Cancel);
                    Assert.Null(notified.Problem);
                    Keep(admin, notified.Value.Undo, input);
                    return "notify";
                case 5:
                    await SaveAsync(input with { Status = input.Status == SessionStatus.Booked ? SessionStatus.Cancelled : SessionStatus.Booked }, notify: random.Next(2) == 0);
                    return $"now {input.Status}";
                case 6:
                    return await AcknowledgeAsync();
                case 7:
                    return await ChangeDocumentsAsync();
                case 8:
                    harness.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 400)));
                    return "time passes";
                case 9:
                    return await UndoAsync();
                case 10:
                    return await TogetherAsync();
                case 11:
                    other = random.Next(3) == 0
                        ? other with { Status = other.Status == SessionStatus.Booked ? SessionStatus.Cancelled : SessionStatus.Booked }
                        : other with { Location = $"Room {random.Next(3)}" };
                    Assert.Null((await sessions.SaveAsync(admin, new SaveSession(other) { Id = otherId, TellCancellation = false }, Cancel)).Problem);
                    return "save the other";
                default:
                    return await DeliverAsync();
            }
        }

        private SessionInput Changed() => random.Next(4) switch
        {
            // Few values, so that histories often lead back to facts that were told before.
            0 => input with { Time = new LocalTime(hour % 6 * 4, random.Next(3)) },
            1 => input with { Location = random.Next(2) == 0 ? "Studio" : null },
            2 => input with { Price = random.Next(2) == 0 ? 80 : null },
            _ => input with { PrivateNotes = $"note {random.Next(100)}" },
        };

        private async Task<string> ChangeDocumentsAsync()
        {
            var there = await DocumentsAsync();
            // A document that comes back after it was taken away is news again; here each one is new, so that the messages alone say what is known.
            documents = there.Count > 0 && random.Next(3) == 0
                ? new DocumentChanges([], [there[random.Next(there.Count)]])
                : new DocumentChanges([await harness.Given.DocumentAsync(admin)], []);
            await SaveAsync(random.Next(2) == 0 ? input : Changed(), notify: random.Next(2) == 0, byAdmin: true);
            documents = DocumentChanges.None;
            return "documents";
        }

        private async Task<List<int>> DocumentsAsync()
        {
            await using var db = harness.Db();
            return await db.Set<SessionDocument>().Where(d => d.SessionId == sessionId).Select(d => d.DocumentId).ToListAsync(Cancel);
        }

        private async Task SaveAsync(SessionInput changed, bool notify, bool byAdmin = false)
        {
            var (before, by) = (input, byAdmin || random.Next(2) == 0 ? admin : coach);
            input = changed;
            var saved = await sessions.SaveAsync(by, new SaveSession(input) { Id = sessionId, Documents = documents, Notify = notify, TellCancellation = random.Next(2) == 0 }, Cancel);
            Assert.Null(saved.Problem);
            Keep(by, saved.Value.Telling.Undo, saved.Value.Telling.Undo?.Restores == true ? before with { PrivateNotes = input.PrivateNotes } : input);
        }

        /// <summary>Both sessions at once: one mail tells about them where both have something to say.</summary>
        private async Task<string> TogetherAsync()
        {
            var (kind, before) = (random.Next(4) == 0 ? BulkKind.Cancel : BulkKind.Notify, input);
            var act = new BulkAct(kind) { TellNeverTold = random.Next(2) == 0 };
            var run = await harness.Get<SessionBulkService>().RunAsync(admin, act, [new SessionPick(sessionId), new SessionPick(otherId)], null, Cancel);
            Assert.Null(run.Problem);
            if (kind == BulkKind.Cancel && run.Value.Done.Contains(sessionId))
                input = input with { Status = SessionStatus.Cancelled };
            if (kind == BulkKind.Cancel && run.Value.Done.Contains(otherId))
                other = other with { Status = SessionStatus.Cancelled };
            Keep(admin, run.Value.Undo, before);
            Together += run.Value is { Done.Count: 2, Mails: 1 } ? 1 : 0;
            return $"{kind} together";
        }

        /// <summary>Keeps what can be undone, and what the session is then; an act that cannot be undone leaves the older ticket to be refused.</summary>
        private void Keep(Actor by, UndoTicket? ticket, SessionInput before)
        {
            if (ticket is not null)
                undo = (by, ticket, before);
        }

        private async Task<string> UndoAsync()
        {
            if (undo is not { } kept)
                return "nothing to undo";
            var undone = await harness.Get<SessionUndo>().UndoAsync(kept.By, kept.Ticket, Cancel);
            if (undone.Problem is { } refused)
                return $"undo refused: {refused.Code}";
            undo = null;
            if (kept.Ticket.Restores && undone.Value.Undone.Contains(otherId))
                other = other with { Status = SessionStatus.Booked };
            if (!undone.Value.Undone.Contains(sessionId))
                return "undo of the other";
            input = kept.Before;
            Undone++;
            return "undo";
        }

        private async Task<string> AcknowledgeAsync()
        {
            var session = await SessionAsync();
            if (!(await sessions.AcknowledgeAsync(client, sessionId, session.SeenMark, Cancel)).Ok)
                return "acknowledge refused";
            told.Add(new Told(session.Revision, session.FactsHash, await DocumentsAsync()));
            acknowledgedSinceFailure = true;
            Acknowledged++;
            return "acknowledge";
        }

        private async Task<string> DeliverAsync()
        {
            harness.Clock.Advance(TimeSpan.FromSeconds(11));
            var failed = await FailedAsync();
            var claimed = await outbox.ClaimDueAsync(1, Cancel);
            // A message that was on its way at two kills is not sent a third time: its fate is unknown from here on.
            if ((await FailedAsync()).Except(failed).Any())
                acknowledgedSinceFailure = false;
            if (claimed is not [var mail])
                return "nothing due";
            var outcome = (DeliveryOutcome)random.Next(6);
            if ((int)outcome == 5)
            {
                // The process dies while the message is under way; sometimes the server had it already.
                Killed++;
                harness.Clock.Advance(Outbox.Lease + TimeSpan.FromSeconds(1));
                return "killed";
            }

            if (outcome == DeliveryOutcome.Accepted)
            {
                Accepted++;
                foreach (var facts in FactsRenderer.Read(mail.Mime).Where(facts => facts.SessionId == sessionId))
                {
                    DocumentsTold += facts.Documents.Except(told.SelectMany(t => t.Documents)).Any() ? 1 : 0;
                    told.Add(new Told(facts.Revision, facts.Hash, facts.Documents));
                }
            }

            if (outcome == DeliveryOutcome.Permanent)
                Failed++;
            await outbox.SettleAsync(mail, new DeliveryAnswer(outcome, "said so"), null, Cancel);
            if ((await FailedAsync()).Contains(mail.Id))
                acknowledgedSinceFailure = false;
            return $"deliver {outcome}";
        }

        /// <summary>The mails to the client about the session that failed, or whose fate is unknown.</summary>
        private async Task<List<int>> FailedAsync()
        {
            await using var db = harness.Db();
            return await (
                from about in db.Set<MailAbout>()
                join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
                where about.SessionId == sessionId && mail.ToUserId == client.Id && (mail.State == MailState.Failed || mail.State == MailState.Unknown)
                select mail.Id).ToListAsync(Cancel);
        }

        private async Task DrainAsync()
        {
            // Nothing of one history may linger into the next one's deliveries.
            await using var db = harness.Db();
            await db.Set<MailMessage>().Where(m => m.State == MailState.Queued || m.State == MailState.Claimed || m.State == MailState.Retry)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, MailState.Undone), Cancel);
        }

        private async Task CheckAsync(int seed, List<string> steps)
        {
            var session = await SessionAsync();
            var expected = await ReplayAsync(session);
            Assert.True(expected == session.Told, $"seed {seed}: the list says {session.Told}, the mails say {expected}, after {string.Join(", ", steps)}");
        }

        /// <summary>What the client knows, from the accepted messages alone and the ledger's open and failed rows.</summary>
        private async Task<ToldState> ReplayAsync(Session session)
        {
            await using var db = harness.Db();
            var mails = await (
                from about in db.Set<MailAbout>()
                join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
                where about.SessionId == sessionId && mail.ToUserId == client.Id
                orderby mail.Id
                select mail).ToListAsync(Cancel);
            if (mails.Exists(m => m.State is MailState.Queued or MailState.Claimed or MailState.Retry))
                return ToldState.Queued;
            var last = mails.LastOrDefault(m => m.State != MailState.Undone);
            if (last?.State is MailState.Failed or MailState.Unknown && !acknowledgedSinceFailure)
                return ToldState.Failed;
            if (told.Count == 0)
                return ToldState.Never;
            var newest = told.MaxBy(t => t.Revision)!;
            var facts = session.Facts("").Hash();
            var unknown = (await DocumentsAsync()).Except(told.SelectMany(t => t.Documents)).Any();
            return newest.Hash != facts || (unknown && !session.Status.IsCalledOff()) ? ToldState.Outdated
                : session.AcknowledgedHash == facts ? ToldState.Acknowledged
                : ToldState.Told;
        }

        private async Task<Session> SessionAsync()
        {
            await using var db = harness.Db();
            return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == sessionId, Cancel);
        }

        public ValueTask DisposeAsync() => harness.DisposeAsync();

        private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    }

    /// <summary>Writes nothing but the facts that a message states, so that a replay can read them from the bytes.</summary>
    private sealed class FactsRenderer : IMailRenderer
    {
        public sealed record Stated(int SessionId, int Revision, string Hash, int[] Documents);

        public Task<RenderedMail> RenderAsync(MailContent content, string messageId, CancellationToken cancel) =>
            Task.FromResult(new RenderedMail(content.GetType().Name, JsonSerializer.SerializeToUtf8Bytes(Letters(content)
                .Select(told => new Stated(told.Letter.SessionId, told.Letter.Revision, told.Letter.Facts.Hash(), [.. told.Documents.Select(document => document.Id)])))));

        public static List<Stated> Read(byte[] mime) => JsonSerializer.Deserialize<List<Stated>>(mime)!;

        // As the templates print them.
        private static IEnumerable<(SessionLetter Letter, IReadOnlyList<SessionDocumentRow> Documents)> Letters(MailContent content) => content switch
        {
            NewBookingMail or SessionHandedOverMail or ClientCancelledMail or CoachUpdateMail or CoachCancellationMail => [],
            SessionsMail several => several.Sessions.Select(session => (session.Letter, session.Type == MailType.Cancellation ? [] : session.Documents)),
            CancellationMail mail => [(mail.Session, [])],
            BookingConfirmationMail or ReminderMail => [(((SessionMail)content).Session, ((SessionMail)content).Session.Documents)],
            SessionMail mail => [(mail.Session, mail.Session.NewDocuments)],
            _ => [],
        };
    }
}
