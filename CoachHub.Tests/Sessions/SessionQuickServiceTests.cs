using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Sessions;

public sealed class SessionQuickServiceTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor coach = null!;
    private Actor anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionQuickService Quick => app.Get<SessionQuickService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync();
        anna = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Payment_Changed_LeavesTheRestAsItWas()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);
        var before = await FindAsync(id);

        var saved = await Quick.ChangeAsync(coach, Booked(id) with { Payment = PaymentStatus.Paid }, Cancel);

        Assert.Null(saved.Problem);
        var after = await FindAsync(id);
        Assert.Equal(PaymentStatus.Paid, after.Payment);
        Assert.Equal(
            (before.StartsAtUtc, before.ZoneId, before.LocalStart, before.DurationMinutes, before.Location, before.PriceMinor, before.Status, before.FactsHash, before.Told),
            (after.StartsAtUtc, after.ZoneId, after.LocalStart, after.DurationMinutes, after.Location, after.PriceMinor, after.Status, after.FactsHash, after.Told));
    }

    [Fact]
    public async Task Status_InTheSecondOfTwoEqualHours_MovesNothing()
    {
        // 02:30 happens twice in Paris that night; this is the later one.
        var start = new DateTime(2026, 10, 25, 1, 30, 0, DateTimeKind.Utc);
        var id = await app.Given.SessionAsync(coach, anna, "2026-10-25 12:00");
        await using (var db = app.Db())
        {
            var session = await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
            session.Change(new SessionChange(
                anna.Id, coach.Id, start, Given.Zone, new NodaTime.LocalDateTime(2026, 10, 25, 2, 30), 60, null, null, null, null, SessionStatus.Booked, PaymentStatus.Pending, null, null));
            await db.SaveChangesAsync(Cancel);
        }

        var saved = await Quick.ChangeAsync(coach, Booked(id) with { Status = SessionStatus.Completed }, Cancel);

        Assert.Null(saved.Problem);
        Assert.Equal((start, SessionStatus.Completed), ((await FindAsync(id)).StartsAtUtc, (await FindAsync(id)).Status));
    }

    [Fact]
    public async Task Change_WhenTheSameGroupChangedMeanwhile_IsAConflict()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        await Quick.ChangeAsync(coach, Booked(id) with { Status = SessionStatus.NoShow }, Cancel);

        var late = await Quick.ChangeAsync(coach, Booked(id) with { Status = SessionStatus.Completed }, Cancel);

        Assert.Equal("session.changed_meanwhile", late.Problem!.Code);
        Assert.Equal(SessionStatus.NoShow, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Change_WhenAnotherGroupChangedMeanwhile_GoesIn()
    {
        var id = await app.Given.SessionAsync(coach, anna);
        await using (var db = app.Db())
        {
            var session = await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
            session.Change(ChangeOf(session) with { Location = "Online" });
            await db.SaveChangesAsync(Cancel);
        }

        var saved = await Quick.ChangeAsync(coach, Booked(id) with { Payment = PaymentStatus.Paid }, Cancel);

        Assert.Null(saved.Problem);
        Assert.Equal(("Online", PaymentStatus.Paid), ((await FindAsync(id)).Location, (await FindAsync(id)).Payment));
    }

    [Fact]
    public async Task Cancelling_AClientWhoKnows_MailsTheCancellation()
    {
        var id = await app.Given.ToldSessionAsync(coach, anna);

        var preview = await Quick.PreviewAsync(coach, Booked(id) with { Status = SessionStatus.Cancelled }, Cancel);
        var saved = await Quick.ChangeAsync(coach, Booked(id) with { Status = SessionStatus.Cancelled }, Cancel);

        Assert.False(preview.Value.Cancellation!.IsChoice);
        Assert.NotNull(preview.Value.Cancellation.ToAddress);
        Assert.Equal(MailType.Cancellation, saved.Value.Telling.Queued);
        Assert.Equal(PaymentStatus.Cancelled, (await FindAsync(id)).Payment);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancelling_AClientWhoWasNeverTold_MailsAsChosen(bool tell)
    {
        var id = await app.Given.SessionAsync(coach, anna);

        var preview = await Quick.PreviewAsync(coach, Booked(id) with { Status = SessionStatus.Cancelled }, Cancel);
        var saved = await Quick.ChangeAsync(coach, Booked(id) with { Status = SessionStatus.Cancelled, TellCancellation = tell }, Cancel);

        Assert.True(preview.Value.Cancellation!.IsChoice);
        Assert.Equal(tell ? MailType.Cancellation : null, saved.Value.Telling.Queued);
    }

    [Fact]
    public async Task BookingAgain_OverAnotherSession_IsRefused()
    {
        var id = await app.Given.SessionAsync(coach, anna, status: SessionStatus.Cancelled);
        await app.Given.SessionAsync(coach, anna);
        var seen = await FindAsync(id);

        var again = await Quick.ChangeAsync(coach, new QuickChange(id, seen.Status, seen.Payment) { Status = SessionStatus.Booked }, Cancel);

        Assert.Equal("session.overlap", again.Problem!.Code);
    }

    [Fact]
    public async Task Change_ToWhatIsNoStatus_IsRefused()
    {
        var id = await app.Given.SessionAsync(coach, anna);

        Assert.Equal("session.status", (await Quick.ChangeAsync(coach, Booked(id) with { Status = (SessionStatus)99 }, Cancel)).Problem!.Code);
        Assert.Equal("session.payment", (await Quick.ChangeAsync(coach, Booked(id) with { Payment = (PaymentStatus)99 }, Cancel)).Problem!.Code);
        Assert.Equal("session.client_required", (await Quick.ChangeAsync(coach, new QuickChange(await SlotAsync(), SessionStatus.Available, PaymentStatus.Pending) { Status = SessionStatus.Booked }, Cancel)).Problem!.Code);
    }

    private Task<int> SlotAsync() => app.Given.SessionAsync(coach, null, "2026-12-03 10:00");

    private static QuickChange Booked(int id) => new(id, SessionStatus.Booked, PaymentStatus.Pending);

    private static SessionChange ChangeOf(Session s) => new(
        s.ClientId, s.CoachId, s.StartsAtUtc, s.ZoneId, s.LocalStart, s.DurationMinutes, s.Title, s.Location, s.VideoLink, s.PriceMinor, s.Status, s.Payment, s.PrivateNotes, s.SharedNote);

    private async Task<Session> FindAsync(int id)
    {
        await using var db = app.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }
}
