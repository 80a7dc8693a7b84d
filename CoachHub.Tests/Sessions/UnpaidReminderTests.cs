using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Sessions;

/// <summary>One mail about what is unpaid. The clock begins at 2026-11-23 09:00 UTC, 10:00 in Paris.</summary>
public sealed class UnpaidReminderTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private UnpaidReminderService Service => harness.Get<UnpaidReminderService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Preview_OnlyWhatIsOverPricedAndPending_IsListedOldestFirst()
    {
        var late = await PastAsync("2026-11-20 10:00");
        var early = await PastAsync("2026-11-02 10:00", SessionStatus.Booked);
        await PastAsync("2026-11-03 10:00", price: null);
        await PastAsync("2026-11-04 10:00", price: 0);
        await PayAsync(await PastAsync("2026-11-05 10:00"), PaymentStatus.Paid);
        await PayAsync(await PastAsync("2026-11-06 10:00"), PaymentStatus.Cancelled);
        await harness.Given.SessionAsync(claire, anna, "2026-11-23 09:30");
        await harness.Given.SessionAsync(claire, await harness.Given.ClientAsync(claire, "Julia Brandt"), "2026-11-02 12:00");

        var preview = await PreviewAsync();

        Assert.Equal([early, late], preview.Sessions.Select(s => s.SessionId));
        Assert.Equal((16_000, false, null), (preview.TotalMinor, preview.IsRecent, preview.LastAtUtc));
    }

    [Fact]
    public async Task Send_Once_IsOneMailInEverySessionsLogAndTellsNothingOfThem()
    {
        var ids = new[] { await PastAsync("2026-11-02 10:00"), await PastAsync("2026-11-09 10:00") };

        Assert.True((await SendAsync()).Ok);
        await harness.DeliverAsync(Cancel);

        var mail = Assert.Single(harness.MailServer.Taken);
        Assert.Contains("UnpaidReminderMail", mail.Text, StringComparison.Ordinal);
        foreach (var id in ids)
        {
            var row = Assert.Single((await harness.Get<MailLogQueries>().ForSessionAsync(claire, id, Cancel)).Value);
            Assert.Equal((MailType.UnpaidReminder, MailState.Accepted), (row.Type, row.State));
            await using var db = harness.Db();
            Assert.Equal(ToldState.Never, (await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel)).Told);
        }
    }

    [Fact]
    public async Task Send_TwiceAtOnce_GoesOnce()
    {
        await PastAsync("2026-11-02 10:00");
        var seen = await PreviewAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(seen)));
        await harness.DeliverAsync(Cancel);

        Assert.Single(results, result => result.Ok);
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("unpaid.sent_meanwhile", result.Problem!.Code));
        Assert.Single(harness.MailServer.Taken);
    }

    [Fact]
    public async Task Send_ASecondTimeWithinDays_AsksForAWordOfItsOwn()
    {
        await PastAsync("2026-11-02 10:00");
        await SendAsync();
        await harness.DeliverAsync(Cancel);
        harness.Clock.Advance(TimeSpan.FromDays(6));

        var seen = await PreviewAsync();
        Assert.True(seen.IsRecent);
        Assert.Equal("unpaid.recent", (await SendAsync(seen)).Problem?.Code);
        Assert.True((await SendAsync(seen, again: true)).Ok);

        await harness.DeliverAsync(Cancel);
        harness.Clock.Advance(TimeSpan.FromDays(8));
        Assert.False((await PreviewAsync()).IsRecent);
        Assert.True((await SendAsync()).Ok);
    }

    [Fact]
    public async Task Send_SomethingPaidSinceItWasSeen_SendsNothing()
    {
        var id = await PastAsync("2026-11-02 10:00");
        await PastAsync("2026-11-09 10:00");
        var seen = await PreviewAsync();
        await PayAsync(id, PaymentStatus.Paid);

        Assert.Equal("unpaid.changed", (await SendAsync(seen)).Problem?.Code);
    }

    [Fact]
    public async Task Send_PaidBetweenTheClickAndTheSending_LeavesThatSessionOut()
    {
        var paid = await PastAsync("2026-11-02 10:00");
        var open = await PastAsync("2026-11-09 10:00");
        await SendAsync();
        await PayAsync(paid, PaymentStatus.Paid);

        await harness.DeliverAsync(Cancel);

        Assert.DoesNotContain($"SessionId = {paid},", Assert.Single(harness.MailServer.Taken).Text, StringComparison.Ordinal);
        Assert.Equal((MailState.Skipped, SkipReasons.AllPaid), await LogAsync(paid));
        Assert.Equal((MailState.Accepted, null), await LogAsync(open));
    }

    [Fact]
    public async Task Send_AllPaidBetweenTheClickAndTheSending_SendsNothing()
    {
        var id = await PastAsync("2026-11-02 10:00");
        await SendAsync();
        await PayAsync(id, PaymentStatus.Paid);

        await harness.DeliverAsync(Cancel);

        Assert.Empty(harness.MailServer.Taken);
        Assert.Equal((MailState.Skipped, SkipReasons.AllPaid), await LogAsync(id));
    }

    [Fact]
    public async Task Send_Accepted_IsNoInvitationThatACancellationWouldTakeOut()
    {
        var id = await PastAsync("2026-11-02 10:00", SessionStatus.Booked);
        await SendAsync();
        await harness.DeliverAsync(Cancel);

        var row = (await harness.Get<SessionQueries>().FindAsync(claire, id, Cancel)).Value.Row;
        Assert.True((await harness.Get<SessionQuickService>().ChangeAsync(claire, new QuickChange(id, row.Status, row.Payment) { Status = SessionStatus.Cancelled }, Cancel)).Ok);
        await harness.DeliverAsync(Cancel);

        Assert.Contains("Invitation = ,", harness.MailServer.Taken[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_AnotherCoachsSessions_AreLeftOut()
    {
        var marc = await harness.Given.CoachAsync("Marc Roux");
        await PastAsync("2026-11-02 10:00");
        await harness.Given.SessionAsync(marc, anna, "2026-11-03 10:00", status: SessionStatus.Completed);

        Assert.Single((await PreviewAsync()).Sessions);
        Assert.Equal(2, (await Service.PreviewAsync(await harness.Given.AdministratorAsync(), anna.Id, Cancel)).Value.Sessions.Count);
    }

    [Fact]
    public async Task Send_SwitchedOffOrNothingUnpaid_IsRefused()
    {
        Assert.Equal("unpaid.nothing", (await SendAsync()).Problem?.Code);
        await PastAsync("2026-11-02 10:00");
        await harness.Given.PracticeAsync(p => p.DisabledMails = "unpaid_reminder");

        Assert.Equal("unpaid.switched_off", (await SendAsync()).Problem?.Code);
    }

    private Task<int> PastAsync(string at, SessionStatus status = SessionStatus.Completed, long? price = 8000) =>
        harness.Given.SessionAsync(claire, anna, at, priceMinor: price, status: status);

    private async Task<UnpaidReminderPreview> PreviewAsync() => (await Service.PreviewAsync(claire, anna.Id, Cancel)).Value;

    private async Task<Result<string>> SendAsync(UnpaidReminderPreview? seen = null, bool again = false)
    {
        var shown = seen ?? await PreviewAsync();
        return await Service.SendAsync(claire, new SendUnpaidReminder(anna.Id, [.. shown.Sessions.Select(s => s.SessionId)], shown.LastMailId) { Again = again }, Cancel);
    }

    private async Task PayAsync(int id, PaymentStatus payment)
    {
        await using var db = harness.Db();
        var session = await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
        session.Change(session.Values() with { Payment = payment });
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<(MailState State, string? Reason)> LogAsync(int id)
    {
        var row = Assert.Single((await harness.Get<MailLogQueries>().ForSessionAsync(claire, id, Cancel)).Value);
        return (row.State, row.Reason);
    }
}
