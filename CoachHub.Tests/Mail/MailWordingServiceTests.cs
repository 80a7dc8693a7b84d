using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Mail;

public sealed class MailWordingServiceTests : IAsyncLifetime
{
    private const string Reminder = "reminder";

    private DomainHarness app = null!;
    private Actor administrator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MailWordingService Service => app.Get<MailWordingService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        administrator = await app.Given.AdministratorAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Save_OwnWords_AreWhatMailsReadFromThenOn()
    {
        var reader = app.Get<MailWordingReader>();
        Assert.Equal(MailOwnWords.None, await reader.FindAsync(Reminder, "fr", Cancel));

        var saved = await Service.SaveAsync(administrator, Words("fr", " À bientôt, {client} ", "Rendez-vous\r\nle {date}.\r\n"), Cancel);

        Assert.Equal(1, saved.Value.Version);
        Assert.Equal(new MailOwnWords("À bientôt, {client}", "Rendez-vous\nle {date}."), await reader.FindAsync(Reminder, "fr", Cancel));
        Assert.Equal(MailOwnWords.None, await reader.FindAsync(Reminder, "en", Cancel));
        Assert.Equal(["fr"], Row(await ListAsync(), Reminder).OwnLanguages);
    }

    [Fact]
    public async Task Save_NothingTyped_IsBackToTheStandard()
    {
        var own = (await Service.SaveAsync(administrator, Words("en", "Soon", ""), Cancel)).Value;

        var standard = await Service.SaveAsync(administrator, own with { Subject = "  ", Introduction = null }, Cancel);

        Assert.Equal(2, standard.Value.Version);
        Assert.Equal(MailOwnWords.None, await app.Get<MailWordingReader>().FindAsync(Reminder, "en", Cancel));
        Assert.Empty(Row(await ListAsync(), Reminder).OwnLanguages);
    }

    [Fact]
    public async Task Save_SomebodyElseWasFirst_NamesThemAndKeepsTheirs()
    {
        var other = await app.Given.AdministratorAsync("Bea Laurent");
        Assert.True((await Service.SaveAsync(other, Words("en", "Bea's", ""), Cancel)).Ok);

        var late = await Service.SaveAsync(administrator, Words("en", "Ada's", ""), Cancel);

        Assert.Equal((ProblemKind.Conflict, "practice.changed", "Bea Laurent"), (late.Problem?.Kind, late.Problem?.Code, late.Problem?.Arguments[0]));
        Assert.Equal("Bea's", (await app.Get<MailWordingReader>().FindAsync(Reminder, "en", Cancel)).Subject);
    }

    [Fact]
    public async Task Save_OtherLanguage_IsNoConflict()
    {
        Assert.True((await Service.SaveAsync(administrator, Words("en", "Soon", ""), Cancel)).Ok);

        Assert.True((await Service.SaveAsync(administrator, Words("fr", "Bientôt", ""), Cancel)).Ok);
    }

    [Theory]
    [InlineData("reminder", "de", "practice.language")]
    [InlineData("no_such_mail", "en", "mail.wording_unknown")]
    public async Task Save_ForgedMailOrLanguage_IsRefused(string mail, string language, string code) =>
        Assert.Equal(code, (await Service.SaveAsync(administrator, new MailWordingInput { Mail = mail, Language = language, Subject = "x" }, Cancel)).Problem?.Code);

    [Fact]
    public async Task Save_UnknownPlaceholder_SavesNothing()
    {
        var refused = await Service.SaveAsync(administrator, Words("en", "See you {tomorrow}", ""), Cancel);

        Assert.Equal(("mail.placeholder_unknown", "Subject", "{tomorrow}"), (refused.Problem?.Code, refused.Problem?.Field, refused.Problem?.Arguments[0]));
        await using var db = app.Db();
        Assert.Empty(await db.Set<MailWording>().ToListAsync(Cancel));
    }

