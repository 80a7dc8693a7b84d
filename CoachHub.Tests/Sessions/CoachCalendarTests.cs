using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Mail;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>A coach whose calendar holds a session because somebody else booked it hears of what others do to it.</summary>
public sealed class CoachCalendarTests : IAsyncLifetime
{
    private MailBench bench = null!;
    private Actor admin = null!, claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DomainHarness Harness => bench.Domain;

    private SessionInput Input => new()
    {
        ClientId = anna.Id,
        CoachId = claire.Id,
        Date = new LocalDate(2026, 12, 1),
        Time = new LocalTime(10, 0),
        ZoneId = Given.Zone,
        DurationMinutes = 60,
        Location = "12 rue des Lilas",
        Price = 80,
        Status = SessionStatus.Booked,
    };

    public async ValueTask InitializeAsync()
    {
        bench = await MailBench.CreateAsync();
        admin = await Harness.Given.AdministratorAsync();
        claire = await Harness.Given.CoachAsync();
        anna = await Harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Coach_BookedMovedTwiceAndCancelledByOthers_HoldsOneEntryThatIsThenGone()
    {
        var id = await SaveAsync(admin, null, Input);
        await DeliverAsync();
        await SaveAsync(admin, id, Input with { Time = new LocalTime(14, 0) });
        await DeliverAsync();
        await SaveAsync(admin, id, Input with { Date = new LocalDate(2026, 12, 2), Time = new LocalTime(9, 0) });
        await DeliverAsync();
        await SaveAsync(admin, id, Input with { Date = new LocalDate(2026, 12, 2), Time = new LocalTime(9, 0), Status = SessionStatus.Cancelled });
        await DeliverAsync();

        var entries = ToCoach().ConvertAll(message => Ical.Net.Calendar.Load(message.BodyParts.OfType<TextPart>().Single(part => part.ContentType.IsMimeType("text", "calendar")).Text)!);
        Assert.Equal(["REQUEST", "REQUEST", "REQUEST", "CANCEL"], entries.Select(entry => entry.Method));
        var events = entries.ConvertAll(entry => Assert.Single(entry.Events));
        Assert.Single(events.Select(one => one.Uid).Distinct());
        Assert.Equal(events.Select(one => one.Sequence).Order().Distinct(), events.Select(one => one.Sequence));
        Assert.Equal(
            [new DateTime(2026, 12, 1, 9, 0, 0), new DateTime(2026, 12, 1, 13, 0, 0), new DateTime(2026, 12, 2, 8, 0, 0), new DateTime(2026, 12, 2, 8, 0, 0)],
            events.Select(one => one.Start!.AsUtc));
    }

    [Fact]
    public async Task Update_ByAnother_NamesThemAndWhatWasBefore()
    {
        var id = await InvitedAsync();

        await SaveAsync(admin, id, Input with { Time = new LocalTime(14, 0) });
        await DeliverAsync();

        var text = ToCoach()[^1].TextBody!;
        Assert.Contains("Ada Martin changed this session of yours", text, StringComparison.Ordinal);
        Assert.Contains("was: Tuesday 1 December 2026, 10:00", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_ByTheCoach_OrOfThePriceOnly_IsNoNews()
    {
        var id = await InvitedAsync();

        await SaveAsync(claire, id, Input with { Time = new LocalTime(11, 0) });
        await SaveAsync(admin, id, Input with { Time = new LocalTime(11, 0), Price = 90 });
        await DeliverAsync();

        Assert.Single(ToCoach());
    }

    [Fact]
    public async Task Change_OfASessionThatTheCoachBooked_HasNoEntryToUpdate()
    {
        var id = await SaveAsync(claire, null, Input);

        await SaveAsync(admin, id, Input with { Time = new LocalTime(14, 0) });
        await DeliverAsync();

        Assert.Empty(ToCoach());
    }

    [Fact]
    public async Task Change_ThereAndBackBeforeItLeft_IsSkipped()
    {
        var id = await InvitedAsync();

        await SaveAsync(admin, id, Input with { Time = new LocalTime(14, 0) });
        await SaveAsync(admin, id, Input);
        await DeliverAsync();

        Assert.Single(ToCoach());
        Assert.Equal(SkipReasons.NothingNew, Assert.Single(await RowsAsync(MailType.CoachUpdate)).SkipReason);
    }

    [Fact]
    public async Task Cancellation_TakenBackInTime_DoesNotReachTheCoach()
    {
        var id = await InvitedAsync();
        var saved = await Harness.Get<SessionService>().SaveAsync(admin, await SaveOfAsync(id, Input with { Status = SessionStatus.Cancelled }), Cancel);

        Assert.True((await Harness.Get<SessionUndo>().UndoAsync(admin, saved.Value.Telling.Undo!, Cancel)).Ok);
        await DeliverAsync();

        Assert.Single(ToCoach());
        Assert.Equal(SkipReasons.NoLongerTrue, Assert.Single(await RowsAsync(MailType.CoachCancellation)).SkipReason);
    }

    [Fact]
    public async Task Change_OfManyAtOnce_UpdatesEachEntry()
    {
        var one = await InvitedAsync();
        var other = await SaveAsync(admin, null, Input with { Time = new LocalTime(15, 0) });
        await DeliverAsync();

        var run = await Harness.Get<SessionBulkService>().RunAsync(admin, new BulkAct(BulkKind.Move) { Days = 1 }, [new SessionPick(one), new SessionPick(other)], null, Cancel);
        Assert.Equal(2, run.Value.Done.Count);
        await DeliverAsync();

        Assert.Equal(2, (await RowsAsync(MailType.CoachUpdate)).Count(m => m.State == MailState.Accepted));
    }

    [Fact]
    public async Task Change_TypeSwitchedOff_IsSkippedInTheLog()
    {
        var id = await InvitedAsync();
        await Harness.Given.PracticeAsync(p => p.DisabledMails = "coach_update");

        await SaveAsync(admin, id, Input with { Time = new LocalTime(14, 0) });
        await DeliverAsync();

        Assert.Equal(SkipReasons.SwitchedOff, Assert.Single(await RowsAsync(MailType.CoachUpdate)).SkipReason);
    }

    private async Task<int> InvitedAsync()
    {
        var id = await SaveAsync(admin, null, Input);
        await DeliverAsync();
        Assert.Single(ToCoach());
        return id;
    }

    private async Task<int> SaveAsync(Actor who, int? id, SessionInput input)
    {
        var saved = await Harness.Get<SessionService>().SaveAsync(who, await SaveOfAsync(id, input), Cancel);
        Assert.Null(saved.Problem);
        return saved.Value.Id;
    }

    private async Task<SaveSession> SaveOfAsync(int? id, SessionInput input)
    {
        await using var db = Harness.Db();
        return new SaveSession(input) { Id = id, ExpectedVersion = id is null ? null : (await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel)).Version };
    }

    private async Task DeliverAsync() => await Harness.DeliverAsync(Cancel);

    private List<MimeMessage> ToCoach() => [.. Harness.MailServer.Taken
        .Where(mail => mail.ToAddress.StartsWith("claire", StringComparison.Ordinal))
        .Select(mail => MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail.Text)), Cancel))];

    private async Task<List<MailMessage>> RowsAsync(MailType type)
    {
        await using var db = Harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().Where(m => m.Type == type).OrderBy(m => m.Id).ToListAsync(Cancel);
    }
}
