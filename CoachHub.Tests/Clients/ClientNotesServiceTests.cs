using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Clients;

public sealed class ClientNotesServiceTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor coach = null!;
    private Actor client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ClientNotesService Notes => harness.Get<ClientNotesService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        coach = await harness.Given.CoachAsync();
        client = await harness.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Save_Text_IsThereWithWhoAndWhenAndTheDraftIsGone()
    {
        await harness.Get<DraftService>().KeepAsync(coach, new DraftKey(ClientNotesService.DraftForm, client.Id), 0, "Sleeps bad", Cancel);

        Assert.True((await Notes.SaveAsync(coach, client.Id, "Sleeps badly", "", Cancel)).Ok);

        Assert.Equal(new ClientNotes("Sleeps badly", harness.NowUtc, coach.Name), (await Notes.GetAsync(coach, client.Id, Cancel)).Value);
        Assert.Null(await harness.Get<DraftService>().FindAsync(coach, new DraftKey(ClientNotesService.DraftForm, client.Id), Cancel));
    }

    [Fact]
    public async Task Save_ChangedBySomebodyElseSince_BringsTheirsAndKeepsIt()
    {
        var admin = await harness.Given.AdministratorAsync();
        await Notes.SaveAsync(admin, client.Id, "From the desk", "", Cancel);

        var refused = (await Notes.SaveAsync(coach, client.Id, "From the coach", "", Cancel)).Problem!;

        Assert.Equal((ProblemKind.Conflict, "client.notes_changed"), (refused.Kind, refused.Code));
        Assert.Equal(["From the desk"], refused.Arguments);
        Assert.Equal("From the desk", (await Notes.GetAsync(coach, client.Id, Cancel)).Value.Text);
    }

    [Fact]
    public async Task Versions_AfterThreeSaves_TellEachTextTheLatestFirst()
    {
        await Notes.SaveAsync(coach, client.Id, "One", "", Cancel);
        await Notes.SaveAsync(coach, client.Id, "Two \"quoted\"", "One", Cancel);
        await Notes.SaveAsync(coach, client.Id, "", "Two \"quoted\"", Cancel);

        var versions = (await Notes.VersionsAsync(coach, client.Id, Cancel)).Value;

        Assert.Equal(["", "Two \"quoted\"", "One"], versions.Select(version => version.Text));
    }

    [Theory]
    [InlineData("nul \0 inside")]
    [InlineData(null)]
    public async Task Save_TextThatIsNone_IsRefused(string? text)
    {
        text ??= new string('x', ClientNotesService.Longest + 1);

        Assert.Equal("text.note", (await Notes.SaveAsync(coach, client.Id, text, "", Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task EveryAct_OfAnotherCoach_FindsNoClient()
    {
        var other = await harness.Given.CoachAsync("Marc Other");

        Assert.Equal(ProblemKind.NotFound, (await Notes.GetAsync(other, client.Id, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Notes.SaveAsync(other, client.Id, "Mine", "", Cancel)).Problem?.Kind);
        await using var db = harness.Db();
        Assert.Null((await db.Set<Client>().SingleAsync(Cancel)).CoachNotes);
    }
}
