using System.Globalization;
using System.Text.Json.Nodes;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Payments.StandIn;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Payments;

/// <summary>A client, some sessions, and what a seed makes of them.</summary>
internal sealed class StripeWorld(StripeProcessBench bench, int seed, Actor[] coaches)
{
    private readonly Random random = new(seed);
    private readonly List<int> sessionIds = [];
    private readonly List<string> toTell = [];
    private readonly HashSet<string> seen = [];
    private Actor client = null!;
    private int before;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public Dictionary<string, int> Counts { get; } = [];

    private static Dictionary<StandInFault, int> Faults { get; } = new()
    {
        [StandInFault.DropBefore] = 5,
        [StandInFault.DropAfter] = 6,
        [StandInFault.CutAnswer] = 3,
        [StandInFault.ErrorBefore] = 3,
        [StandInFault.ErrorAfter] = 3,
        [StandInFault.DieBefore] = 2,
        [StandInFault.DieAfter] = 3,
        [StandInFault.DieHalfway] = 2,
    };

    public async Task PlayAsync()
    {
        client = await bench.Domain.Given.ClientAsync(coaches[0], $"Anna Number{seed}");
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            var at = new DateTime(2027, 1, 1, 8, 0, 0).AddHours((seed % 100 * 24) + (i * 2));
            sessionIds.Add(await bench.Domain.Given.SessionAsync(coaches[random.Next(2)], client, at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), priceMinor: 1000 * random.Next(1, 9)));
        }

        before = (await bench.Stripe.BooksAsync(int.MaxValue)).Last;
        for (var step = random.Next(8, 18); step > 0; step--)
        {
            // Said before each step: who was killed has forgotten.
            await bench.Stripe.SetFaultsAsync(new FaultPlan(random.Next(), Faults));
            await StepAsync();
        }

        // From here on everything works; what was not told by now is told 0 to 3 times, and the reconcile sees to the rest.
        await bench.Stripe.SetFaultsAsync(new FaultPlan(0, new Dictionary<StandInFault, int>()));
        await bench.AdvanceAsync(TimeSpan.FromMinutes(15));
        await bench.Stripe.TickAsync();
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
        var books = await BooksAsync();
        var theirs = books.Sessions.ToDictionary(s => StripeStandIn.Text(s, "client_reference_id")!);
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
                CheckRefunds(checkout, [.. books.Refunds.Where(r => StripeStandIn.Text(r, "payment_intent") == StripeStandIn.Text(there!, "payment_intent"))], rows);
            await CheckMailsAsync(db, checkout, paid);
        }

        foreach (var id in sessionIds)
            await CheckSessionAsync(db, id, ours, rows);
    }

    private void CheckRefunds(Checkout checkout, JsonObject[] there, List<Payment> rows)
    {
        var truth = there.Where(r => StripeStandIn.Text(r, "status") != "failed").Sum(r => r["amount"]!.GetValue<long>());
        var here = rows.Where(p => p.Kind == PaymentKind.Refund && p.CheckoutId == checkout.Id && p.Counts).Sum(p => p.AmountMinor);
        Assert.True(truth == here, $"seed {seed}: {truth} given back of {checkout.PaymentIntent}, in the books {here}");
        Assert.True(truth <= checkout.AmountMinor);
        Count("refunds", there.Length);
    }

    private async Task CheckMailsAsync(AppDbContext db, Checkout checkout, bool paid)
    {
        var ids = checkout.Lines.ConvertAll(l => l.SessionId);
        var paidCoaches = await db.Set<Session>().Where(s => ids.Contains(s.Id)).Select(s => s.CoachId).Distinct().CountAsync(Cancel);
        var confirmed = await db.Set<Domain.Mail.MailMessage>().CountAsync(m => m.DedupeKey == $"payment_confirmed:{checkout.Id}", Cancel);
        var received = await db.Set<Domain.Mail.MailMessage>().CountAsync(m => m.DedupeKey.StartsWith($"payment_received:{checkout.Id}:"), Cancel);
        Assert.Equal((seed, paid ? 1 : 0, paid ? paidCoaches : 0), (seed, confirmed, received));
        Count("mails", confirmed + received);
        Count("paid", paid ? 1 : 0);
        Count("checkouts");
    }

    private async Task CheckSessionAsync(AppDbContext db, int id, List<Checkout> ours, List<Payment> rows)
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
                foreach (var open in (await CheckoutsAsync()).Where(_ => random.Next(2) == 0))
                    await bench.Stripe.PayAsync(open, later: random.Next(3) == 0);
                break;
            case 6:
                foreach (var slow in await CheckoutsAsync())
                    await bench.Stripe.BankAsync(slow, pays: random.Next(3) > 0);
                break;
            case 7:
                await RefundAsync();
                break;
            case 8:
                await RefundThereAsync();
                break;
            case 9:
                await bench.AdvanceAsync(TimeSpan.FromMinutes(random.Next(1, 80)));
                await bench.Stripe.TickAsync();
                break;
            case 10 when random.Next(3) == 0:
                // At whatever moment it may be, that of a telling too.
                await Task.WhenAll(random.Next(2) == 0 ? PayAsync() : TellAsync(all: false), KillSoonAsync(random.Next(1, 30)));
                break;
            case 10 when random.Next(2) == 0:
                await bench.Get<PaymentReconciler>().RunAsync(bench.Domain.NowUtc, Cancel);
                break;
            default:
                await TellAsync(all: false);
                break;
        }
    }

    private async Task KillSoonAsync(int milliseconds)
    {
        using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds));
        await moment.WaitForNextTickAsync(Cancel);
        await bench.Stripe.KillAsync();
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

    private async Task RefundThereAsync()
    {
        if ((await BooksAsync()).Sessions.FirstOrDefault(s => StripeStandIn.Text(s, "payment_status") == "paid") is not { } paid)
            return;
        var amount = random.Next(2) == 0 ? paid["amount_total"]!.GetValue<long>() : 500;
        if (await bench.Stripe.RefundThereAsync(StripeStandIn.Text(paid, "payment_intent")!, amount) is { } id && random.Next(4) == 0)
            await bench.Stripe.FailRefundAsync(id);
    }

    /// <summary>One time in six whoever asks is gone while the answer is on its way.</summary>
    private async Task KilledAsync(Func<CancellationToken, Task> act)
    {
        if (random.Next(6) > 0)
        {
            await act(Cancel);
            return;
        }

        await bench.Stripe.SetFaultsAsync(new FaultPlan(random.Next(), Faults) { Once = StandInFault.Hold });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var held = bench.Stripe.HeldAsync(waiting.Token);
        var acting = act(ending.Token);
        if (await Task.WhenAny(held, acting) == held)
        {
            await ending.CancelAsync();
            Count("kills of who asks");
        }

        await waiting.CancelAsync();
        await held;
        try
        {
            await acting;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // That is what being killed is.
        }
    }

    /// <summary>Each event 0 to 3 times, shuffled, some forged as well: a forged one must not count.</summary>
    private async Task TellAsync(bool all)
    {
        foreach (var told in (await BooksAsync()).Events.Where(seen.Add))
            toTell.AddRange(Enumerable.Repeat(told, random.Next(4)));
        var now = toTell.Where(_ => all || random.Next(2) == 0).ToArray();
        random.Shuffle(now);
        List<EventTelling> tellings = [];
        foreach (var id in now)
        {
            toTell.Remove(id);
            if (random.Next(5) == 0)
                tellings.Add(new EventTelling(id, (Forgery)random.Next(1, 4)));
            tellings.Add(new EventTelling(id, Forgery.None));
        }

        if (tellings.Count == 0 || await bench.Stripe.DeliverAsync(bench.Webhook, tellings) is not { } answers)
            return;
        foreach (var (telling, answer) in tellings.Zip(answers))
        {
            // 503 asks to be told again: the stand-in did not answer when it was asked what the event means.
            Assert.True(telling.Forgery == Forgery.None ? answer == 200 || (!all && answer == 503) : answer == 400, $"seed {seed}: {telling} was answered {answer}");
            Count(telling.Forgery == Forgery.None ? "events" : "forged");
        }
    }

    private Task<StandInView> BooksAsync() => bench.Stripe.BooksAsync(before);

    private async Task<string[]> CheckoutsAsync() => [.. (await BooksAsync()).Sessions.Select(s => StripeStandIn.Text(s, "id")!)];

    private void Count(string what, int by = 1) => Counts[what] = Counts.GetValueOrDefault(what) + by;
}
