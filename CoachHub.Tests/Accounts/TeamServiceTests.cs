using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Accounts;

public sealed class TeamServiceTests : IAsyncLifetime
{
    private static readonly CoachInvitation Marc = new("Marc", "Roux", "marc@example.org", "Europe/Paris", "fr");

    private DomainHarness harness = null!;
    private Actor admin = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TeamService Team => harness.Get<TeamService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Invite_MakesTheAccountAndTheMailTogether()
    {
        var id = (await Team.InviteCoachAsync(admin, Marc, Cancel)).Value;

        await using var db = harness.Db();
        var user = await db.Set<User>().SingleAsync(u => u.Id == id, Cancel);
        Assert.Equal((Role.Coach, true, "fr", null), (user.Role, user.Coaches, user.Language, user.PasswordHash));
        var mail = await db.Set<MailMessage>().SingleAsync(Cancel);
        Assert.Equal((MailType.CoachInvitation, id, "marc@example.org", admin.Id), (mail.Type, mail.ToUserId, mail.ToAddress, mail.RequestedById));
        Assert.Equal(mail.CreatedAtUtc, mail.NotBeforeUtc);
        var listed = (await Team.ListAsync(admin, Cancel)).Value.Single(member => member.Id == id);
        Assert.False(listed.HasSignedIn);
    }

    [Fact]
    public async Task Invite_AnAddressThatSomebodyHas_IsAConflictAtItsField()
    {
        await Team.InviteCoachAsync(admin, Marc, Cancel);
        var again = await Team.InviteCoachAsync(admin, Marc with { Email = " MARC@example.org " }, Cancel);
        Assert.Equal(("account.email_taken", "Email"), (again.Problem!.Code, again.Problem.Field));
        await using var db = harness.Db();
        Assert.Equal(1, await db.Set<MailMessage>().CountAsync(Cancel));
    }

