using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Clients;

public sealed class ClientArchiveServiceTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!;
    private Actor coach = null!;
    private Actor client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClientArchiveService Service => harness.Get<ClientArchiveService>();

    private Given Given => harness.Given;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await Given.AdministratorAsync();
        coach = await Given.CoachAsync();
        client = await Given.ClientAsync(coach, "Anna Petit", user => user.ChangeEmail("anna@example.org"));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Archive_Client_EndsSignInsAndLinksAndHidesFromTheList()
    {
        var stamp = await StampAsync();
        await harness.Get<LinkService>().RequestSignInLinkAsync("anna@example.org", "home", Cancel);
        var token = await MailedTokenAsync();

        var archived = await Service.ArchiveAsync(admin, client.Id, Cancel);

        Assert.True(archived.Ok);
        Assert.False(await harness.Get<AccountService>().IsCurrentAsync(client.Id, stamp, Cancel));
        Assert.Null(await harness.Get<ActorDirectory>().FindAsync(client.Id, Cancel));
        Assert.Equal("account.link_invalid", (await harness.Get<LinkService>().UseAsync(token, null, Cancel)).Problem?.Code);
        Assert.Empty((await harness.Get<ClientQueries>().ListAsync(admin, new ClientListQuery(), Cancel)).Value.Rows);
        Assert.Equal([client.Id], (await harness.Get<ClientQueries>().ListAsync(admin, new ClientListQuery { Archived = true }, Cancel)).Value.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Archive_MailsThatWait_AreNotSentAndTheSessionSaysSo()
    {
        var session = await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        await harness.Get<SessionService>().NotifyAsync(coach, session, Cancel);
        Assert.Equal(1, (await Service.PreviewAsync(admin, client.Id, Cancel)).Value.WaitingMails);

        await Service.ArchiveAsync(admin, client.Id, Cancel);

        Assert.Empty(await harness.DeliverAsync(Cancel));
        await using var db = harness.Db();
        var mail = await db.Set<MailMessage>().SingleAsync(Cancel);
        Assert.Equal((MailState.Skipped, SkipReasons.NoReader), (mail.State, mail.SkipReason));
        Assert.Equal(ToldState.Never, (await db.Set<Session>().SingleAsync(Cancel)).Told);
    }

    [Fact]
    public async Task Archive_ClientWithSessions_KeepsThemAndCountsThoseAhead()
    {
        await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        await Given.SessionAsync(coach, client, "2026-11-01 10:00", status: SessionStatus.Completed);

        var preview = (await Service.PreviewAsync(admin, client.Id, Cancel)).Value;
        await Service.ArchiveAsync(admin, client.Id, Cancel);

        Assert.Equal(new ArchivePreview("Anna Petit", MayDelete: false, Ahead: 1, WaitingMails: 0), preview);
        await using var db = harness.Db();
        Assert.Equal(2, await db.Set<Session>().CountAsync(s => s.ClientId == client.Id, Cancel));
    }

    [Fact]
    public async Task Restore_Archived_IsBackWithTheSameAddressAndSignsInAnew()
    {
        await Service.ArchiveAsync(admin, client.Id, Cancel);

        Assert.True((await Service.RestoreAsync(admin, client.Id, Cancel)).Ok);

        Assert.Equal([client.Id], (await harness.Get<ClientQueries>().ListAsync(admin, new ClientListQuery(), Cancel)).Value.Rows.Select(row => row.Id));
        Assert.NotNull(await harness.Get<ActorDirectory>().FindAsync(client.Id, Cancel));
        await harness.Get<LinkService>().RequestSignInLinkAsync("anna@example.org", "home", Cancel);
        Assert.Single(await harness.DeliverAsync(Cancel));
    }

    [Fact]
    public async Task Add_AddressOfAnArchivedClient_NamesTheClientToWhoMaySeeThem()
    {
        await Service.ArchiveAsync(admin, client.Id, Cancel);
        var input = new ClientInput { FirstName = "Ann", LastName = "Small", Email = "ANNA@example.org" };
        var other = await Given.CoachAsync("Marc Other");

        var told = (await harness.Get<ClientService>().AddAsync(admin, input, sendLoginDetails: false, Cancel)).Problem!;
        var untold = (await harness.Get<ClientService>().AddAsync(other, input, sendLoginDetails: false, Cancel)).Problem!;

        Assert.Equal("client.email_archived", told.Code);
        Assert.Equal(["Anna Petit", client.Id], told.Arguments);
        Assert.Equal("client.email_taken", untold.Code);
        Assert.Empty(untold.Arguments);
    }

    [Fact]
    public async Task Update_OfAnArchivedClient_SendsNoLoginDetails()
    {
        await Service.ArchiveAsync(admin, client.Id, Cancel);
        var input = new ClientInput { FirstName = "Anna", LastName = "Petit", Email = "anna@example.org" };

        var sent = await harness.Get<ClientService>().UpdateAsync(admin, client.Id, input, input, sendLoginDetails: true, Cancel);

        Assert.Equal("client.archived", sent.Problem?.Code);
    }

    [Fact]
    public async Task Delete_ClientWithoutRecords_TakesAccountAndMailsAlong()
    {
        var input = new ClientInput { FirstName = "Nora", LastName = "New", Email = "nora@example.org" };
        var added = (await harness.Get<ClientService>().AddAsync(admin, input, sendLoginDetails: true, Cancel)).Value.Id;

        Assert.True((await Service.DeleteAsync(admin, added, Cancel)).Ok);

        await using var db = harness.Db();
        Assert.False(await db.Set<User>().AnyAsync(u => u.Id == added, Cancel));
        Assert.False(await db.Set<MailMessage>().AnyAsync(m => m.ToUserId == added, Cancel));
        Assert.True(await db.Set<HistoryEntry>().AnyAsync(e => e.Subject == "Client" && e.SubjectId == added && e.Action == "removed", Cancel));
        Assert.Empty(await harness.DeliverAsync(Cancel));
    }

    [Fact]
    public async Task Delete_ClientWithASession_IsRefused()
    {
        await Given.SessionAsync(coach, client, "2026-11-01 10:00", status: SessionStatus.Cancelled);

        Assert.Equal("client.used", (await Service.DeleteAsync(admin, client.Id, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Delete_ClientWithABundleAndNoSession_IsRefused()
    {
        await Given.BundleAsync(coach, client, first: null);

        Assert.Equal("client.used", (await Service.DeleteAsync(admin, client.Id, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task EveryAct_OfACoachWhoMayDelete_ReachesOwnClientsOnly()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = $"{EnumCode.Of(Capability.ViewClients)},{EnumCode.Of(Capability.DeleteClients)}");
        var own = await Given.ActorAsync(coach.Id);
        var stranger = await Given.ClientAsync(await Given.CoachAsync("Marc Other"), "Tom Okafor");

        Assert.Equal(ProblemKind.NotFound, (await Service.ArchiveAsync(own, stranger.Id, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Service.DeleteAsync(own, stranger.Id, Cancel)).Problem?.Kind);
        Assert.True((await Service.ArchiveAsync(own, client.Id, Cancel)).Ok);
    }

    private async Task<string?> StampAsync()
    {
        await using var db = harness.Db();
        return (await db.Set<User>().SingleAsync(u => u.Id == client.Id, Cancel)).SecurityStamp;
    }

    private async Task<string> MailedTokenAsync()
    {
        var mail = Assert.Single(await harness.DeliverAsync(Cancel));
        return System.Text.RegularExpressions.Regex.Match(System.Text.Encoding.UTF8.GetString(mail.Mime), "Token = ([^,]+),").Groups[1].Value;
    }
}
