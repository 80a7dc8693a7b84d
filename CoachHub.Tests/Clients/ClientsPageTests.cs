using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Clients;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Clients;

public sealed class ClientsPageTests : ClientScreen
{
    [Fact]
    public async Task Page_Rows_ShowNameContactAndCoachAndLeadToTheProfile()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach, "Anna Petit", user => user.PhoneNumber = "+33 1 23");
        SignIn(await Given.AdministratorAsync());

        var stage = Show<ClientsPage>();

        var row = stage.WaitForElement($"tr[data-client-id='{client.Id}']");
        Assert.Equal(AppRoutes.Client(client.Id), row.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("Anna Petit", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("+33 1 23", row.TextContent, StringComparison.Ordinal);
        Assert.Contains(coach.Name, row.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ClientAddedElsewhere_ShowsAfterTheBurst()
    {
        var admin = await Given.AdministratorAsync();
        SignIn(admin);
        var stage = Show<ClientsPage>();
        stage.WaitForElement(".empty");

        var id = await AddElsewhereAsync(admin);
        PassBurst();

        Eventually(stage, () => Assert.Equal("marked", stage.Find($"tr[data-client-id='{id}']").ClassName));
    }

    [Fact]
    public async Task Page_Left_LeavesNothingSubscribed()
    {
        SignIn(await Given.AdministratorAsync());
        var before = Subscriptions;
        var stage = Show<ClientsPage>();
        stage.WaitForElement(".empty");
        Assert.True(Feed.SubscriberCount > before);

        await DisposeComponentsAsync();

        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task Page_Empty_OffersToAddOnlyToWhoMay()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.ViewClients));
        SignIn(await Given.CoachAsync());

        var stage = Show<ClientsPage>();

        stage.WaitForElement(".empty");
        Assert.Empty(stage.FindAll("button"));
    }

    [Fact]
    public async Task Page_CoachWithoutTheCapability_SeesTheReason()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.EditSessions));
        SignIn(await Given.CoachAsync());

        var stage = Show<ClientsPage>();

        Assert.Contains("Your role does not include this.", stage.WaitForElement("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_Typed_GoesIntoTheAddressAndTheList()
    {
        var wanted = await Given.ClientAsync(name: "Éléonore Dupont");
        await Given.ClientAsync(name: "Tom Okafor");
        SignIn(await Given.AdministratorAsync());
        var stage = Show<ClientsPage>();
        stage.WaitForElement("tbody tr");

        stage.Find("input[type=search]").Input("eleonore");
        Clock.Advance(TimeSpan.FromMilliseconds(400));

        Eventually(stage, () => Assert.Equal("/clients?q=eleonore", Address));
        stage.Render();
        Eventually(stage, () => Assert.Equal([wanted.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)], stage.FindAll("tbody tr").Select(row => row.GetAttribute("data-client-id"))));
    }

    [Fact]
    public async Task Address_WithTextThatNobodyHas_SaysSoAndOffersToClear()
    {
        await Given.ClientAsync();
        SignIn(await Given.AdministratorAsync());
        Navigation.NavigateTo("/clients?q=nobody&sort=nonsense&coach=abc&after=%25");

        var stage = Show<ClientsPage>();

        Assert.Equal(AppRoutes.Clients, stage.WaitForElement(".empty a").GetAttribute("href"));
    }

    [Fact]
    public async Task Dialog_Filled_AddsTheClientAndSendsLoginDetails()
    {
        var admin = await Given.AdministratorAsync();
        var coach = await Given.CoachAsync();
        SignIn(admin);
        var stage = Show<ClientsPage>();
        Open(stage);
        Fill(stage, "Nora", "Lindqvist", "nora@example.org");
        Input(stage, "Coach").Change(coach.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

        await Button(stage, "Add and send login details").ClickAsync();

        Eventually(stage, () => Assert.Empty(stage.FindAll("[role=dialog]")));
        Eventually(stage, () => Assert.Contains("nora@example.org", stage.Find(".mud-snackbar").TextContent, StringComparison.Ordinal));
        await using var db = Db();
        var client = await db.Set<Client>().Include(c => c.User).SingleAsync(Cancel);
        Assert.Equal(("Nora Lindqvist", coach.Id), (client.User.DisplayName, client.CoachId));
        Assert.Equal(MailType.Welcome, (await db.Set<MailMessage>().SingleAsync(Cancel)).Type);
    }

    [Fact]
    public async Task Dialog_BadInput_ShowsEachProblemAtItsFieldAndKeepsWhatWasTyped()
    {
        SignIn(await Given.AdministratorAsync());
        var stage = Show<ClientsPage>();
        Open(stage);
        Fill(stage, "Nora", "", "no address");

        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal("Enter the last name.", ProblemAt(stage, "Last name")));
        Assert.Equal("This is not a mail address.", ProblemAt(stage, "Email"));
        Assert.Null(ProblemAt(stage, "First name"));
        Assert.Equal("Nora", Input(stage, "First name").GetAttribute("value"));
        Assert.Equal("no address", Input(stage, "Email").GetAttribute("value"));
    }

    [Fact]
    public async Task Dialog_TakenAddress_SaysWhoseItIs()
    {
        await Given.ClientAsync(name: "Anna Petit", with: user => user.ChangeEmail("anna@example.org"));
        SignIn(await Given.AdministratorAsync());
        var stage = Show<ClientsPage>();
        Open(stage);
        Fill(stage, "Nora", "Lindqvist", "Anna@Example.org");

        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal("Anna Petit has this address already.", ProblemAt(stage, "Email")));
        Assert.Equal(AppRoutes.Client(await IdOfAsync("anna@example.org")), stage.FindAll("[role=dialog] a").Single(link => link.TextContent == "Open Anna Petit").GetAttribute("href"));
    }

    [Theory]
    [InlineData("anna@example.org\nBcc: all@example.org")]
    [InlineData("anna")]
    [InlineData("anna@@example.org")]
    public async Task Dialog_AddressThatIsNone_AddsNobody(string address)
    {
        SignIn(await Given.AdministratorAsync());
        var stage = Show<ClientsPage>();
        Open(stage);
        Fill(stage, "Nora", "Lindqvist", address);

        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal("This is not a mail address.", ProblemAt(stage, "Email")));
        await using var db = Db();
        Assert.False(await db.Set<Client>().AnyAsync(Cancel));
    }

    [Fact]
    public async Task Filter_CoachWhoLeft_FindsTheClientsWhoStayed()
    {
        var left = await Given.CoachAsync("Marc Roux");
        var other = await Given.CoachAsync();
        var orphan = await Given.ClientAsync(left);
        await Given.ClientAsync(other, "Bob Grand");
        await using (var db = Db())
        {
            (await db.Set<User>().SingleAsync(u => u.Id == left.Id, Cancel)).Disable(Clock.GetUtcNow().UtcDateTime);
            await db.SaveChangesAsync(Cancel);
        }

        SignIn(await Given.AdministratorAsync());
        var stage = Show<ClientsPage>();
        Eventually(stage, () => Assert.Equal(2, stage.FindAll("tr[data-client-id]").Count));

        await stage.Find("select[aria-label=Coach]").ChangeAsync(new ChangeEventArgs { Value = $"{left.Id}" });

        stage.Render();
        Eventually(stage, () => Assert.Equal([$"{orphan.Id}"], stage.FindAll("tr[data-client-id]").Select(row => row.GetAttribute("data-client-id"))));
    }

    [Fact]
    public async Task Filter_Archived_ShowsOnlyThose()
    {
        var admin = await Given.AdministratorAsync();
        await Given.ClientAsync(name: "Anna Petit");
        var gone = await Given.ClientAsync(name: "Tom Okafor");
        await Services.GetRequiredService<ClientArchiveService>().ArchiveAsync(admin, gone.Id, Cancel);
        SignIn(admin);
        var stage = Show<ClientsPage>();
        stage.WaitForElement("tbody tr");

        await stage.Find("select[aria-label='Clients shown']").ChangeAsync(new ChangeEventArgs { Value = "1" });

        Assert.Equal("/clients?archived=1", Address);
        stage.Render();
        Eventually(stage, () => Assert.Equal(["Tom Okafor"], stage.FindAll("tbody td.name").Select(cell => cell.TextContent)));
    }

    private async Task<int> IdOfAsync(string address)
    {
        await using var db = Db();
        return (await db.Set<Client>().SingleAsync(c => c.User.Email == address, Cancel)).Id;
    }

    [Fact]
    public async Task Dialog_OfACoach_OffersNoChoiceOfCoach()
    {
        var coach = await Given.CoachAsync();
        await Given.CoachAsync("Marc Other");
        SignIn(coach);
        var stage = Show<ClientsPage>();
        Open(stage);

        Assert.DoesNotContain(stage.FindAll("[role=dialog] label"), label => label.TextContent.Trim() == "Coach");
        Fill(stage, "Nora", "Lindqvist", "nora@example.org");
        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Empty(stage.FindAll("[role=dialog]")));
        await using var db = Db();
        Assert.Equal(coach.Id, (await db.Set<Client>().SingleAsync(Cancel)).CoachId);
    }

    [Fact]
    public async Task Address_ThatAsksForTheDialog_OpensIt()
    {
        SignIn(await Given.AdministratorAsync());
        Navigation.NavigateTo(AppRoutes.AddClient);

        var stage = Show<ClientsPage>();

        stage.WaitForElement("[role=dialog]", TimeSpan.FromSeconds(10));
        Assert.Equal("/clients", Address);
    }

    private static void Open(IRenderedComponent<Stage> stage)
    {
        stage.WaitForElement(".empty, table");
        // The click is answered only when the dialog is closed: it is not waited for.
        _ = Button(stage, "Add client").ClickAsync();
        stage.WaitForElement("[role=dialog] form", TimeSpan.FromSeconds(10));
    }

    private static void Fill(IRenderedComponent<Stage> stage, string first, string last, string email)
    {
        Input(stage, "First name").Change(first);
        Input(stage, "Last name").Change(last);
        Input(stage, "Email").Change(email);
    }
}