    [Fact]
    public async Task Invite_TheSameAddressInParallel_HasOneWinner()
    {
        var invited = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Team.InviteCoachAsync(admin, Marc, Cancel)));
        Assert.Single(invited, result => result.Ok);
    }

    [Theory]
    [InlineData("marc@example.org\r\nBcc: all@example.org")]
    [InlineData("Marc <marc@example.org>")]
    [InlineData("")]
    public async Task Invite_AnAddressThatIsNone_IsRefusedAtItsField(string address) =>
        Assert.Equal("Email", (await Team.InviteCoachAsync(admin, Marc with { Email = address }, Cancel)).Problem!.Field);

    [Fact]
    public async Task Resend_IsAMailOfItsOwn()
    {
        var id = (await Team.InviteCoachAsync(admin, Marc, Cancel)).Value;
        Assert.True((await Team.ResendInvitationAsync(admin, id, Cancel)).Ok);
        await using var db = harness.Db();
        Assert.Equal(2, await db.Set<MailMessage>().CountAsync(mail => mail.Type == MailType.CoachInvitation, Cancel));
    }

    [Fact]
    public async Task Disable_EndsSignInsAndLinks_AndTheDirectoryForgetsThePerson()
    {
        var coach = await harness.Given.CoachAsync();
        var stamp = await StampAsync(coach);
        Assert.NotNull(await harness.Get<ActorDirectory>().FindAsync(coach.Id, Cancel));

        Assert.True((await Team.SetDisabledAsync(admin, coach.Id, true, Cancel)).Ok);

        Assert.Null(await harness.Get<ActorDirectory>().FindAsync(coach.Id, Cancel));
        Assert.False(await harness.Get<AccountService>().IsCurrentAsync(coach.Id, stamp, Cancel));

        Assert.True((await Team.SetDisabledAsync(admin, coach.Id, false, Cancel)).Ok);
        Assert.NotNull(await harness.Get<ActorDirectory>().FindAsync(coach.Id, Cancel));
        Assert.NotEqual(stamp, await StampAsync(coach));
    }

    [Fact]
    public async Task Disable_CoachWhoHasNotComeYet_LeavesTheInvitationToBeSentAgain()
    {
        var id = (await Team.InviteCoachAsync(admin, Marc, Cancel)).Value;
        var token = await InvitationLinkAsync(id);

        await Team.SetDisabledAsync(admin, id, true, Cancel);
        await Team.SetDisabledAsync(admin, id, false, Cancel);

        Assert.Null(await harness.Get<LinkService>().FindAsync(token, Cancel));
        Assert.False((await Team.ListAsync(admin, Cancel)).Value.Single(member => member.Id == id).HasSignedIn);
        Assert.True((await Team.ResendInvitationAsync(admin, id, Cancel)).Ok);
    }

    [Fact]
    public async Task List_CoachWhoUsedALink_HasSignedIn()
    {
        var id = (await Team.InviteCoachAsync(admin, Marc, Cancel)).Value;

        Assert.True((await harness.Get<LinkService>().UseAsync(await InvitationLinkAsync(id), null, Cancel)).Ok);

        Assert.True((await Team.ListAsync(admin, Cancel)).Value.Single(member => member.Id == id).HasSignedIn);
    }

    [Fact]
    public async Task Disable_OneselfOrEachOtherAtOnce_LeavesAnAdministrator()
    {
        Assert.Equal("account.own_disable", (await Team.SetDisabledAsync(admin, admin.Id, true, Cancel)).Problem!.Code);

        var other = await harness.Given.AdministratorAsync("Bea Martin");
        var done = await Task.WhenAll(Team.SetDisabledAsync(admin, other.Id, true, Cancel), Team.SetDisabledAsync(other, admin.Id, true, Cancel));
        Assert.Single(done, result => result.Ok);
    }

    [Fact]
    public async Task SetCoaches_IsForAdministrators()
    {
        var coach = await harness.Given.CoachAsync();
        Assert.Equal("account.coach_coaches", (await Team.SetCoachesAsync(admin, coach.Id, false, Cancel)).Problem!.Code);
        Assert.True((await Team.SetCoachesAsync(admin, admin.Id, true, Cancel)).Ok);
        Assert.True((await Team.ListAsync(admin, Cancel)).Value.Single(member => member.Id == admin.Id).Coaches);
    }

    [Fact]
    public async Task Anything_OnAClientOrAForgedId_IsNotFound()
    {
        var client = await harness.Given.ClientAsync();
        foreach (var id in (int[])[client.Id, 0, -1, int.MaxValue])
        {
            Assert.Equal("account.not_found", (await Team.SetDisabledAsync(admin, id, true, Cancel)).Problem!.Code);
            Assert.Equal("account.not_found", (await Team.ResendInvitationAsync(admin, id, Cancel)).Problem!.Code);
        }
    }

    [Fact]
    public async Task Anything_ByACoach_IsForbidden()
    {
        var coach = await harness.Given.CoachAsync();
        Assert.Equal(ProblemKind.Forbidden, (await Team.ListAsync(coach, Cancel)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Team.InviteCoachAsync(coach, Marc, Cancel)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Team.SetDisabledAsync(coach, admin.Id, true, Cancel)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Team.SetCoachesAsync(coach, coach.Id, true, Cancel)).Problem!.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Team.ResendInvitationAsync(coach, coach.Id, Cancel)).Problem!.Kind);
    }

    private async Task<string> InvitationLinkAsync(int userId)
    {
        var token = AccountTokens.Create();
        await using var db = harness.Db();
        db.Add(new AccountLink { UserId = userId, Purpose = LinkPurpose.FirstSignIn, TokenHash = AccountTokens.Hash(token), ExpiresAtUtc = harness.Clock.GetUtcNow().UtcDateTime.AddDays(7) });
        await db.SaveChangesAsync(Cancel);
        return token;
    }

    private async Task<string?> StampAsync(Actor actor)
    {
        await using var db = harness.Db();
        return await db.Set<User>().Where(u => u.Id == actor.Id).Select(u => u.SecurityStamp).SingleAsync(Cancel);
    }
}
