using Bunit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using NodaTime;

namespace CoachHub.Tests.Sessions;

public sealed class SessionDialogTests : SessionScreen
{
    [Fact]
    public async Task New_ForAClient_StartsFilledAsTheContractSays()
    {
        var claire = await Given.CoachAsync();
        var anna = await Given.ClientAsync(claire);
        SignIn(await Given.AdministratorAsync("Ada Martin", user => user.Coaches = true));

        var dialog = Open($"/sessions?new_session=1&client={anna.Id}");

        Assert.Equal("Anna Petit", Field(dialog, "Client").GetAttribute("value"));
        Assert.Equal($"{claire.Id}", Field(dialog, "Coach").GetAttribute("value"));
        Assert.Equal("2026-11-23", Field(dialog, "Date").GetAttribute("value"));
        Assert.StartsWith("11:00", Field(dialog, "Time").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Equal("60", Field(dialog, "Duration (minutes)").GetAttribute("value"));
        Assert.Equal(("Booked", "Pending"), (Field(dialog, "Status").GetAttribute("value"), Field(dialog, "Payment").GetAttribute("value")));
    }

    [Fact]
    public async Task New_NextHourTaken_StartsAtTheFreeOneAfter()
    {
        var claire = await Given.CoachAsync();
        await Given.SessionAsync(claire, await Given.ClientAsync(claire), "2026-11-23 11:00", minutes: 90);
        SignIn(claire);

        var dialog = Open("/sessions?new_session=1");

        Assert.StartsWith("13:00", Field(dialog, "Time").GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_BadInput_SaysSoAtEachFieldAndKeepsWhatWasTyped()
    {
        SignIn(await Given.CoachAsync());
        var dialog = Open("/sessions?new_session=1");

        Field(dialog, "Duration (minutes)").Change("0");
        Field(dialog, "Price").Change("-5");
        Field(dialog, "Video link").Change("zoom");
        Field(dialog, "Title").Change("Kept");
        dialog.Find("form").Submit();

        Assert.Equal("Choose a client.", ProblemAt(dialog, "Client"));
        Assert.Equal("Enter whole minutes, from 1 to 1440 (24 hours).", ProblemAt(dialog, "Duration (minutes)"));
        Assert.Equal("The price cannot be negative.", ProblemAt(dialog, "Price"));
        Assert.Equal("Enter an address that begins with http:// or https://.", ProblemAt(dialog, "Video link"));
        Assert.Equal("Kept", Field(dialog, "Title").GetAttribute("value"));
    }

    [Fact]
    public async Task Overlap_IsNamed_AndBookingOverItTakesAReason()
    {
        var claire = await Given.CoachAsync();
        var anna = await Given.ClientAsync(claire);
        await Given.SessionAsync(claire, await Given.ClientAsync(claire, "Elise Fabre"));
        SignIn(claire);
        var dialog = Open($"/sessions?new_session=1&client={anna.Id}");

        Field(dialog, "Date").Change("2026-12-01");
        Field(dialog, "Time").Change("10:30:00");
        Eventually(dialog, () => Assert.Contains("Overlaps Elise Fabre, 10:00 to 11:00.", dialog.Markup, StringComparison.Ordinal));
        Assert.Contains("Next free: 11:00", dialog.Markup, StringComparison.Ordinal);

        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.NotNull(ProblemAt(dialog, "Reason for booking over it")));

        Field(dialog, "Reason for booking over it").Change("joint session");
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
    }

    [Fact]
    public async Task Footer_SaysBeforehandWhoIsMailedAndWhy()
    {
        var claire = await Given.CoachAsync();
        var anna = await Given.ClientAsync(claire);
        var id = await Given.ToldSessionAsync(claire, anna);
        SignIn(claire);
        var dialog = Open($"/sessions?open_session={id}");
        Eventually(dialog, () => Assert.Contains("nothing to tell", dialog.Markup, StringComparison.Ordinal));
        Assert.True(Button(dialog, "Save and notify").HasAttribute("disabled"));

        Field(dialog, "Time").Change("15:00:00");
        Eventually(dialog, () => Assert.Contains(": new time.", dialog.Markup, StringComparison.Ordinal));
        Assert.False(Button(dialog, "Save and notify").HasAttribute("disabled"));

        Field(dialog, "Status").Change("Cancelled");
        Eventually(dialog, () => Assert.Contains("Saving mails anna.petit", dialog.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancel_NeverToldClient_IsAChoiceThatStaffMayClear()
    {
        var claire = await Given.CoachAsync();
        var id = await Given.SessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(claire);
        var dialog = Open($"/sessions?open_session={id}");

        Field(dialog, "Status").Change("Cancelled");
        Eventually(dialog, () => Assert.True(dialog.Find(".foot input[type=checkbox]").HasAttribute("checked")));
        dialog.Find(".foot input[type=checkbox]").Change(false);
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));

        Assert.Equal((SessionStatus.Cancelled, ToldState.Never), ((await FindAsync(id)).Status, (await FindAsync(id)).Told));
    }

    [Fact]
    public async Task Session_SavedElsewhereWhileTyping_ShowsWhoChangedWhatAndKeepsTheTyped()
    {
        var claire = await Given.CoachAsync();
        var admin = await Given.AdministratorAsync();
        var anna = await Given.ClientAsync(claire);
        var id = await Given.ToldSessionAsync(claire, anna);
        SignIn(claire);
        var dialog = Open($"/sessions?open_session={id}");
        Field(dialog, "Title").Change("Mine");

        await Service.SaveAsync(admin, new SaveSession(Told(claire, anna) with { Location = "Studio 2" }) { Id = id }, Cancel);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(dialog, () => Assert.Contains("Ada Martin changed the location from 12 rue des Lilas to Studio 2", dialog.Find("[role=status].followed").TextContent, StringComparison.Ordinal));
        Assert.Equal("Mine", Field(dialog, "Title").GetAttribute("value"));
    }

    [Fact]
    public async Task Close_WithUnsavedChanges_AsksFirst()
    {
        var claire = await Given.CoachAsync();
        var id = await Given.SessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(claire);
        var dialog = Open($"/sessions?open_session={id}");

        Field(dialog, "Title").Change("Typed");
        Button(dialog, "Close").Click();
        Assert.Contains("What you changed is not saved.", dialog.Markup, StringComparison.Ordinal);
        Button(dialog, "Discard the changes").Click();

        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.EndsWith("/sessions", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escape_ClosesWhatIsUnchanged_AndTheWayBackAsksAboutWhatIsNot()
    {
        var claire = await Given.CoachAsync();
        var id = await Given.SessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(claire);
        var dialog = Open($"/sessions?open_session={id}");

        Field(dialog, "Title").Change("Typed");
        Navigation.NavigateTo("/clients");
        Eventually(dialog, () => Assert.Contains("What you changed is not saved.", dialog.Markup, StringComparison.Ordinal));
        Assert.EndsWith($"/sessions?open_session={id}", Navigation.Uri, StringComparison.Ordinal);

        Button(dialog, "Keep editing").Click();
        Field(dialog, "Title").Change("");
        dialog.Find(".sheet").KeyDown("Escape");
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
    }

    [Fact]
    public async Task Open_AnotherCoachsSession_IsNotFound()
    {
        var claire = await Given.CoachAsync();
        var id = await Given.SessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(await Given.CoachAsync("Marc Lenoir"));
        Navigation.NavigateTo($"/sessions?open_session={id}");

        var stage = Show<SessionDialogHost>();

        Assert.Empty(stage.FindAll("[role=dialog]"));
    }

    [Fact]
    public async Task Delete_NobodyKnowsOfIt_AsksThenDeletesAndCloses()
    {
        var claire = await Given.CoachAsync();
        var id = await Given.SessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(claire);
        var dialog = Open($"/sessions?open_session={id}");

        Button(dialog, "Delete the session").Click();
        Assert.Contains("Delete this session for good?", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Button(dialog, "Delete for good").Click();

        Eventually(dialog, () => Assert.Empty(dialog.FindAll(".session-dialog")));
        Assert.Contains("The session is deleted.", dialog.Markup, StringComparison.Ordinal);
        await using var db = Db();
        Assert.Empty(db.Set<Session>());
    }

    [Fact]
    public async Task Delete_ClientKnowsOfIt_SaysWhyNot()
    {
        var claire = await Given.CoachAsync();
        var id = await Given.ToldSessionAsync(claire, await Given.ClientAsync(claire));
        SignIn(claire);
        var dialog = Open($"/sessions?open_session={id}");

        Button(dialog, "Delete the session").Click();
        Button(dialog, "Delete for good").Click();

        Eventually(dialog, () => Assert.Contains("the client was told of it", dialog.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        await using var db = Db();
        Assert.Single(db.Set<Session>());
    }

    private IRenderedComponent<Stage> Open(string address)
    {
        Navigation.NavigateTo(address);
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Button(stage, "Save"));
        return stage;
    }

    private static SessionInput Told(Actor coach, Actor client) => new()
    {
        ClientId = client.Id,
        CoachId = coach.Id,
        Date = new LocalDate(2026, 12, 1),
        Time = new LocalTime(10, 0),
        ZoneId = Support.Given.Zone,
        Location = "12 rue des Lilas",
        Price = 80,
    };
}
