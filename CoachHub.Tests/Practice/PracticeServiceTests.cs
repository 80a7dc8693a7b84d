using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Practice;

public sealed class PracticeServiceTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor administrator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PracticeService Service => app.Get<PracticeService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        administrator = await app.Given.AdministratorAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task SaveGeneral_ValidValues_AreWhatEverybodyReadsFromThenOn()
    {
        var values = await GeneralAsync();

        var saved = await Service.SaveGeneralAsync(administrator, values with
        {
            Name = "  Atelier Moreau ",
            ZoneId = "Europe/Brussels",
            Currency = "CHF",
            Language = "fr",
            CancellationWindowHours = 48,
            RemindersOn = false,
            ReminderLeads = [2, 336],
            AdministratorScope = AdministratorScope.OwnSessions,
        }, Cancel);

        Assert.Null(saved.Problem);
        var facts = await app.Get<PracticeReader>().GetAsync(Cancel);
        Assert.Equal(("Atelier Moreau", "Europe/Brussels", "CHF", "fr", 48), (facts.Name, facts.ZoneId, facts.Currency, facts.Language, facts.CancellationWindowHours));
        Assert.Equal((false, AdministratorScope.OwnSessions), (facts.RemindersOn, facts.AdministratorScope));
        Assert.Equal([TimeSpan.FromHours(336), TimeSpan.FromHours(2)], facts.ReminderLeads);
    }

    [Fact]
    public async Task SaveGeneral_Change_IsInTheHistoryWithWhoDidIt()
    {
        await Service.SaveGeneralAsync(administrator, (await GeneralAsync()) with { CancellationWindowHours = 72 }, Cancel);

        await using var db = app.Db();
        var entry = await db.Set<HistoryEntry>().Where(e => e.Subject == nameof(PracticeSettings)).OrderBy(e => e.Id).LastAsync(Cancel);
        Assert.Equal((administrator.Name, "changed"), (entry.ActorName, entry.Action));
        Assert.Contains("CancellationWindowHours", entry.Changes, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "text.required")]
    [InlineData("   ", "text.required")]
    [InlineData("two\nlines", "text.line")]
    public async Task SaveGeneral_BadName_IsRefusedAtTheField(string name, string code) =>
        await RefusedAsync(v => v with { Name = name }, code, nameof(PracticeInput.Name));

    [Theory]
    [InlineData(-1)]
    [InlineData(337)]
    [InlineData(null)]
    public async Task SaveGeneral_WindowOutOfRange_IsRefused(int? hours) =>
        await RefusedAsync(v => v with { CancellationWindowHours = hours }, "practice.window", nameof(PracticeInput.CancellationWindowHours));

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(337)]
    [InlineData(null)]
    public async Task SaveGeneral_LeadOutOfRange_IsRefusedAtItsRow(int? hours) =>
        await RefusedAsync(v => v with { ReminderLeads = [24, hours] }, "practice.lead_range", "ReminderLeads[1]");

    [Fact]
    public async Task SaveGeneral_TwoLeadsAlikeOrTooMany_AreRefusedAtTheirRow()
    {
        await RefusedAsync(v => v with { ReminderLeads = [24, 2, 24] }, "practice.lead_twice", "ReminderLeads[2]");
        await RefusedAsync(v => v with { ReminderLeads = [1, 2, 3, 4, 5, 6] }, "practice.leads_many", "ReminderLeads[5]");
    }

    [Fact]
    public async Task SaveGeneral_NoLeadAtAll_IsAllowed()
    {
        Assert.True((await Service.SaveGeneralAsync(administrator, (await GeneralAsync()) with { ReminderLeads = [] }, Cancel)).Ok);

        Assert.Empty((await app.Get<PracticeReader>().GetAsync(Cancel)).ReminderLeads);
        Assert.Empty((await GeneralAsync()).ReminderLeads);
    }

    [Fact]
    public async Task SaveGeneral_ForgedValues_AreRefused()
    {
        await RefusedAsync(v => v with { ZoneId = "Mars/Olympus" }, "zone.unknown", nameof(PracticeInput.ZoneId));
        await RefusedAsync(v => v with { Currency = "eur" }, "practice.currency_unknown", nameof(PracticeInput.Currency));
        await RefusedAsync(v => v with { Language = "de" }, "practice.language", nameof(PracticeInput.Language));
        await RefusedAsync(v => v with { AdministratorScope = (AdministratorScope)9 }, "practice.scope", nameof(PracticeInput.AdministratorScope));
    }

    [Fact]
    public async Task SaveGeneral_OtherCurrencyWhileThereAreSessions_IsRefused()
    {
        var coach = await app.Given.CoachAsync();
        await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach));

        await RefusedAsync(v => v with { Currency = "USD" }, "practice.currency_fixed", nameof(PracticeInput.Currency));
        Assert.True((await Service.GetGeneralAsync(administrator, Cancel)).Value.CurrencyIsFixed);
    }

    [Fact]
    public async Task SaveGeneral_OtherCurrencyWhileNoSessionHasAPrice_IsSaved()
    {
        var coach = await app.Given.CoachAsync();
        await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach), priceMinor: null);

        Assert.False((await Service.GetGeneralAsync(administrator, Cancel)).Value.CurrencyIsFixed);
        Assert.True((await Service.SaveGeneralAsync(administrator, await GeneralAsync() with { Currency = "USD" }, Cancel)).Ok);
        Assert.Equal("USD", (await GeneralAsync()).Currency);
    }

    [Fact]
    public async Task SaveGeneral_OtherCurrencyWithMoneyOnTheBooks_IsRefusedThoughNoPriceIsLeft()
    {
        var coach = await app.Given.CoachAsync();
        var id = await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach));
        var paid = await app.Get<SessionQuickService>().ChangeAsync(coach, new QuickChange(id, SessionStatus.Booked, PaymentStatus.Pending) { Payment = PaymentStatus.Paid }, Cancel);
        Assert.True(paid.Ok);
        await using (var db = app.Db())
            await db.Set<Session>().ExecuteUpdateAsync(s => s.SetProperty(session => session.PriceMinor, (long?)null), Cancel);

        await RefusedAsync(v => v with { Currency = "USD" }, "practice.currency_fixed", nameof(PracticeInput.Currency));
    }

    [Fact]
    public async Task SaveGeneral_SomebodyElseSavedTheSamePart_NamesThemAndSavesNothing()
    {
        var other = await app.Given.AdministratorAsync("Bea Laurent");
        var seen = await GeneralAsync();
        await Service.SaveGeneralAsync(other, seen with { CancellationWindowHours = 12 }, Cancel);

        var late = await Service.SaveGeneralAsync(administrator, seen with { CancellationWindowHours = 72 }, Cancel);

        Assert.Equal(("practice.changed", ProblemKind.Conflict), (late.Problem?.Code, late.Problem?.Kind));
        Assert.Equal(["Bea Laurent"], late.Problem!.Arguments);
        Assert.Equal(12, (await GeneralAsync()).CancellationWindowHours);
    }

    [Fact]
    public async Task SaveGeneral_SomebodyElseSavedTheMailServer_GoesThrough()
    {
        var seen = await GeneralAsync();
        Assert.True((await Service.SaveMailAsync(administrator, (await MailAsync()).Values with { Host = "smtp.example.org" }, Cancel)).Ok);

        Assert.True((await Service.SaveGeneralAsync(administrator, seen with { CancellationWindowHours = 72 }, Cancel)).Ok);
    }

    [Fact]
    public async Task Settings_ForACoach_AreForbidden()
    {
        var coach = await app.Given.CoachAsync();

        Assert.Equal(ProblemKind.Forbidden, (await Service.GetGeneralAsync(coach, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Service.GetMailAsync(coach, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Service.SaveGeneralAsync(coach, await GeneralAsync(), Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Service.SaveMailAsync(coach, (await MailAsync()).Values, Cancel)).Problem?.Kind);
    }

    [Fact]
    public async Task SaveMail_Password_IsKeptForItsServerOnly()
    {
        var first = (await MailAsync()).Values with { Host = "smtp.example.org", User = "post", NewPasswordProtected = "sealed" };
        Assert.True((await Service.SaveMailAsync(administrator, first, Cancel)).Value.HasPassword);

        var same = (await MailAsync()).Values with { Port = 2525 };
        Assert.True((await Service.SaveMailAsync(administrator, same, Cancel)).Value.HasPassword);

        var elsewhere = (await MailAsync()).Values with { Host = "smtp.attacker.example" };
        Assert.Equal("practice.mail_password_again", (await Service.SaveMailAsync(administrator, elsewhere, Cancel)).Problem?.Code);
    }

    [Theory]
    [InlineData(MailSecurity.StartTls)]
    [InlineData(MailSecurity.Tls)]
    public async Task SaveMail_ProtectionIsTakenAway_WantsThePasswordAgain(MailSecurity before)
    {
        var first = (await MailAsync()).Values with { Host = "smtp.example.org", User = "post", Security = before, NewPasswordProtected = "sealed" };
        Assert.True((await Service.SaveMailAsync(administrator, first, Cancel)).Ok);
        var plain = (await MailAsync()).Values with { Security = MailSecurity.None };

        var refused = await Service.SaveMailAsync(administrator, plain, Cancel);

        Assert.Equal(("practice.mail_password_plain", "Password"), (refused.Problem?.Code, refused.Problem?.Field));
        Assert.Equal(before, (await MailAsync()).Values.Security);
        Assert.True((await Service.SaveMailAsync(administrator, plain with { NewPasswordProtected = "sealed" }, Cancel)).Ok);
    }

    [Theory]
    [InlineData("smtp://x", 587, "a@b.example", "practice.mail_host")]
    [InlineData("smtp.example.org", 0, "a@b.example", "practice.mail_port")]
    [InlineData("smtp.example.org", 587, "a@b", "email.invalid")]
    [InlineData("smtp.example.org", 587, "a@b.example\r\nBcc: c@d.example", "email.invalid")]
    public async Task SaveMail_BadValue_IsRefused(string host, int port, string from, string code)
    {
        var input = (await MailAsync()).Values with { Host = host, Port = port, FromAddress = from };

        Assert.Equal(code, (await Service.SaveMailAsync(administrator, input, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Save_Change_IsAnnouncedOnceItIsThere()
    {
        var announced = 0;
        using var subscription = app.Feed.Subscribe(Topics.Practice, _ => announced++);

        await Service.SaveGeneralAsync(administrator, (await GeneralAsync()) with { Name = "" }, Cancel);
        Assert.Equal(0, announced);
        await Service.SaveGeneralAsync(administrator, (await GeneralAsync()) with { Name = "Nouveau" }, Cancel);
        Assert.Equal(1, announced);
    }

    private async Task<PracticeInput> GeneralAsync() => (await Service.GetGeneralAsync(administrator, Cancel)).Value.Values;

    private async Task<PracticeMail> MailAsync() => (await Service.GetMailAsync(administrator, Cancel)).Value;

    private async Task RefusedAsync(Func<PracticeInput, PracticeInput> with, string code, string field)
    {
        var result = await Service.SaveGeneralAsync(administrator, with(await GeneralAsync()), Cancel);

        Assert.Equal((code, field), (result.Problem?.Code, result.Problem?.Field));
    }
}
