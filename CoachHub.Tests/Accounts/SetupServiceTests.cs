using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Accounts;

public sealed class SetupServiceTests : IAsyncLifetime
{
    private static readonly SetupInput Input = new()
    {
        PracticeName = "Elan Coaching",
        ZoneId = "Europe/Paris",
        Currency = "EUR",
        Language = "fr",
        FirstName = "Ada",
        LastName = "Martin",
        Email = "ada@example.org",
        Password = "pear tractor velvet",
        Coaches = true,
        Mail = new SetupMail("smtp.example.org", 587, MailSecurity.StartTls, "ada", "protected", "hello@example.org", ""),
    };

    private DomainHarness harness = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SetupService Setup => harness.Get<SetupService>();

    public async ValueTask InitializeAsync() => harness = await DomainHarness.CreateAsync();

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Run_MakesThePracticeAndAnAdministratorWhoCanSignIn()
    {
        Assert.Null(await harness.Get<PracticeReader>().FindAsync(Cancel));

        var id = (await Setup.RunAsync(Input, Cancel)).Value;

        var practice = await harness.Get<PracticeReader>().GetAsync(Cancel);
        Assert.Equal(("Elan Coaching", "Europe/Paris", "EUR", "fr"), (practice.Name, practice.ZoneId, practice.Currency, practice.Language));
        Assert.Equal(Role.Administrator, (await harness.Given.ActorAsync(id)).Role);
        Assert.Equal(id, (await harness.Get<PasswordSignIn>().CheckAsync("ada@example.org", "pear tractor velvet", "home", Cancel)).UserId);
        await using var db = harness.Db();
        Assert.True((await db.Set<User>().SingleAsync(Cancel)).Coaches);
        Assert.Equal("smtp.example.org", (await db.Set<PracticeSettings>().SingleAsync(Cancel)).MailHost);
    }

    [Fact]
    public async Task Run_ByTwoPeopleAtOnce_HasOneWinnerAndTellsTheOther()
    {
        var done = await Task.WhenAll(Setup.RunAsync(Input, Cancel), Setup.RunAsync(Input with { PracticeName = "Other", Email = "bea@example.org" }, Cancel));
        Assert.Single(done, result => result.Ok);
        Assert.Equal("setup.done", done.Single(result => !result.Ok).Problem!.Code);
        await using var db = harness.Db();
        Assert.Equal(1, await db.Set<User>().CountAsync(Cancel));
        Assert.Equal(1, await db.Set<PracticeSettings>().CountAsync(Cancel));
    }

    [Fact]
    public void Check_AnEmptyForm_NamesEveryField()
    {
        var fields = SetupService.Check(new SetupInput()).Select(problem => problem.Field);
        Assert.Equal(["PracticeName", "ZoneId", "Currency", "Language", "FirstName", "Email", "Password"], fields);
    }

    [Fact]
    public void Check_AMailServerThatCannotBe_NamesItsField()
    {
        Assert.Equal("MailHost", Field(Input.Mail! with { Host = "http://smtp.example.org" }));
        Assert.Equal("MailPort", Field(Input.Mail! with { Port = 0 }));
        Assert.Equal("MailFromAddress", Field(Input.Mail! with { FromAddress = "a@b.org\r\nBcc: c@d.org" }));
        Assert.Equal("MailUser", Field(Input.Mail! with { User = "a\nb" }));
        Assert.Empty(SetupService.Check(Input with { Mail = null }));

        static string? Field(SetupMail mail) => Assert.Single(SetupService.Check(Input with { Mail = mail })).Field;
    }
}
