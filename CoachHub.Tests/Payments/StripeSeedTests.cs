using System.Globalization;
using System.Text.Json.Nodes;
using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Payments;

/// <summary>
/// Clients pay in several tabs, banks are slow, money goes back from both sides, each event comes 0 to 3 times in any order and some are
/// forged, connections break before and after the deed, the stand-in is stopped and started, and whoever asks is killed while the answer is on its way. After a reconcile
/// the books are what the stand-in's are, every time. <c>COACHHUB_STRIPE_SEEDS</c> says how many worlds.
/// </summary>
public sealed class StripeSeedTests
{
    private const int SeedsOnOneDatabase = 100;

    private static int Seeds => int.TryParse(Environment.GetEnvironmentVariable("COACHHUB_STRIPE_SEEDS"), CultureInfo.InvariantCulture, out var seeds) ? seeds : 20;

    [Fact]
    public async Task AnyWorld_AfterReconcile_IsTheTruth()
    {
        var sums = new Dictionary<string, int>();
        for (var from = 0; from < Seeds; from += SeedsOnOneDatabase)
        {
            await using var bench = await StripeBench.CreateAsync();
            var claire = await bench.Domain.Given.CoachAsync();
            var marc = await bench.Domain.Given.CoachAsync("Marc Roux");
            for (var seed = from; seed < Math.Min(Seeds, from + SeedsOnOneDatabase); seed++)
            {
                var world = new World(bench, seed, [claire, marc]);
                await world.PlayAsync();
                await world.CheckAsync();
                foreach (var (what, count) in world.Counts)
                    sums[what] = sums.GetValueOrDefault(what) + count;
            }

            Assert.Equal([], bench.Stripe.Violations);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Seeds} seeds: {string.Join(", ", sums.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Value} {s.Key}"))}");
    }

    private sealed class World(StripeBench bench, int seed, Actor[] coaches)
    {
        private readonly Random random = new(seed);
        private readonly List<int> sessionIds = [];
        private readonly List<StandInEvent> toTell = [];
        private readonly HashSet<string> seen = [.. bench.Stripe.Events.Select(e => e.Id)];
        private readonly HashSet<string> sessionsBefore = [.. bench.Stripe.Sessions.Select(s => StripeStandIn.Text(s, "id")!)];
        private Actor client = null!;

        private static CancellationToken Cancel => TestContext.Current.CancellationToken;

        public Dictionary<string, int> Counts { get; } = [];

        private IEnumerable<JsonObject> Checkouts => bench.Stripe.Sessions.Where(s => !sessionsBefore.Contains(StripeStandIn.Text(s, "id")!));

        public async Task PlayAsync()
        {
            client = await bench.Domain.Given.ClientAsync(coaches[0], $"Anna Number{seed}");
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                var at = new DateTime(2027, 1, 1, 8, 0, 0).AddHours((seed % 100 * 24) + (i * 2));
                sessionIds.Add(await bench.Domain.Given.SessionAsync(coaches[random.Next(2)], client, at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), priceMinor: 1000 * random.Next(1, 9)));
            }

            bench.Stripe.Fault = _ => random.Next(100) switch { < 6 => StandInFault.DropBefore, < 14 => StandInFault.DropAfter, < 17 => StandInFault.ErrorBefore, < 20 => StandInFault.ErrorAfter, _ => StandInFault.None };
            for (var step = random.Next(8, 18); step > 0; step--)
                await StepAsync();

