using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Clients;

public sealed class ClientSignInServiceTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor coach = null!;
    private Actor client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClientSignInService Service => harness.Get<ClientSignInService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        coach = await harness.Given.CoachAsync();
        client = await harness.Given.ClientAsync(coach, with: user => user.SetPassword("hash"));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Reset_Client_LosesPasswordSignInsAndLinksAndGetsANewOne()
    {
        var before = await UserAsync();
        await using (var db = harness.Db())
        {
            db.Add(new AccountLink { UserId = client.Id, Purpose = LinkPurpose.SignIn, TokenHash = AccountTokens.Hash("old"), ExpiresAtUtc = harness.NowUtc.AddMinutes(5) });
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Equal(MailState.Queued, (await Service.ResetAsync(coach, client.Id, Cancel)).Value);

        var after = await UserAsync();
        Assert.Null(after.PasswordHash);
        Assert.NotEqual(before.SecurityStamp, after.SecurityStamp);
        Assert.Null(await harness.Get<LinkService>().FindAsync("old", Cancel));
        var mail = Assert.Single(await harness.DeliverAsync(Cancel));
        var token = System.Text.RegularExpressions.Regex.Match(System.Text.Encoding.UTF8.GetString(mail.Mime), "Token = ([^,]+),").Groups[1].Value;
        Assert.Equal(LinkPurpose.PasswordReset, (await harness.Get<LinkService>().FindAsync(token, Cancel))?.Purpose);
    }

    [Fact]
    public async Task Reset_MailSwitchedOff_ChangesNothing()
    {
        await harness.Given.PracticeAsync(practice => practice.DisabledMails = EnumCode.Of(MailType.PasswordReset));

        Assert.Equal("client.reset_switched_off", (await Service.ResetAsync(coach, client.Id, Cancel)).Problem?.Code);

        Assert.NotNull((await UserAsync()).PasswordHash);
    }

    [Fact]
    public async Task Resend_Twice_SendsOneMailAndLeavesThePassword()
    {
        Assert.Equal(MailState.Queued, (await Service.ResendAsync(coach, client.Id, Cancel)).Value);
        Assert.Equal(MailState.Queued, (await Service.ResendAsync(coach, client.Id, Cancel)).Value);

        Assert.Single(await harness.DeliverAsync(Cancel));
        await using var db = harness.Db();
        Assert.Equal(MailType.Welcome, (await db.Set<MailMessage>().SingleAsync(Cancel)).Type);
        Assert.NotNull((await UserAsync()).PasswordHash);
    }

    [Fact]
    public async Task EveryAct_OnAnArchivedClient_IsRefused()
    {
        await harness.Get<ClientArchiveService>().ArchiveAsync(await harness.Given.AdministratorAsync(), client.Id, Cancel);

        Assert.Equal("client.archived", (await Service.ResendAsync(coach, client.Id, Cancel)).Problem?.Code);
        Assert.Equal("client.archived", (await Service.ResetAsync(coach, client.Id, Cancel)).Problem?.Code);
    }

    private async Task<User> UserAsync()
    {
        await using var db = harness.Db();
        return await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == client.Id, Cancel);
    }
}
