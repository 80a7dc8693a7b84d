using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Clients;

public sealed class ClientQueriesTests : IAsyncLifetime
{
    private DomainHarness harness = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Given Given => harness.Given;

    private ClientQueries Queries => harness.Get<ClientQueries>();

    public async ValueTask InitializeAsync() => harness = await DomainHarness.CreateAsync();

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Theory]
    [InlineData("eleonore")]
    [InlineData("ÉLÉONORE")]
    [InlineData("dupont eleo")]
    [InlineData("du")]
    [InlineData("é")]
    [InlineData("eleonore.dupont")]
    [InlineData("EXAMPLE.org eleo")]
    [InlineData("dupont @example.org")]
    public async Task Search_NameOrAddress_FindsTheClient(string text)
    {
        var admin = await Given.AdministratorAsync();
        var wanted = await Given.ClientAsync(name: "Éléonore Dupont", with: user => user.ChangeEmail("eleonore.dupont@example.org"));
        await Given.ClientAsync(name: "Tom Okafor", with: user => user.ChangeEmail("tom@other.net"));

        var found = await Queries.SearchAsync(admin, text, 10, Cancel);

        Assert.Equal([new ClientChoice(wanted.Id, "Éléonore Dupont", "eleonore.dupont@example.org", null)], found);
    }

    [Theory]
    [InlineData("on")]
    [InlineData("%")]
    [InlineData("_upont")]
    [InlineData("dupont nobody")]
    [InlineData("dupont@")]
    public async Task Search_TextThatNobodyHas_FindsNobody(string text)
    {
        var admin = await Given.AdministratorAsync();
        await Given.ClientAsync(name: "Éléonore Dupont");

        Assert.Empty(await Queries.SearchAsync(admin, text, 10, Cancel));
    }

    [Fact]
    public async Task Search_Blank_GivesTheFirstByName()
    {
        var admin = await Given.AdministratorAsync();
        await Given.ClientAsync(name: "Zoë Martin");
        await Given.ClientAsync(name: "Éva Martin");
        await Given.ClientAsync(name: "Fred Martin");

        var found = await Queries.SearchAsync(admin, "  ", 2, Cancel);

        Assert.Equal(["Éva Martin", "Fred Martin"], found.Select(c => c.Name));
    }

    [Fact]
    public async Task Search_HugeText_AnswersInsteadOfFailing()
    {
        var admin = await Given.AdministratorAsync();

        Assert.Empty(await Queries.SearchAsync(admin, string.Concat(Enumerable.Repeat("😀", 500_000)), 10, Cancel));
    }

    [Fact]
    public async Task Search_Archived_IsLeftOut()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        await ArchiveAsync(client);

        Assert.Empty(await Queries.SearchAsync(admin, "anna", 10, Cancel));
        Assert.Empty((await Queries.ListAsync(admin, new ClientListQuery(), Cancel)).Value.Rows);
        Assert.NotNull(await Queries.FindChoiceAsync(admin, client.Id, Cancel));
    }

    [Fact]
    public async Task EveryQuestion_OfACoach_IsAboutClientsAssignedOrMet()
    {
        var coach = await Given.CoachAsync();
        var other = await Given.CoachAsync("Marc Other");
        var assigned = await Given.ClientAsync(coach, "Assigned Client");
        var met = await Given.ClientAsync(other, "Met Client");
        await Given.SessionAsync(coach, met);
        var stranger = await Given.ClientAsync(other, "Strange Client");
        await Given.SessionAsync(other, stranger);

        Assert.Equal([assigned.Id, met.Id], (await Queries.SearchAsync(coach, "client", 10, Cancel)).Select(c => c.Id));
        Assert.Equal([assigned.Id, met.Id], (await Queries.ListAsync(coach, new ClientListQuery(), Cancel)).Value.Rows.Select(c => c.Id));
        Assert.Equal("Met Client", (await Queries.ProfileAsync(coach, met.Id, Cancel)).Value.Name);
        Assert.Equal(ProblemKind.NotFound, (await Queries.ProfileAsync(coach, stranger.Id, Cancel)).Problem?.Kind);
        Assert.Null(await Queries.FindChoiceAsync(coach, stranger.Id, Cancel));
        Assert.Equal([coach.Id], (await Queries.CoachesAsync(coach, Cancel)).Select(c => c.Id));
    }

    [Fact]
    public async Task EveryQuestion_OfAClient_IsRefused()
    {
        var client = await Given.ClientAsync();

        Assert.Empty(await Queries.SearchAsync(client, null, 10, Cancel));
        Assert.Equal(ProblemKind.Forbidden, (await Queries.ListAsync(client, new ClientListQuery(), Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Queries.ProfileAsync(client, client.Id, Cancel)).Problem?.Kind);
        Assert.Empty(await Queries.CoachesAsync(client, Cancel));
    }

    [Fact]
    public async Task Coach_WithoutViewClients_StillPicksForSessionsButOpensNoRecord()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.EditSessions));
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);

        Assert.Equal([client.Id], (await Queries.SearchAsync(coach, null, 10, Cancel)).Select(c => c.Id));
        Assert.Equal(ProblemKind.Forbidden, (await Queries.ListAsync(coach, new ClientListQuery(), Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Queries.ProfileAsync(coach, client.Id, Cancel)).Problem?.Kind);
    }

    [Theory]
    [InlineData(ClientSort.Name, false)]
    [InlineData(ClientSort.Name, true)]
    [InlineData(ClientSort.Coach, false)]
    [InlineData(ClientSort.Coach, true)]
    public async Task List_PagedThereAndBack_ShowsEveryClientOnceInOrder(ClientSort sort, bool descending)
    {
        var admin = await Given.AdministratorAsync();
        Actor?[] coaches = [await Given.CoachAsync("Zita Coach"), await Given.CoachAsync("Adam Coach"), null];
        string[] names = ["Ben Ode", "Ana Ode", "Ana Ode", "Élo Ode", "Eli Ode", "Ana Ode", "Zoe Ode"];
        for (var i = 0; i < names.Length; i++)
            await Given.ClientAsync(coaches[i % coaches.Length], names[i]);
        var whole = (await Queries.ListAsync(admin, new ClientListQuery { Sort = sort, Descending = descending }, Cancel)).Value;
        var query = new ClientListQuery { Sort = sort, Descending = descending, Size = 3 };

        var first = (await Queries.ListAsync(admin, query, Cancel)).Value;
        var second = (await Queries.ListAsync(admin, query with { After = first.Next }, Cancel)).Value;
        var third = (await Queries.ListAsync(admin, query with { After = second.Next }, Cancel)).Value;
        var back = (await Queries.ListAsync(admin, query with { Before = second.Previous }, Cancel)).Value;

        Assert.Equal(names.Length, whole.Rows.Count);
        Assert.Equal(whole.Rows, [.. first.Rows, .. second.Rows, .. third.Rows]);
        Assert.Equal(first.Rows, back.Rows);
        Assert.Null(first.Previous);
        Assert.Null(third.Next);
        Assert.Null(back.Previous);
        Assert.Null(whole.Next);
    }

    [Fact]
    public async Task List_ByCoach_PutsClientsWithoutOneFirst()
    {
        var admin = await Given.AdministratorAsync();
        var zita = await Given.ClientAsync(await Given.CoachAsync("Zita Coach"), "Ana One");
        var adam = await Given.ClientAsync(await Given.CoachAsync("Adam Coach"), "Zoe Two");
        var none = await Given.ClientAsync(null, "Zoe Three");

        var rows = (await Queries.ListAsync(admin, new ClientListQuery { Sort = ClientSort.Coach }, Cancel)).Value.Rows;

        Assert.Equal([none.Id, adam.Id, zita.Id], rows.Select(r => r.Id));
        Assert.Equal([null, "Adam Coach", "Zita Coach"], rows.Select(r => r.CoachName));
    }

    [Fact]
    public async Task List_FilteredAndSearched_ShowsWhatHasBoth()
    {
        var admin = await Given.AdministratorAsync();
        var coach = await Given.CoachAsync();
        var wanted = await Given.ClientAsync(coach, "Anna Petit");
        await Given.ClientAsync(null, "Anna Petit");
        await Given.ClientAsync(coach, "Tom Okafor");

        var page = (await Queries.ListAsync(admin, new ClientListQuery { Text = "petit", CoachId = coach.Id }, Cancel)).Value;

        Assert.Equal([wanted.Id], page.Rows.Select(r => r.Id));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("%%%")]
    [InlineData("MQ")]
    public async Task List_MangledPlace_BeginsAtTheStart(string place)
    {
        var admin = await Given.AdministratorAsync();
        await Given.ClientAsync();

        Assert.Single((await Queries.ListAsync(admin, new ClientListQuery { After = place }, Cancel)).Value.Rows);
    }

    [Fact]
    public async Task List_PlaceBehindTheLastRow_BeginsAtTheStart()
    {
        var admin = await Given.AdministratorAsync();
        await Given.ClientAsync(name: "Anna Petit");
        var last = await Given.ClientAsync(name: "Zoe Petit");
        await Given.ClientAsync(name: "Zoe Zwei");
        var query = new ClientListQuery { Size = 2 };
        var next = (await Queries.ListAsync(admin, query, Cancel)).Value.Next;
        await using (var db = harness.Db())
            await db.Set<Client>().Where(c => c.User.LastName == "Zwei").ExecuteDeleteAsync(Cancel);

        var page = (await Queries.ListAsync(admin, query with { After = next }, Cancel)).Value;

        Assert.Equal(2, page.Rows.Count);
        Assert.Contains(page.Rows, r => r.Id == last.Id);
    }

    [Fact]
    public async Task Profile_OfAClient_NamesCoachAndContact()
    {
        var admin = await Given.AdministratorAsync();
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach, "Anna Petit", user => user.PhoneNumber = "+33 1 23 45 67 89");

        var profile = (await Queries.ProfileAsync(admin, client.Id, Cancel)).Value;

        Assert.Equal("Anna Petit", profile.Name);
        Assert.Equal("+33 1 23 45 67 89", profile.Phone);
        Assert.Equal((coach.Id, coach.Name), (profile.CoachId, profile.CoachName));
        Assert.Equal(ProblemKind.NotFound, (await Queries.ProfileAsync(admin, coach.Id, Cancel)).Problem?.Kind);
    }

    [Fact]
    public async Task Search_NameThatNobodyHas_AsksTwice()
    {
        var admin = await Given.AdministratorAsync();
        await Given.ClientAsync();

        var statements = await Statements.OfAsync(harness.Services, () => Queries.SearchAsync(admin, "nobody", 10, Cancel));

        Assert.Equal(2, statements.Count);
    }

    private async Task ArchiveAsync(Actor client)
    {
        await using var db = harness.Db();
        (await db.Set<Client>().SingleAsync(c => c.Id == client.Id, Cancel)).ArchivedAtUtc = harness.NowUtc;
        await db.SaveChangesAsync(Cancel);
    }
}
