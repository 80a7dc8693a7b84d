using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Clients;

public sealed class ClientServiceTests : IAsyncLifetime
{
    private static readonly ClientInput Nora = new() { FirstName = " Nora ", LastName = "Lindqvist", Email = " nora@example.org ", Phone = " " };

    private DomainHarness harness = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Given Given => harness.Given;

    private ClientService Service => harness.Get<ClientService>();

    public async ValueTask InitializeAsync() => harness = await DomainHarness.CreateAsync();

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Add_ByAdministrator_MakesAnAccountWithoutMail()
    {
        var admin = await Given.AdministratorAsync();
        var coach = await Given.CoachAsync();

        var saved = (await Service.AddAsync(admin, Nora with { CoachId = coach.Id }, sendLoginDetails: false, Cancel)).Value;

        Assert.Null(saved.LoginDetails);
        var client = await ClientAsync(saved.Id);
        Assert.Equal(("Nora", "Lindqvist", "nora@example.org", null), (client.User.FirstName, client.User.LastName, client.User.Email, client.User.PhoneNumber));
        Assert.Equal((Role.Client, false, coach.Id), (client.User.Role, client.User.Coaches, client.CoachId));
        Assert.Empty(await MailsAsync(saved.Id));
        await using var db = harness.Db();
        Assert.Equal(admin.Name, (await db.Set<HistoryEntry>().SingleAsync(e => e.Subject == "Client" && e.SubjectId == saved.Id, Cancel)).ActorName);
    }

    [Fact]
    public async Task Add_WithLoginDetails_QueuesOneWelcomeWithoutGrace()
    {
        var admin = await Given.AdministratorAsync();

        var saved = (await Service.AddAsync(admin, Nora, sendLoginDetails: true, Cancel)).Value;

        Assert.Equal(MailState.Queued, saved.LoginDetails);
        var mail = Assert.Single(await MailsAsync(saved.Id));
        Assert.Equal((MailType.Welcome, "nora@example.org", harness.NowUtc), (mail.Type, mail.ToAddress, mail.NotBeforeUtc));
    }

    [Fact]
    public async Task Add_WelcomeSwitchedOff_SavesAndSaysSo()
    {
        await Given.PracticeAsync(practice => practice.DisabledMails = EnumCode.Of(MailType.Welcome));
        var admin = await Given.AdministratorAsync();

        var saved = (await Service.AddAsync(admin, Nora, sendLoginDetails: true, Cancel)).Value;

        Assert.Equal(MailState.Skipped, saved.LoginDetails);
        Assert.Equal(SkipReasons.SwitchedOff, Assert.Single(await MailsAsync(saved.Id)).SkipReason);
    }

    [Fact]
    public async Task Add_ByCoach_AssignsToThatCoachWhateverWasAsked()
    {
        var coach = await Given.CoachAsync();
        var other = await Given.CoachAsync("Marc Other");

        var saved = (await Service.AddAsync(coach, Nora with { CoachId = other.Id }, sendLoginDetails: false, Cancel)).Value;

        Assert.Equal(coach.Id, (await ClientAsync(saved.Id)).CoachId);
    }

    [Fact]
    public async Task Add_ByAnybody_IsAnnouncedAfterItIsThere()
    {
        var admin = await Given.AdministratorAsync();
        var seen = new List<bool>();
        using var subscription = harness.Feed.Subscribe(Topics.Clients, change =>
        {
            using var db = harness.Db();
            seen.Add(db.Set<Client>().Any(c => c.Id == change.Id));
        });

        await Service.AddAsync(admin, Nora, sendLoginDetails: false, Cancel);

        Assert.Equal([true], seen);
    }

