using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Clients;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Clients;

public sealed class ClientProfilePageTests : ClientScreen
{
    [Fact]
    public async Task Overview_Sessions_StandWhereTimeAndStatusPutThem()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var ahead = await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        var next = await Given.SessionAsync(coach, client, "2026-11-24 10:00");
        var open = await Given.SessionAsync(coach, client, "2026-11-20 10:00");
        var done = await Given.SessionAsync(coach, client, "2026-11-18 10:00", status: SessionStatus.Completed);
        var cancelled = await Given.SessionAsync(coach, client, "2026-12-24 10:00", status: SessionStatus.Cancelled);
        SignIn(coach);

        var stage = Open(client.Id);

        Assert.Equal([next, ahead], SessionsIn(stage, "Upcoming"));
        Assert.Equal([open], SessionsIn(stage, "Past, not closed"));
        Assert.Equal([cancelled, done], SessionsIn(stage, "Past"));
        Assert.Contains(stage.FindAll("dd a"), link => link.GetAttribute("href") == AppRoutes.OpenSession(AppRoutes.Client(client.Id), next));
    }

    [Fact]
    public async Task Overview_SessionSavedElsewhere_ShowsAfterTheBurst()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(coach);
        var stage = Open(client.Id);

        var id = await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        Feed.Publish(Topics.Sessions, id);
        PassBurst();

        Eventually(stage, () => Assert.Equal([id], SessionsIn(stage, "Upcoming")));
        Eventually(stage, () => Assert.Contains("2026", stage.Find("dd a time").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Overview_ManySessions_AreAPageAtATime()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        for (var day = 1; day <= 10; day++)
            await Given.SessionAsync(coach, client, $"2026-12-{day:00} 10:00");
        SignIn(coach);
        var stage = Open(client.Id);
        var first = SessionsIn(stage, "Upcoming");

        await Button(stage, "Next").ClickAsync();

        Eventually(stage, () => Assert.Equal(2, SessionsIn(stage, "Upcoming").Count));
        Assert.Equal(8, first.Count);
        Assert.Empty(first.Intersect(SessionsIn(stage, "Upcoming")));
    }

    [Fact]
    public async Task Sessions_OfTheClient_AreListedTheLatestFirst()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var early = await Given.SessionAsync(coach, client, "2026-11-01 10:00");
        var late = await Given.SessionAsync(coach, client, "2027-11-01 10:00");
        await Given.SessionAsync(coach, await Given.ClientAsync(coach, "Tom Okafor"));
        SignIn(coach);

        var stage = Open(client.Id, "sessions");

        Eventually(stage, () => Assert.Equal([late, early], Ids(stage.FindAll("[data-session-id]"))));
        Assert.Contains(stage.FindAll("a"), link => link.GetAttribute("href") == $"/sessions?client={client.Id}");
    }

    [Fact]
    public async Task Page_Left_LeavesNothingSubscribed()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(coach);
        var before = Subscriptions;
        Open(client.Id);
        Assert.True(Feed.SubscriberCount > before);

        await DisposeComponentsAsync();

        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task Page_CoachWhoMayOnlyLook_HasNoFormAndNoNewSession()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.ViewClients));
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(coach);

        var stage = Open(client.Id, "contact");

        Assert.Empty(stage.FindAll("form, button"));
        Assert.DoesNotContain(stage.FindAll("a"), link => link.GetAttribute("href")!.Contains("new_session", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notes_OfACoachWhoMayOnlyLook_PromiseNoSaving()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.ViewClients));
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        SignIn(coach);

        var stage = Open(client.Id);

        Assert.Equal("Clients never see them, and they are in no mail.", stage.Find("#notes-hint").TextContent);
    }

    [Fact]
    public async Task Archive_Confirmed_LeadsToTheList()
    {
        var admin = await Given.AdministratorAsync();
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        await Given.SessionAsync(coach, client);
        SignIn(admin);
        var stage = Open(client.Id);

        _ = Button(stage, "Archive").ClickAsync();
        var dialog = stage.WaitForElement("[role=dialog] .banner", TimeSpan.FromSeconds(10));
        Assert.Contains("Sessions still ahead: 1.", dialog.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.FindAll("[role=dialog] button"), button => button.TextContent == "Delete for good");
        _ = stage.Find("[role=dialog] .primary").ClickAsync();

        Eventually(stage, () => Assert.Equal("/clients", Address));
        await using var db = Db();
        Assert.NotNull((await db.Set<Client>().SingleAsync(Cancel)).ArchivedAtUtc);
    }

    [Fact]
    public async Task Page_ArchivedClient_OffersNothingButToRestore()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        await Services.GetRequiredService<ClientArchiveService>().ArchiveAsync(admin, client.Id, Cancel);
        SignIn(admin);
        var stage = Open(client.Id);
        Assert.DoesNotContain(stage.FindAll(".page-head a, .page-head button"), act => act.TextContent is "Archive" or "New session");

        await Button(stage, "Restore").ClickAsync();

        Eventually(stage, () => Assert.Contains(stage.FindAll("button"), button => button.TextContent == "Archive"));
        await using var db = Db();
        Assert.Null((await db.Set<Client>().SingleAsync(Cancel)).ArchivedAtUtc);
    }

    [Fact]
    public async Task Contact_Saved_ChangesTheClientAndSaysSo()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        SignIn(admin);
        var stage = Open(client.Id, "contact");
        Input(stage, "Last name").Change("Grand");

        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal("Saved", stage.Find("form [role=status]").TextContent));
        PassBurst();
        Eventually(stage, () => Assert.Equal("Anna Grand", stage.Find("h1").TextContent));
        Assert.Equal("Saved", stage.Find("form [role=status]").TextContent);
    }

    [Fact]
    public async Task Contact_LeftWithUnsavedText_AsksFirst_ButAWindowOnThePageIsNoLeaving()
    {
        var client = await Given.ClientAsync();
        SignIn(await Given.AdministratorAsync());
        var stage = Open(client.Id, "contact");
        await Input(stage, "Phone").ChangeAsync(new() { Value = "555" });

        Navigation.NavigateTo(AppRoutes.NewSessionOn(AppRoutes.Client(client.Id, "contact"), client.Id));
        Assert.Contains(AppRoutes.NewSessionQuery, Address, StringComparison.Ordinal);
        Navigation.NavigateTo(AppRoutes.Client(client.Id, "contact"));
        Navigation.NavigateTo(AppRoutes.Client(client.Id, "sessions"));

        Eventually(stage, () => Assert.Contains("What you typed is not saved.", stage.Markup, StringComparison.Ordinal));
        Assert.Equal(AppRoutes.Client(client.Id, "contact"), Address);
        Assert.Equal("555", Input(stage, "Phone").GetAttribute("value"));
        await Button(stage, "Leave without saving").ClickAsync(new());
        Assert.Equal(AppRoutes.Client(client.Id, "sessions"), Address);
    }

    [Fact]
    public async Task Contact_ChangedElsewhereWhileNothingIsTyped_ShowsTheChange()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        SignIn(admin);
        var stage = Open(client.Id, "contact");

        await ChangePhoneElsewhereAsync(admin, client.Id, "111");
        PassBurst();

        Eventually(stage, () => Assert.Equal("111", Input(stage, "Phone").GetAttribute("value")));
    }

    [Fact]
    public async Task Contact_ChangedElsewhereWhileTyping_KeepsBoth()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        SignIn(admin);
        var stage = Open(client.Id, "contact");
        Input(stage, "Last name").Change("Grand");
        await ChangePhoneElsewhereAsync(admin, client.Id, "111");
        PassBurst();
        stage.WaitForElement(".banner", TimeSpan.FromSeconds(10));
        Assert.Equal("Grand", Input(stage, "Last name").GetAttribute("value"));

        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal("Saved", stage.Find("form [role=status]").TextContent));
        Assert.Equal("111", Input(stage, "Phone").GetAttribute("value"));
        await using var db = Db();
        var user = (await db.Set<Client>().Include(c => c.User).SingleAsync(Cancel)).User;
        Assert.Equal(("Grand", "111"), (user.LastName, user.PhoneNumber));
    }

    [Fact]
    public async Task Contact_ChangedElsewhereInTheMiddleOfAWord_KeepsTheForm()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        SignIn(admin);
        var stage = Open(client.Id, "contact");
        Input(stage, "Last name").Input("Gra");
        await ChangePhoneElsewhereAsync(admin, client.Id, "111");
        PassBurst();

        stage.WaitForElement(".banner", TimeSpan.FromSeconds(10));
        Assert.NotEqual("111", Input(stage, "Phone").GetAttribute("value"));
    }

    [Fact]
    public async Task Contact_SameFieldChangedElsewhere_SaysSoOnceThenTakesMine()
    {
        var admin = await Given.AdministratorAsync();
        var client = await Given.ClientAsync();
        SignIn(admin);
        var stage = Open(client.Id, "contact");
        Input(stage, "Phone").Change("222");
        await ChangePhoneElsewhereAsync(admin, client.Id, "111");

        await stage.Find("form").SubmitAsync();
        Eventually(stage, () => Assert.Contains("111", ProblemAt(stage, "Phone"), StringComparison.Ordinal));
        Assert.Equal("222", Input(stage, "Phone").GetAttribute("value"));

        await stage.Find("form").SubmitAsync();
        Eventually(stage, () => Assert.Equal("Saved", stage.Find("form [role=status]").TextContent));
        await using var db = Db();
        Assert.Equal("222", (await db.Set<Client>().Include(c => c.User).SingleAsync(Cancel)).User.PhoneNumber);
    }

    [Theory]
    [InlineData("+33 (0)1 23 45", "tel:+3312345")]
    [InlineData("(0)1 23 45", "tel:012345")]
    [InlineData("01 23 ext. 9", "tel:0123")]
    public async Task Phone_OfAnyNotation_DialsItsDigits(string phone, string link)
    {
        var client = await Given.ClientAsync(with: user => user.PhoneNumber = phone);
        SignIn(await Given.AdministratorAsync());

        var stage = Open(client.Id);

        Assert.Contains(stage.FindAll("dd a"), found => found.GetAttribute("href") == link);
    }

    private IRenderedComponent<Stage> Open(int clientId, string? tab = null)
    {
        Navigation.NavigateTo(AppRoutes.Client(clientId, tab));
        var stage = Show<ClientProfilePage>(page => page.Add(p => p.Id, clientId));
        stage.WaitForElement("h1", TimeSpan.FromSeconds(10));
        stage.WaitForState(() => stage.FindAll(".skeleton").Count == 0, TimeSpan.FromSeconds(10));
        return stage;
    }

    private async Task ChangePhoneElsewhereAsync(Actor actor, int clientId, string phone)
    {
        var profile = (await Services.GetRequiredService<ClientQueries>().ProfileAsync(actor, clientId, Cancel)).Value;
        var seen = new ClientInput { FirstName = profile.FirstName, LastName = profile.LastName, Email = profile.Email, Phone = profile.Phone, CoachId = profile.CoachId };
        Assert.True((await Service.UpdateAsync(actor, clientId, seen with { Phone = phone }, seen, sendLoginDetails: false, Cancel)).Ok);
    }

    private static List<int> SessionsIn(IRenderedComponent<Stage> stage, string title) =>
        stage.FindAll("section").Where(section => section.QuerySelector("h2")!.TextContent == title)
            .SelectMany(section => Ids(section.QuerySelectorAll("[data-session-id]"))).ToList();

    private static IEnumerable<int> Ids(IEnumerable<AngleSharp.Dom.IElement> rows) =>
        rows.Select(row => int.Parse(row.GetAttribute("data-session-id")!, System.Globalization.CultureInfo.InvariantCulture));
}
