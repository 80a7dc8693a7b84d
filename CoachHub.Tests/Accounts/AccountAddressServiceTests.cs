using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Accounts;

/// <summary>A new address of one's own: confirmed by its mailbox and the signed-in person together, and told to the old one.</summary>
public sealed class AccountAddressServiceTests : IAsyncLifetime
{
    private const string NewEmail = "anna.new@example.org";

    private DomainHarness app = null!;
    private Actor coach = null!;
    private Actor anna = null!;
    private string oldEmail = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AccountAddressService Addresses => app.Get<AccountAddressService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync();
        anna = await app.Given.ClientAsync(coach);
        oldEmail = (await UserAsync(anna.Id)).Email!;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Request_MailsTheNewAddressAndChangesNothingYet()
    {
        var token = await AskAsync(NewEmail);

        Assert.Equal(NewEmail, Assert.Single(app.MailServer.Taken).ToAddress);
        Assert.Equal(new PendingAddress(anna.Id, NewEmail), await Addresses.FindAsync(token, Cancel));
        Assert.Equal(oldEmail, (await UserAsync(anna.Id)).Email);
    }

    [Fact]
    public async Task Confirm_ChangesTheSignInNameAndTellsTheOldAddress()
    {
        var token = await AskAsync(NewEmail);
        var stamp = (await UserAsync(anna.Id)).SecurityStamp;

        Assert.True((await Addresses.ConfirmAsync(anna, token, Cancel)).Ok);

        var user = await UserAsync(anna.Id);
        Assert.Equal((NewEmail, NewEmail, User.NormalizeEmail(NewEmail)), (user.Email, user.UserName, user.NormalizedUserName));
        Assert.NotEqual(stamp, user.SecurityStamp);
        await app.DeliverAsync(Cancel);
        var told = app.MailServer.Taken[^1];
        Assert.Equal(oldEmail, told.ToAddress);
        Assert.Contains(NewEmail, told.Text, StringComparison.Ordinal);
        Assert.Equal("account.link_invalid", (await Addresses.ConfirmAsync(anna, token, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Confirm_MailsThatWait_GoToTheNewAddress()
    {
        var token = await AskAsync(NewEmail);
        var id = await app.Given.SessionAsync(coach, anna);
        await app.Get<SessionService>().NotifyAsync(coach, id, Cancel);

        await Addresses.ConfirmAsync(anna, token, Cancel);
        await app.DeliverAsync(Cancel);

        Assert.Equal(NewEmail, Assert.Single(app.MailServer.Taken, mail => mail.Text.Contains("BookingConfirmationMail", StringComparison.Ordinal)).ToAddress);
    }

    [Fact]
    public async Task Confirm_BySomebodyElse_ChangesNothing()
    {
        var token = await AskAsync(NewEmail);

        // A stranger at a mistyped address has the link, and perhaps an account of their own.
        Assert.Equal("account.link_invalid", (await Addresses.ConfirmAsync(coach, token, Cancel)).Problem?.Code);
        Assert.Equal(oldEmail, (await UserAsync(anna.Id)).Email);
    }

    [Fact]
    public async Task Link_SignsNobodyIn()
    {
        var token = await AskAsync(NewEmail);

        Assert.Null(await app.Get<LinkService>().FindAsync(token, Cancel));
        Assert.Equal("account.link_invalid", (await app.Get<LinkService>().UseAsync(token, null, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Request_OfAnAddressThatIsTaken_AnswersAlikeAndMailsNobody()
    {
        Assert.True((await Addresses.RequestAsync(anna, (await UserAsync(coach.Id)).Email!.ToUpperInvariant(), Cancel)).Ok);

        await app.DeliverAsync(Cancel);
        Assert.Empty(app.MailServer.Taken);
    }

    [Fact]
    public async Task Confirm_OfAnAddressThatSomebodyTookMeanwhile_IsRefused()
    {
        var token = await AskAsync(NewEmail);
        await app.Given.ClientAsync(coach, "Late Comer", user => user.ChangeEmail(NewEmail));

        Assert.Equal("account.email_taken", (await Addresses.ConfirmAsync(anna, token, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Request_Again_MakesTheEarlierLinkUseless()
    {
        var first = await AskAsync("mistyped@example.org");
        var second = await AskAsync(NewEmail);

        Assert.Null(await Addresses.FindAsync(first, Cancel));
        Assert.NotNull(await Addresses.FindAsync(second, Cancel));
    }

    [Fact]
    public async Task Link_AfterADay_DoesNotWork()
    {
        var token = await AskAsync(NewEmail);
        app.Clock.Advance(TimeSpan.FromHours(25));

        Assert.Null(await Addresses.FindAsync(token, Cancel));
        Assert.Equal("account.link_invalid", (await Addresses.ConfirmAsync(anna, token, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Archiving_EndsAChangeThatWaits_AndRestoringDoesNotBringItBack()
    {
        var token = await AskAsync(NewEmail);
        var archive = app.Get<ClientArchiveService>();

        Assert.True((await archive.ArchiveAsync(Actor.System, anna.Id, Cancel)).Ok);
        Assert.Null(await Addresses.FindAsync(token, Cancel));
        Assert.Equal("account.link_invalid", (await Addresses.ConfirmAsync(anna, token, Cancel)).Problem?.Code);

        Assert.True((await archive.RestoreAsync(Actor.System, anna.Id, Cancel)).Ok);
        Assert.Null(await Addresses.FindAsync(token, Cancel));
        Assert.Equal("account.link_invalid", (await Addresses.ConfirmAsync(anna, token, Cancel)).Problem?.Code);
        Assert.Equal(oldEmail, (await UserAsync(anna.Id)).Email);
    }

    [Fact]
    public async Task Archiving_BeforeTheLinkWasMailed_MailsNothing()
    {
        Assert.True((await Addresses.RequestAsync(anna, NewEmail, Cancel)).Ok);
        Assert.True((await app.Get<ClientArchiveService>().ArchiveAsync(Actor.System, anna.Id, Cancel)).Ok);

        await app.DeliverAsync(Cancel);

        Assert.Empty(app.MailServer.Taken);
    }

    [Theory]
    [InlineData(null, "account.email_required")]
    [InlineData("anna", "account.email_invalid")]
    [InlineData("anna@example.org\nBcc: all@example.org", "account.email_invalid")]
    public async Task Request_OfWhatIsNoAddress_IsRefusedAtItsField(string? email, string code)
    {
        var problem = (await Addresses.RequestAsync(anna, email, Cancel)).Problem;

        Assert.Equal((code, "NewEmail"), (problem?.Code, problem?.Field));
    }

    [Fact]
    public async Task Request_OfTheOwnAddress_IsSaid() =>
        Assert.Equal("account.email_same", (await Addresses.RequestAsync(anna, oldEmail.ToUpperInvariant(), Cancel)).Problem?.Code);

    [Fact]
    public async Task OwnAccount_PhoneOfAClient_IsKeptAndTheCoachsPageFollows()
    {
        var heard = new List<int>();
        using var subscription = app.Feed.Subscribe(Topics.Clients, change => heard.Add(change.Id));

        Assert.True((await app.Get<AccountService>().UpdateOwnAsync(anna, new OwnAccountInput("Anna", "Petit", Given.Zone, null, "en") { Phone = " +33 1 " }, Cancel)).Ok);

        Assert.Equal("+33 1", (await UserAsync(anna.Id)).PhoneNumber);
        Assert.Equal([anna.Id], heard);
    }

    private async Task<string> AskAsync(string email)
    {
        Assert.True((await Addresses.RequestAsync(anna, email, Cancel)).Ok);
        await app.DeliverAsync(Cancel);
        var text = app.MailServer.Taken[^1].Text;
        var at = text.IndexOf("Token = ", StringComparison.Ordinal) + "Token = ".Length;
        return text[at..text.IndexOf(',', at)];
    }

    private async Task<User> UserAsync(int id)
    {
        await using var db = app.Db();
        return await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == id, Cancel);
    }
}
