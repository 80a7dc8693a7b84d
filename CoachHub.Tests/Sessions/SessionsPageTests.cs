using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Sessions;
using NodaTime;

namespace CoachHub.Tests.Sessions;

public sealed class SessionsPageTests : SessionScreen
{
    [Fact]
    public async Task List_Empty_SaysWhyAndOffersTheNextAct()
    {
        SignIn(await Given.AdministratorAsync());

        var page = Show<SessionsPage>();

        Eventually(page, () => Assert.Contains("There are no sessions yet.", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Create a session", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_WithNothingOpen_IsGoodNews()
    {
        SignIn(await Given.AdministratorAsync());
        Navigation.NavigateTo("/sessions?view=told_old_facts");

        var page = Show<SessionsPage>();

        Eventually(page, () => Assert.Contains("Every client has the current facts.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_WithFilters_ShowsOnlyWhatMatches()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var booked = await Given.SessionAsync(coach, anna);
        var cancelled = await Given.SessionAsync(coach, anna, "2026-12-02 10:00", status: SessionStatus.Cancelled);
        SignIn(await Given.AdministratorAsync());
        Navigation.NavigateTo($"/sessions?status=cancelled,no_show&coach={coach.Id}&told=never&from=2026-12-01&to=2026-12-31&sort=nonsense");

        var page = Show<SessionsPage>();

        Eventually(page, () => Row(page, cancelled));
        Assert.Empty(page.FindAll($"tr[data-session-id='{booked}']"));
        Assert.Equal("Cancelled, No-show", page.Find("select[aria-label=Status] option[value='*']").TextContent);
    }

    [Fact]
    public async Task Row_OnThePage_StaysWithinItsBudget()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(await Given.AdministratorAsync());
        var page = Show<SessionsPage>();
        Eventually(page, () => Row(page, id));

        // Fifty rows are sent at a click and held in memory while the page is open: elements and attributes are counted (docs/adr/0005).
        var row = Row(page, id);
        var elements = row.QuerySelectorAll("*").Prepend(row).ToList();
        Assert.True(elements.Count <= 21, $"{elements.Count} elements");
        var attributes = elements.Sum(element => element.Attributes.Count(attribute => !attribute.Name.StartsWith("blazor:", StringComparison.Ordinal)));
        Assert.True(attributes <= 32, $"{attributes} attributes: does a style sheet of the table's own mark each element?");
    }

    [Fact]
    public async Task Row_ChangedElsewhere_IsReadAgainInPlaceAndMarked()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var id = await Given.ToldSessionAsync(coach, anna);
        SignIn(await Given.AdministratorAsync());
        var page = Show<SessionsPage>();
        Eventually(page, () => Assert.Contains("Told", Row(page, id).TextContent, StringComparison.Ordinal));

        await Service.SaveAsync(coach, new SaveSession(Moved(coach.Id, anna.Id)) { Id = id }, Cancel);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () =>
        {
            var row = Row(page, id);
            Assert.Contains("Told old facts", row.TextContent, StringComparison.Ordinal);
            Assert.Contains("15:00", row.TextContent, StringComparison.Ordinal);
            Assert.Equal("10:00", row.QuerySelector("s")!.TextContent);
            Assert.Contains("marked", row.ClassName!, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Session_MadeElsewhere_IsCountedUntilAskedFor()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var shown = await Given.SessionAsync(coach, anna);
        SignIn(await Given.AdministratorAsync());
        var page = Show<SessionsPage>();
        Eventually(page, () => Row(page, shown));

        var made = await Given.SessionAsync(coach, anna, "2026-12-05 10:00");
        Announce(made);
        Eventually(page, () => Button(page, "1 new"));
        Assert.Empty(page.FindAll($"tr[data-session-id='{made}']"));

        Button(page, "1 new").Click();
        Eventually(page, () => Row(page, made));
    }

    [Fact]
    public async Task Row_Opened_LeadsToTheModalsAddress()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
        Navigation.NavigateTo("/sessions?told=never");
        var page = Show<SessionsPage>();
        Eventually(page, () => Row(page, id));

        page.Find("tbody").TriggerEvent("onrowopen", new RowEventArgs { Id = $"{id}" });

        Assert.EndsWith($"/sessions?told=never&open_session={id}", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Disposed_ListensNoMore()
    {
        SignIn(await Given.AdministratorAsync());
        var before = Subscriptions;
        var page = Show<SessionsPage>();
        Eventually(page, () => Assert.Contains("There are no sessions yet.", page.Markup, StringComparison.Ordinal));
        Assert.True(Subscriptions > before);

        await DisposeComponentsAsync();

        Assert.Equal(before, Subscriptions);
    }

    private static SessionInput Moved(int coachId, int clientId) => new()
    {
        ClientId = clientId,
        CoachId = coachId,
        Date = new LocalDate(2026, 12, 1),
        Time = new LocalTime(15, 0),
        ZoneId = "Europe/Paris",
        Location = "12 rue des Lilas",
        Price = 80,
    };
}
