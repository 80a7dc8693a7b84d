using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>Move to another client (D36), and book next.</summary>
public sealed class SessionMoveTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, anna = null!, bob = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionMoveService Service => harness.Get<SessionMoveService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
        bob = await harness.Given.ClientAsync(claire, "Bob Grand");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Move_ToldSession_CancelsItWithAMailAndMakesACopyOfItsOwn()
    {
        var id = await ToldWithNotesAsync();

        var preview = await Service.PreviewAsync(claire, id, Cancel);
        var moved = await Service.MoveAsync(claire, id, bob.Id, Cancel);

        var (old, copy) = (await FindAsync(id), await FindAsync(moved.Value.NewId));
        Assert.Equal((anna.Name, moved.Value.Telling.ToAddress), (preview.Value.ClientName, preview.Value.MailedAddress));
        Assert.Equal((SessionStatus.Cancelled, anna.Id, MailType.Cancellation), (old.Status, old.ClientId, moved.Value.Telling.Queued));
        Assert.Equal((SessionStatus.Booked, bob.Id, ToldState.Never, PaymentStatus.Pending), (copy.Status, copy.ClientId, copy.Told, copy.Payment));
        Assert.Equal((old.StartsAtUtc, old.DurationMinutes, old.Location, old.PriceMinor, old.CoachId), (copy.StartsAtUtc, copy.DurationMinutes, copy.Location, copy.PriceMinor, copy.CoachId));
        Assert.NotEqual(old.CalendarUid, copy.CalendarUid);
        // Whatever was noted is about Anna.
        Assert.Equal(("about Anna", "for Anna", null, null), (old.PrivateNotes, old.SharedNote, copy.PrivateNotes, copy.SharedNote));
        Assert.Equal([(MailType.Cancellation, anna.Id)], (await MailsAsync()).Select(mail => (mail.Type, mail.ToUserId)));
    }

    [Fact]
    public async Task Move_ConfirmationNotSentYet_WithdrawsItAndMailsNobody()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        await harness.Get<SessionService>().NotifyAsync(claire, id, Cancel);

        Assert.Null((await Service.PreviewAsync(claire, id, Cancel)).Value.MailedAddress);
        var moved = await Service.MoveAsync(claire, id, bob.Id, Cancel);

        Assert.Equal(TellingOutcome.NotAsked, moved.Value.Telling);
        Assert.Equal(MailState.Superseded, Assert.Single(await MailsAsync()).State);
    }

    [Fact]
    public async Task Move_ByAnAdministrator_TellsTheCoachOfTheNewBooking()
    {
        var moved = await Service.MoveAsync(admin, await harness.Given.ToldSessionAsync(claire, anna), bob.Id, Cancel);

        Assert.True(moved.Ok);
        Assert.Equal([MailType.Cancellation, MailType.NewBooking], (await MailsAsync()).Select(mail => mail.Type));
    }

    [Fact]
    public async Task Move_WhatCannotBe_IsRefusedAndChangesNothing()
    {
        var told = await harness.Given.ToldSessionAsync(claire, anna);
        var untold = await harness.Given.SessionAsync(claire, anna, "2026-12-02 10:00");
        var closed = await harness.Given.SessionAsync(claire, anna, "2026-11-20 10:00", status: SessionStatus.Completed, then: s => s.TellOutside("", harness.NowUtc));
        var stranger = await harness.Given.ClientAsync(await harness.Given.CoachAsync("Marc Lenoir"), "Tom Okafor");

        Assert.Equal("session.client_same", (await Service.MoveAsync(claire, told, anna.Id, Cancel)).Problem!.Code);
        Assert.Equal("session.client_unknown", (await Service.MoveAsync(claire, told, stranger.Id, Cancel)).Problem!.Code);
        Assert.Equal("session.move_untold", (await Service.MoveAsync(claire, untold, bob.Id, Cancel)).Problem!.Code);
        Assert.Equal("session.move_closed", (await Service.MoveAsync(claire, closed, bob.Id, Cancel)).Problem!.Code);
        Assert.Equal(SessionStatus.Booked, (await FindAsync(told)).Status);
        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public async Task Move_TimeWasTakenByRight_KeepsTheRight_AndElseIsRefusedWhole()
    {
        var byRight = await harness.Given.SessionAsync(claire, anna, then: s =>
        {
            s.TellOutside("", harness.NowUtc);
            s.AllowOverlap("joint session");
        });
        await harness.Given.SessionAsync(claire, bob, "2026-12-01 10:30");
        var byChance = await harness.Given.ToldSessionAsync(claire, anna, "2026-12-03 10:00");
        await harness.Given.SessionAsync(claire, bob, "2026-12-03 10:30");

        Assert.True((await Service.MoveAsync(claire, byRight, bob.Id, Cancel)).Ok);
        Assert.Equal("session.overlap", (await Service.MoveAsync(claire, byChance, bob.Id, Cancel)).Problem!.Code);
        Assert.Equal(SessionStatus.Booked, (await FindAsync(byChance)).Status);
    }

    [Fact]
    public async Task NextAfter_FinishedSession_IsTheSameAWeekLater()
    {
        var id = await harness.Given.SessionAsync(claire, anna, "2026-11-20 14:30", minutes: 45, title: "Review", status: SessionStatus.Completed);

        var next = (await harness.Get<SessionQueries>().NextAfterAsync(claire, id, Cancel)).Value;

        Assert.Equal((anna.Id, claire.Id, new LocalDateTime(2026, 11, 27, 14, 30)), (next.ClientId!.Value, next.CoachId!.Value, next.LocalStart));
        Assert.Equal((45, "Review", "12 rue des Lilas", 8000L, SessionStatus.Booked), (next.DurationMinutes, next.Title, next.Location, next.PriceMinor, next.Status));
    }

    [Theory]
    // Monday 23 November 2026, 10:00 in Paris.
    [InlineData("2026-11-16 10:30", "2026-11-23 10:30")]
    [InlineData("2026-11-16 10:00", "2026-11-30 10:00")]
    [InlineData("2026-10-05 09:00", "2026-11-30 09:00")]
    [InlineData("2027-03-23 09:00", "2027-03-30 09:00")]
    public async Task NextAfter_AnySession_KeepsTheWallClockAndLiesAhead(string at, string next)
    {
        var id = await harness.Given.SessionAsync(claire, anna, at);

        var found = (await harness.Get<SessionQueries>().NextAfterAsync(claire, id, Cancel)).Value;

        Assert.Equal(next, found.LocalStart.ToString("uuuu-MM-dd HH:mm", null));
    }

    private Task<int> ToldWithNotesAsync() => Task.Run(async () =>
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var input = SessionInput.Of(await FindAsync(id), "EUR");
        await harness.Get<SessionService>().SaveAsync(claire, new SaveSession(input with { PrivateNotes = "about Anna", SharedNote = "for Anna" }) { Id = id }, Cancel);
        return id;
    });

    private async Task<Session> FindAsync(int id)
    {
        await using var db = harness.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }

    private async Task<List<MailMessage>> MailsAsync()
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().OrderBy(m => m.Id).ToListAsync(Cancel);
    }
}