    [Fact]
    public async Task Save_Change_IsInTheHistoryWithBeforeAndAfter()
    {
        var first = (await Service.SaveAsync(administrator, Words("en", "One", ""), Cancel)).Value;
        await Service.SaveAsync(administrator, first with { Subject = "Two" }, Cancel);

        await using var db = app.Db();
        var entry = await db.Set<HistoryEntry>().Where(e => e.Subject == nameof(MailWording)).OrderBy(e => e.Id).LastAsync(Cancel);
        Assert.Equal((administrator.Name, "changed", 2), (entry.ActorName, entry.Action, entry.Version));
        Assert.Contains("\"One\",\"Two\"", entry.Changes.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switch_Off_TheNextMailIsSkippedWithItsReasonAndOnAgainGoes()
    {
        var coach = await app.Given.CoachAsync();
        var client = await app.Given.ClientAsync(coach);

        Assert.True((await Service.SwitchAsync(administrator, MailType.BookingConfirmation, on: false, Cancel)).Ok);
        Assert.True(Row(await ListAsync(), "booking_confirmation").IsOff);
        Assert.Equal((MailState.Skipped, SkipReasons.SwitchedOff), await NotifiedAsync(coach, client, "2026-12-01 10:00"));

        Assert.True((await Service.SwitchAsync(administrator, MailType.BookingConfirmation, on: true, Cancel)).Ok);
        Assert.Equal((MailState.Queued, null), await NotifiedAsync(coach, client, "2026-12-02 10:00"));
    }

    [Fact]
    public async Task Switch_Several_EachIsRememberedOnce()
    {
        foreach (var type in new[] { MailType.Reminder, MailType.Cancellation, MailType.Reminder })
            await Service.SwitchAsync(administrator, type, on: false, Cancel);

        Assert.Equal(["cancellation", "reminder"], (await app.Get<PracticeReader>().GetAsync(Cancel)).DisabledMails.Order());
    }

    [Theory]
    [InlineData(MailType.SignInLink)]
    [InlineData(MailType.PasswordReset)]
    [InlineData(MailType.Welcome)]
    [InlineData(MailType.CoachInvitation)]
    [InlineData((MailType)99)]
    public async Task Switch_MailThatSomebodyNeedsToSignIn_StaysOn(MailType type)
    {
        Assert.Equal("mail.always_on", (await Service.SwitchAsync(administrator, type, on: false, Cancel)).Problem?.Code);
        Assert.Empty((await app.Get<PracticeReader>().GetAsync(Cancel)).DisabledMails);
    }

    [Fact]
    public async Task Sample_EveryKindInBothLanguages_IsOfTheNewestSession()
    {
        var coach = await app.Given.CoachAsync();
        await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach, "Zoe Early"), "2026-12-05 10:00");
        await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach, "Nina Newest"), "2026-12-01 10:00");

        foreach (var kind in MailWordingKind.All)
        {
            var sample = await app.Get<MailSampleQueries>().FindAsync(administrator, kind.Code, "fr", Cancel);
            Assert.Null(sample.Problem);
            Assert.Equal(kind.Code, MailWordingKind.CodeOf(sample.Value.Content));
            Assert.Equal(("fr", false), (sample.Value.Content.Reader.Language, sample.Value.IsExample));
            if (sample.Value.Content is SessionMail about)
                Assert.Equal("Nina Newest", about.Session.ClientName);
        }
    }

    [Fact]
    public async Task Sample_NoSessionYet_IsAnExampleAndSaysSo()
    {
        foreach (var kind in MailWordingKind.All)
            Assert.Null((await app.Get<MailSampleQueries>().FindAsync(administrator, kind.Code, "en", Cancel)).Problem);
        Assert.True((await app.Get<MailSampleQueries>().FindAsync(administrator, Reminder, "en", Cancel)).Value.IsExample);
    }

    [Theory]
    [InlineData(MailCoachName.FullName, "Claire Dubois", "Claire Dubois")]
    [InlineData(MailCoachName.FirstName, "Claire", "Claire")]
    [InlineData(MailCoachName.PracticeName, "Elan Coaching", "Elan Coaching")]
    public async Task CoachName_AsThePracticeWants_IsWhatClientsRead(MailCoachName choice, string name, string replyTo)
    {
        var sender = app.Get<MailSenderService>();
        Assert.True((await sender.SaveAsync(administrator, (await sender.GetAsync(administrator, Cancel)).Value with { CoachName = choice }, Cancel)).Ok);
        var coach = await app.Given.CoachAsync();
        var client = await app.Given.ClientAsync(coach);
        var id = await app.Given.SessionAsync(coach, client);

        var letter = await app.Get<SessionPreviewer>().LetterAsync(coach, new SaveSession(await InputAsync(id)) { Id = id }, Cancel);

        var mail = Assert.IsType<BookingConfirmationMail>(letter.Value);
        Assert.Equal((name, replyTo), (mail.Session.Facts.CoachName, mail.ReplyTo?.Name));
    }

    [Fact]
    public async Task Sender_BadValues_AreRefusedAtTheirField()
    {
        var sender = app.Get<MailSenderService>();
        var seen = (await sender.GetAsync(administrator, Cancel)).Value;

        Assert.Equal(("text.note", "Signature"), Refused(await sender.SaveAsync(administrator, seen with { Signature = "a\u0000b" }, Cancel)));
        Assert.Equal(("text.note", "Signature"), Refused(await sender.SaveAsync(administrator, seen with { Signature = new string('a', 1001) }, Cancel)));
        Assert.Equal(("practice.choice", "CoachName"), Refused(await sender.SaveAsync(administrator, seen with { CoachName = (MailCoachName)7 }, Cancel)));
    }

    [Fact]
    public async Task Sender_SomebodyElseChangedIt_IsNamedAndTheServerSettingsDoNotCollide()
    {
        var sender = app.Get<MailSenderService>();
        var other = await app.Given.AdministratorAsync("Bea Laurent");
        var seen = (await sender.GetAsync(administrator, Cancel)).Value;
        var server = (await app.Get<PracticeService>().GetMailAsync(other, Cancel)).Value.Values;
        Assert.True((await sender.SaveAsync(other, seen with { Signature = "Bea" }, Cancel)).Ok);

        Assert.Equal("Bea Laurent", (await sender.SaveAsync(administrator, seen with { Signature = "Ada" }, Cancel)).Problem?.Arguments[0]);
        Assert.True((await app.Get<PracticeService>().SaveMailAsync(administrator, server with { FromName = "Elan" }, Cancel)).Ok);
    }

    private static (string?, string?) Refused(Result<MailSenderInput> result) => (result.Problem?.Code, result.Problem?.Field);

    private static MailWordingInput Words(string language, string subject, string introduction) =>
        new() { Mail = Reminder, Language = language, Subject = subject, Introduction = introduction };

    private static MailWordingRow Row(IReadOnlyList<MailWordingRow> rows, string code) => rows.Single(row => row.Kind.Code == code);

    private async Task<IReadOnlyList<MailWordingRow>> ListAsync() => (await Service.ListAsync(administrator, Cancel)).Value;

    private async Task<(MailState, string?)> NotifiedAsync(Actor coach, Actor client, string at)
    {
        var id = await app.Given.SessionAsync(coach, client, at);
        Assert.Null((await app.Get<SessionService>().NotifyAsync(coach, id, Cancel)).Problem);
        await using var db = app.Db();
        var mail = await db.Set<MailMessage>().OrderBy(m => m.Id).LastAsync(Cancel);
        return (mail.State, mail.SkipReason);
    }

    private async Task<SessionInput> InputAsync(int id)
    {
        await using var db = app.Db();
        return SessionInput.Of((await db.FindAsync<Session>([id], Cancel))!, "EUR");
    }
}