    [Fact]
    public async Task Add_WithoutTheCapability_IsRefusedBeforeAnythingIsSaid()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.EditClients));
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);

        Assert.Equal(ProblemKind.Forbidden, (await Service.AddAsync(coach, new ClientInput(), sendLoginDetails: true, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Service.AddAsync(client, Nora, sendLoginDetails: true, Cancel)).Problem?.Kind);
    }

    [Theory]
    [InlineData("", "x", "a@b.co", null, "FirstName")]
    [InlineData("x", "  ", "a@b.co", null, "LastName")]
    [InlineData("x\ny", "x", "a@b.co", null, "FirstName")]
    [InlineData("x", "x", "", null, "Email")]
    [InlineData("x", "x", "no address", null, "Email")]
    [InlineData("x", "x", "a@b.co\nBcc: c@d.co", null, "Email")]
    [InlineData("x", "x", "a@b.co\r", null, null)]
    [InlineData("x", "x", "a@b.co", "1\n2", "Phone")]
    public async Task Add_BadInput_IsAProblemOfItsField(string first, string last, string email, string? phone, string? field)
    {
        var admin = await Given.AdministratorAsync();
        var input = new ClientInput { FirstName = first, LastName = last, Email = email, Phone = phone };

        var saved = await Service.AddAsync(admin, input, sendLoginDetails: true, Cancel);

        Assert.Equal(field, saved.Problem?.Field);
        Assert.Equal(field is null, saved.Ok);
    }

    [Fact]
    public void Check_EverythingMissing_NamesEachField() =>
        Assert.Equal(["FirstName", "LastName", "Email"], new ClientInput().Check().Select(problem => problem.Field));

    [Fact]
    public async Task Add_TakenAddress_NamesTheOwnerOnlyToWhoMaySeeThem()
    {
        var admin = await Given.AdministratorAsync();
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(await Given.CoachAsync("Marc Other"), "Anna Petit", user => user.ChangeEmail("nora@EXAMPLE.org"));

        var forAdmin = (await Service.AddAsync(admin, Nora, sendLoginDetails: true, Cancel)).Problem!;
        var forCoach = (await Service.AddAsync(coach, Nora, sendLoginDetails: true, Cancel)).Problem!;

        Assert.Equal((ProblemKind.Conflict, "client.email_taken", "Email"), (forAdmin.Kind, forAdmin.Code, forAdmin.Field));
        Assert.Equal(["Anna Petit", anna.Id], forAdmin.Arguments);
        Assert.Empty(forCoach.Arguments);
    }

    [Fact]
    public async Task Add_AddressOfAColleague_IsTakenWithoutAName()
    {
        var admin = await Given.AdministratorAsync();
        await Given.CoachAsync(with: user => user.ChangeEmail("nora@example.org"));

        var problem = (await Service.AddAsync(admin, Nora, sendLoginDetails: false, Cancel)).Problem!;

        Assert.Equal("client.email_taken", problem.Code);
        Assert.Empty(problem.Arguments);
    }

    [Fact]
    public async Task Add_SameAddressFromManySides_GoesInOnce()
    {
        var admin = await Given.AdministratorAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Service.AddAsync(admin, Nora, sendLoginDetails: true, Cancel))));

        Assert.Single(results, result => result.Ok);
        Assert.All(results.Where(result => !result.Ok), result => Assert.Equal("client.email_taken", result.Problem!.Code));
    }

    [Fact]
    public async Task Add_CoachWhoIsNone_IsAProblem()
    {
        var admin = await Given.AdministratorAsync();
        var gone = await Given.CoachAsync(with: user => user.DisabledAtUtc = harness.NowUtc);

        foreach (var id in new[] { gone.Id, admin.Id, 4711, -1 })
        {
            var problem = (await Service.AddAsync(admin, Nora with { CoachId = id }, sendLoginDetails: false, Cancel)).Problem!;
            Assert.Equal(("client.coach_unknown", "CoachId"), (problem.Code, problem.Field));
        }
    }

    [Fact]
    public async Task Update_ByTheCoach_ChangesContactButNotTheCoach()
    {
        var coach = await Given.CoachAsync();
        var other = await Given.CoachAsync("Marc Other");
        var client = await Given.ClientAsync(coach);
        var seen = await SeenAsync(client.Id);

        var saved = await Service.UpdateAsync(coach, client.Id, seen with { LastName = "Grand", Phone = "+33 1 02", CoachId = other.Id }, seen, sendLoginDetails: false, Cancel);

        Assert.True(saved.Ok);
        var now = await ClientAsync(client.Id);
        Assert.Equal(("Anna Grand", "+33 1 02", coach.Id), (now.User.DisplayName, now.User.PhoneNumber, now.CoachId));
        Assert.Equal("Anna Grand", (await Given.ActorAsync(client.Id)).Name);
    }

    [Fact]
    public async Task Update_AddressWhileAMailIsRefusedForNow_GoesToTheNewOne()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var session = await Given.SessionAsync(coach, client);
        await harness.Get<SessionService>().NotifyAsync(coach, session, Cancel);
        harness.MailServer.Answer = _ => new DeliveryAnswer(DeliveryOutcome.Temporary, "450 4.2.1 try later");
        await harness.DeliverAsync(Cancel);
        harness.MailServer.Answer = _ => FakeMailServer.Accepted;

        var seen = await SeenAsync(client.Id);
        Assert.True((await Service.UpdateAsync(coach, client.Id, seen with { Email = "right@example.org" }, seen, sendLoginDetails: false, Cancel)).Ok);
        await harness.DeliverAsync(Cancel);

        Assert.Equal("right@example.org", Assert.Single(harness.MailServer.Taken).ToAddress);
        await using var db = harness.Db();
        Assert.Equal(ToldState.Told, (await db.Set<Session>().SingleAsync(Cancel)).Told);
    }

    [Fact]
    public async Task Update_ClientOfAnotherCoach_IsNotFound()
    {
        var coach = await Given.CoachAsync();
        var stranger = await Given.ClientAsync(await Given.CoachAsync("Marc Other"));
        var seen = await SeenAsync(stranger.Id);

        foreach (var id in new[] { stranger.Id, coach.Id, -1 })
        {
            var saved = await Service.UpdateAsync(coach, id, seen with { LastName = "Mine" }, seen, sendLoginDetails: true, Cancel);
            Assert.Equal(ProblemKind.NotFound, saved.Problem?.Kind);
        }

        Assert.Empty(await MailsAsync(stranger.Id));
    }

    [Fact]
    public async Task Update_WithoutTheCapability_IsRefused()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.ViewClients));
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var seen = await SeenAsync(client.Id);

        Assert.Equal(ProblemKind.Forbidden, (await Service.UpdateAsync(coach, client.Id, seen, seen, sendLoginDetails: true, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.Forbidden, (await Service.UpdateAsync(client, client.Id, seen, seen, sendLoginDetails: true, Cancel)).Problem?.Kind);
    }

    [Fact]
    public async Task Update_TwoPeopleDifferentFields_KeepsBoth()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        var seen = await SeenAsync(client.Id);
        await Service.UpdateAsync(admin, client.Id, seen with { Phone = "111" }, seen, sendLoginDetails: false, Cancel);

        var saved = await Service.UpdateAsync(admin, client.Id, seen with { LastName = "Grand" }, seen, sendLoginDetails: false, Cancel);

        Assert.True(saved.Ok);
        var now = await ClientAsync(client.Id);
        Assert.Equal(("Grand", "111"), (now.User.LastName, now.User.PhoneNumber));
    }

    [Fact]
    public async Task Update_TwoPeopleOneField_SaysWhatTheOtherWrote()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        var seen = await SeenAsync(client.Id);
        await Service.UpdateAsync(admin, client.Id, seen with { Phone = "111" }, seen, sendLoginDetails: false, Cancel);

        var problem = (await Service.UpdateAsync(admin, client.Id, seen with { Phone = "222", LastName = "Grand" }, seen, sendLoginDetails: false, Cancel)).Problem!;

        Assert.Equal((ProblemKind.Conflict, "client.changed_meanwhile", "Phone"), (problem.Kind, problem.Code, problem.Field));
        Assert.Equal(["111"], problem.Arguments);
        Assert.Equal("Petit", (await ClientAsync(client.Id)).User.LastName);
    }

    [Fact]
    public async Task Update_NewAddress_ShutsOutWhoeverReadsTheOldOne()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        await using (var db = harness.Db())
        {
            db.Add(new AccountLink { UserId = client.Id, Purpose = LinkPurpose.FirstSignIn, TokenHash = "0f", ExpiresAtUtc = harness.NowUtc.AddDays(7) });
            await db.SaveChangesAsync(Cancel);
        }

        var stamp = (await ClientAsync(client.Id)).User.SecurityStamp;
        var seen = await SeenAsync(client.Id);

        await Service.UpdateAsync(admin, client.Id, seen with { Email = "new@example.org" }, seen, sendLoginDetails: false, Cancel);

        var now = (await ClientAsync(client.Id)).User;
        Assert.Equal(("new@example.org", "NEW@EXAMPLE.ORG"), (now.UserName, now.NormalizedEmail));
        Assert.NotEqual(stamp, now.SecurityStamp);
        await using var after = harness.Db();
        Assert.False(await after.Set<AccountLink>().AnyAsync(Cancel));
    }

    [Fact]
    public async Task Update_LoginDetailsAgain_MailsOnceUntilTheFirstIsOut()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        var seen = await SeenAsync(client.Id);
        Task<Result<SavedClient>> SendAsync() => Service.UpdateAsync(admin, client.Id, seen, seen, sendLoginDetails: true, Cancel);

        await SendAsync();
        await SendAsync();
        Assert.Single(await MailsAsync(client.Id));

        await using (var db = harness.Db())
        {
            (await db.Set<MailMessage>().SingleAsync(Cancel)).State = MailState.Accepted;
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Equal(MailState.Queued, (await SendAsync()).Value.LoginDetails);
        Assert.Equal(2, (await MailsAsync(client.Id)).Count);
    }

    [Fact]
    public async Task Update_OwnAddressKept_IsNotTaken()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        await Given.ClientAsync(name: "Tom Okafor", with: user => user.ChangeEmail("tom@example.org"));
        var seen = await SeenAsync(client.Id);

        Assert.True((await Service.UpdateAsync(admin, client.Id, seen with { FirstName = "Ann" }, seen, sendLoginDetails: false, Cancel)).Ok);
        var taken = await Service.UpdateAsync(admin, client.Id, seen with { Email = "TOM@example.org" }, seen, sendLoginDetails: false, Cancel);
        Assert.Equal("client.email_taken", taken.Problem?.Code);
    }

    private async Task<Client> ClientAsync(int id)
    {
        await using var db = harness.Db();
        return await db.Set<Client>().Include(c => c.User).AsNoTracking().SingleAsync(c => c.Id == id, Cancel);
    }

    private async Task<ClientInput> SeenAsync(int id)
    {
        var client = await ClientAsync(id);
        return new ClientInput
        {
            FirstName = client.User.FirstName,
            LastName = client.User.LastName,
            Email = client.User.Email,
            Phone = client.User.PhoneNumber,
            CoachId = client.CoachId,
        };
    }

    private async Task<List<MailMessage>> MailsAsync(int toUserId)
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().Where(m => m.ToUserId == toUserId).ToListAsync(Cancel);
    }
}
