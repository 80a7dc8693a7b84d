using System.Text;
using System.Text.RegularExpressions;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Accounts;

public sealed partial class LinkServiceTests : IAsyncLifetime
{
    private const string NewPassword = "pear tractor velvet";

    private DomainHarness harness = null!;
    private Actor coach = null!;
    private Actor client = null!;
    private string email = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private LinkService Links => harness.Get<LinkService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync(services => services.AddSingleton<IPasswordHasher<User>, CountingHasher>());
        coach = await harness.Given.CoachAsync();
        client = await harness.Given.ClientAsync(coach, with: user => email = user.Email!);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Use_ASignInLink_SignsInOnce()
    {
        var token = await SignInTokenAsync();

        Assert.Equal(client.Id, (await Links.UseAsync(token, null, Cancel)).Value);
        Assert.Equal("account.link_invalid", (await Links.UseAsync(token, null, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Use_InParallel_HasOneWinner()
    {
        var token = await SignInTokenAsync();
        var used = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Links.UseAsync(token, null, Cancel)));
        Assert.Single(used, result => result.Ok);
    }

    [Fact]
    public async Task Find_AsOftenAsAScannerLikes_UsesNothingUp()
    {
        var token = await SignInTokenAsync();
        for (var visit = 0; visit < 3; visit++)
            Assert.Equal(new OpenLink(LinkPurpose.SignIn, client.Name, email), await Links.FindAsync(token, Cancel));
        Assert.True((await Links.UseAsync(token, null, Cancel)).Ok);
    }

    [Theory]
    [InlineData(LinkPurpose.SignIn, 10)]
    [InlineData(LinkPurpose.PasswordReset, 60)]
    [InlineData(LinkPurpose.FirstSignIn, 7 * 24 * 60)]
    public async Task Use_WorksForItsTimeFromTheSending_AndNoLonger(LinkPurpose purpose, int minutes)
    {
        var early = await TokenAsync(purpose, minutesBeforeSending: purpose == LinkPurpose.SignIn ? 9 : 30);
        harness.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.NotNull(await Links.FindAsync(early, Cancel));

        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Links.FindAsync(early, Cancel));
        Assert.Equal("account.link_invalid", (await Links.UseAsync(early, NewPassword, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Compose_KeepsOnlyTheHashOfTheSecret()
    {
        var token = await SignInTokenAsync();
        await using var db = harness.Db();
        var link = await db.Set<AccountLink>().SingleAsync(Cancel);
        Assert.Equal(AccountTokens.Hash(token), link.TokenHash);
        // 32 random bytes, in letters that an address may hold.
        Assert.Matches("^[A-Za-z0-9_-]{43}$", token);
    }

    [Fact]
    public async Task Use_AResetLinkWithAWeakPassword_KeepsTheLinkGood()
    {
        var token = await TokenAsync(LinkPurpose.PasswordReset);
        Assert.Equal("account.password_short", (await Links.UseAsync(token, "short", Cancel)).Problem!.Code);
        Assert.Equal("account.password_short", (await Links.UseAsync(token, null, Cancel)).Problem!.Code);
        Assert.True((await Links.UseAsync(token, NewPassword, Cancel)).Ok);
    }

    [Fact]
    public async Task Use_AResetLink_SetsThePasswordLiftsTheLockoutEndsSignInsAndOtherLinks()
    {
        var stamp = (await UserAsync()).SecurityStamp;
        await using (var db = harness.Db())
            await db.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(u => u.LockoutEnd, harness.Clock.GetUtcNow().AddMinutes(9)), Cancel);
        var other = await SignInTokenAsync();
        var token = await TokenAsync(LinkPurpose.PasswordReset);

        Assert.Equal(client.Id, (await Links.UseAsync(token, NewPassword, Cancel)).Value);

        Assert.Equal(client.Id, (await harness.Get<PasswordSignIn>().CheckAsync(email, NewPassword, "home", Cancel)).UserId);
        Assert.NotEqual(stamp, (await UserAsync()).SecurityStamp);
        Assert.Null(await Links.FindAsync(other, Cancel));
    }

    [Fact]
    public async Task Use_AFirstSignIn_NeedsNoPassword()
    {
        var token = await TokenAsync(LinkPurpose.FirstSignIn);
        Assert.Equal(client.Id, (await Links.UseAsync(token, "", Cancel)).Value);
        Assert.Null((await UserAsync()).PasswordHash);
    }

    [Fact]
    public async Task Use_OfAnAccountThatWasSwitchedOff_IsInvalid()
    {
        var token = await SignInTokenAsync();
        await using (var db = harness.Db())
        {
            (await db.Set<User>().SingleAsync(u => u.Id == client.Id, Cancel)).Disable(harness.NowUtc);
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Null(await Links.FindAsync(token, Cancel));
        Assert.Equal("account.link_invalid", (await Links.UseAsync(token, null, Cancel)).Problem!.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("guess")]
    public async Task Use_ASecretThatDoesNotExist_IsInvalid(string? token)
    {
        Assert.Null(await Links.FindAsync(token, Cancel));
        Assert.Equal("account.link_invalid", (await Links.UseAsync(token, null, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Request_ForAnUnknownAddress_AnswersAlikeAndMailsNobody()
    {
        Assert.Equal(await Links.RequestSignInLinkAsync(email, "home", Cancel), await Links.RequestSignInLinkAsync("nobody@example.org", "home", Cancel));
        Assert.Equal(await Links.RequestPasswordResetAsync(email, "home", Cancel), await Links.RequestPasswordResetAsync("nobody@example.org", "home", Cancel));
        await using var db = harness.Db();
        Assert.All(await db.Set<MailMessage>().ToListAsync(Cancel), mail => Assert.Equal(client.Id, mail.ToUserId));
    }

    [Theory]
    [InlineData("nobody@example.org")]
    [InlineData("")]
    public async Task Request_TooOften_IsRefusedForKnownAndUnknownAlike(string unknown)
    {
        var address = unknown.Length > 0 ? unknown : email;
        for (var request = 0; request < AttemptLimit.LinkPerAccount.Most; request++)
            Assert.True((await Links.RequestSignInLinkAsync(address, "home", Cancel)).Ok);
        Assert.Equal("account.too_many", (await Links.RequestSignInLinkAsync(address, "home", Cancel)).Problem!.Code);
        Assert.Equal("account.too_many", (await Links.RequestPasswordResetAsync(address, "home", Cancel)).Problem!.Code);
    }

    [Theory]
    [InlineData(null, "account.email_required")]
    [InlineData("two\r\nlines@example.org", "account.email_invalid")]
    [InlineData("nothing", "account.email_invalid")]
    public async Task Request_WithoutAnAddress_SaysSo(string? address, string code) =>
        Assert.Equal(code, (await Links.RequestSignInLinkAsync(address, "home", Cancel)).Problem!.Code);

    [Fact]
    public async Task Request_WhenTheServerIsDownUntilTheLinkWouldBeDead_MailsNothing()
    {
        await Links.RequestSignInLinkAsync(email, "home", Cancel);
        harness.Clock.Advance(AccountTokens.Lifetime(LinkPurpose.SignIn) + TimeSpan.FromMinutes(1));
        Assert.Empty(await harness.Get<Outbox>().ClaimDueAsync(10, Cancel));
    }

    [GeneratedRegex("Token = (?<token>[^,]+),")]
    private static partial Regex TokenPattern();

    private Task<string> SignInTokenAsync() => TokenAsync(LinkPurpose.SignIn);

    private async Task<string> TokenAsync(LinkPurpose purpose, int minutesBeforeSending = 0)
    {
        switch (purpose)
        {
            case LinkPurpose.SignIn:
                await Links.RequestSignInLinkAsync(email, "home", Cancel);
                break;
            case LinkPurpose.PasswordReset:
                await Links.RequestPasswordResetAsync(email, "home", Cancel);
                break;
            default:
                await using (var db = harness.Db(coach))
                    await harness.Get<MailIntents>().AddAsync(db, await harness.Given.PracticeAsync(), AccountIntents.Invitation(await UserAsync(), harness.NowUtc), Cancel);
                break;
        }

        harness.Clock.Advance(TimeSpan.FromMinutes(minutesBeforeSending));
        var claimed = Assert.Single(await harness.Get<Outbox>().ClaimDueAsync(10, Cancel));
        await harness.Get<Outbox>().SettleAsync(claimed, FakeMailServer.Accepted, null, Cancel);
        return TokenPattern().Match(Encoding.UTF8.GetString(claimed.Mime)).Groups["token"].Value;
    }

    private async Task<User> UserAsync()
    {
        await using var db = harness.Db();
        return await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == client.Id, Cancel);
    }
}