            // From here on everything works; what was not told by now is told 0 to 3 times, and the reconcile sees to the rest.
            bench.Stripe.Fault = _ => StandInFault.None;
            bench.Stripe.Answering = _ => { };
            bench.Domain.Clock.Advance(TimeSpan.FromMinutes(15));
            bench.Stripe.Tick();
            await TellAsync(all: true);
            var reconciled = await bench.Get<PaymentReconciler>().RunAsync(bench.Domain.NowUtc, Cancel);
            Assert.True(reconciled.Ok, $"seed {seed}: {reconciled.Problem?.Code}");
            // A second run finds nothing to do.
            Assert.Equal(0, (await bench.Get<PaymentReconciler>().RunAsync(bench.Domain.NowUtc, Cancel)).Value);
        }

        public async Task CheckAsync()
        {
            await using var db = bench.Domain.Db();
            var ours = await db.Set<Checkout>().AsNoTracking().Include(c => c.Lines).Where(c => c.ClientId == client.Id).ToListAsync(Cancel);
            var rows = await db.Set<Payment>().AsNoTracking().Where(p => sessionIds.Contains(p.SessionId)).ToListAsync(Cancel);
            var theirs = Checkouts.ToDictionary(s => StripeStandIn.Text(s, "client_reference_id")!);
            Assert.True(theirs.Keys.All(token => ours.Exists(c => c.Token == token)), $"seed {seed}: a checkout that nobody knows");
            foreach (var checkout in ours)
            {
                var there = theirs.GetValueOrDefault(checkout.Token);
                var paid = there is not null && StripeStandIn.Text(there, "payment_status") == "paid";
                Assert.True(paid == (checkout.State == CheckoutState.Paid), $"seed {seed}: {checkout.State}, at the stand-in {there?.ToJsonString()}");
                var payments = rows.Where(p => p.Kind == PaymentKind.Payment && p.CheckoutId == checkout.Id).ToList();
                Assert.Equal(
                    paid ? checkout.Lines.OrderBy(l => l.SessionId).Select(l => (l.SessionId, l.AmountMinor)) : [],
                    payments.OrderBy(p => p.SessionId).Select(p => (p.SessionId, p.AmountMinor)));
                if (paid)
                    CheckRefunds(checkout, StripeStandIn.Text(there!, "payment_intent")!, rows);
                await CheckMailsAsync(db, checkout, paid);
            }

            foreach (var id in sessionIds)
                await CheckSessionAsync(db, id, ours, rows);
        }

        private void CheckRefunds(Checkout checkout, string intent, List<Payment> rows)
        {
            var there = bench.Stripe.Refunds.Where(r => StripeStandIn.Text(r, "payment_intent") == intent).ToList();
            var truth = there.Where(r => StripeStandIn.Text(r, "status") != "failed").Sum(r => r["amount"]!.GetValue<long>());
            var here = rows.Where(p => p.Kind == PaymentKind.Refund && p.CheckoutId == checkout.Id).ToList();
            Assert.True(truth == here.Where(p => p.Counts).Sum(p => p.AmountMinor), $"seed {seed}: {truth} given back of {intent}, in the books {here.Where(p => p.Counts).Sum(p => p.AmountMinor)}");
            Assert.True(truth <= checkout.AmountMinor);
            Counts["refunds"] = Counts.GetValueOrDefault("refunds") + there.Count;
        }

        private async Task CheckMailsAsync(Domain.Kernel.Data.AppDbContext db, Checkout checkout, bool paid)
        {
            var ids = checkout.Lines.ConvertAll(l => l.SessionId);
            var paidCoaches = await db.Set<Session>().Where(s => ids.Contains(s.Id)).Select(s => s.CoachId).Distinct().CountAsync(Cancel);
            var confirmed = await db.Set<MailMessage>().CountAsync(m => m.DedupeKey == $"payment_confirmed:{checkout.Id}", Cancel);
            var received = await db.Set<MailMessage>().CountAsync(m => m.DedupeKey.StartsWith($"payment_received:{checkout.Id}:"), Cancel);
            Assert.Equal((seed, paid ? 1 : 0, paid ? paidCoaches : 0), (seed, confirmed, received));
            Counts["mails"] = Counts.GetValueOrDefault("mails") + confirmed + received;
            Counts["paid"] = Counts.GetValueOrDefault("paid") + (paid ? 1 : 0);
            Counts["checkouts"] = Counts.GetValueOrDefault("checkouts") + 1;
        }

        private async Task CheckSessionAsync(Domain.Kernel.Data.AppDbContext db, int id, List<Checkout> ours, List<Payment> rows)
        {
            // A session is charged once, unless its money had gone back before.
            var charges = ours.Count(c => c.State == CheckoutState.Paid && c.Lines.Exists(l => l.SessionId == id));
            Assert.True(charges <= 1, $"seed {seed}: session {id} was charged {charges} times");
            var session = await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
            var book = PaymentBook.Of(rows.Where(p => p.SessionId == id));
            Assert.True(book.NetMinor >= 0 && (charges == 0) == (book.CollectedMinor == 0), $"seed {seed}: session {id} {book}");
            var expected = (book.CollectedMinor, book.NetMinor) switch { (0, _) => PaymentStatus.Pending, (_, 0) => PaymentStatus.Refunded, _ => PaymentStatus.Paid };
            Assert.True(expected == session.Payment, $"seed {seed}: session {id} is {session.Payment}, {book}");
        }

        private async Task StepAsync()
        {
            switch (random.Next(12))
            {
                case 0 or 1 or 2:
                    await PayAsync();
                    break;
                case 3:
                    // Two tabs at once.
                    await Task.WhenAll(PayAsync(), PayAsync());
                    break;
                case 4 or 5:
                    foreach (var open in Checkouts.Where(_ => random.Next(2) == 0).Select(s => StripeStandIn.Text(s, "id")!).ToList())
                        bench.Stripe.Pay(open, later: random.Next(3) == 0);
                    break;
                case 6:
                    foreach (var slow in Checkouts.Select(s => StripeStandIn.Text(s, "id")!).ToList())
                        bench.Stripe.Bank(slow, pays: random.Next(3) > 0);
                    break;
                case 7:
                    await RefundAsync();
                    break;
                case 8:
                    RefundThere();
                    break;
                case 9:
                    bench.Domain.Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 80)));
                    bench.Stripe.Tick();
                    break;
                case 10 when random.Next(4) == 0:
                    await bench.Stripe.StopAsync();
                    await PayAsync();
                    await bench.Stripe.StartAsync();
                    Counts["restarts"] = Counts.GetValueOrDefault("restarts") + 1;
                    break;
                case 10 when random.Next(3) == 0:
                    await bench.Get<PaymentReconciler>().RunAsync(bench.Domain.NowUtc, Cancel);
                    break;
                default:
                    await TellAsync(all: false);
                    break;
            }
        }

        private async Task PayAsync()
        {
            var wish = sessionIds.Where(_ => random.Next(3) > 0).DefaultIfEmpty(sessionIds[0]).ToList();
            await KilledAsync(async ending => await bench.Get<CheckoutService>().PayAsync(client, wish, ending));
        }

        private async Task RefundAsync()
        {
            var id = sessionIds[random.Next(sessionIds.Count)];
            var refunds = bench.Get<OnlineRefundService>();
            if (await refunds.OfferAsync(Actor.System, id, Cancel) is not { Ok: true, Value: var offer })
                return;
            var amount = random.Next(2) == 0 ? offer.LeftMinor : Math.Max(1, offer.LeftMinor / 3);
            await KilledAsync(async ending => await refunds.RefundAsync(Actor.System, id, amount / 100m, offer.LeftMinor, ending));
        }

        private void RefundThere()
        {
            if (Checkouts.FirstOrDefault(s => StripeStandIn.Text(s, "payment_status") == "paid") is not { } paid)
                return;
            var amount = random.Next(2) == 0 ? paid["amount_total"]!.GetValue<long>() : 500;
            if (bench.Stripe.RefundThere(StripeStandIn.Text(paid, "payment_intent")!, amount) is { } id && random.Next(4) == 0)
                bench.Stripe.FailRefund(id);
        }

        /// <summary>One time in six whoever asks is gone while the answer is on its way.</summary>
        private async Task KilledAsync(Func<CancellationToken, Task> act)
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            if (random.Next(6) == 0)
            {
                bench.Stripe.Answering = _ => ending.Cancel();
                Counts["kills"] = Counts.GetValueOrDefault("kills") + 1;
            }

            try
            {
                await act(ending.Token);
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // That is what being killed is.
            }
            finally
            {
                bench.Stripe.Answering = _ => { };
            }
        }

        /// <summary>Each event 0 to 3 times, shuffled, some forged: a forged one must not count.</summary>
        private async Task TellAsync(bool all)
        {
            foreach (var told in bench.Stripe.Events.Where(e => seen.Add(e.Id)))
                toTell.AddRange(Enumerable.Repeat(told, random.Next(4)));
            var now = toTell.Where(_ => all || random.Next(2) == 0).ToArray();
            random.Shuffle(now);
            foreach (var told in now)
            {
                toTell.Remove(told);
                await ForgeAsync(told);
                await bench.TellAsync(told, Cancel);
                Counts["events"] = Counts.GetValueOrDefault("events") + 1;
            }
        }

        private async Task ForgeAsync(StandInEvent told)
        {
            if (random.Next(5) > 0)
                return;
            var (webhook, at) = (bench.Get<StripeWebhook>(), bench.Domain.Clock.GetUtcNow());
            var signature = random.Next(3) switch
            {
                0 => StripeStandIn.Sign(told.Text, at, "whsec_other"),
                1 => StripeStandIn.Sign(told.Text, at.AddMinutes(-6)),
                _ => StripeStandIn.Sign(told.Text.Replace("\"amount", "\"Amount", StringComparison.Ordinal) + " ", at),
            };
            Assert.Null(await webhook.ReadAsync(told.Text, signature, Cancel));
            Counts["forged"] = Counts.GetValueOrDefault("forged") + 1;
        }
    }
}
