using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Sessions;

/// <summary>What is done in the list: in a row, with a selection, with the list itself.</summary>
public sealed class SessionsPageActsTests : SessionScreen
{
    private BunitJSModuleInterop script = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        script = JSInterop.SetupModule("./session-list.js");
        script.Mode = JSRuntimeMode.Loose;
        script.Setup<int[]?>("picked", _ => true).SetResult([]);
    }

    [Fact]
    public async Task Payment_ChosenInTheRow_IsSavedAndNoNews()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
        var page = await ShowListAsync(id);

        Ask(page, id, "payment");
        Choose(page, "Paid");

        Eventually(page, () => Assert.Contains("Paid", Row(page, id).QuerySelector("td.pay")!.TextContent, StringComparison.Ordinal));
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.DoesNotContain("marked", Row(page, id).ClassName ?? "", StringComparison.Ordinal);
        Assert.Equal(PaymentStatus.Paid, (await FindAsync(id)).Payment);
    }

    [Fact]
    public async Task Change_ThatMailsNobody_CanBeTakenBack()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
        var page = await ShowListAsync(id);

        Ask(page, id, "status");
        Choose(page, "Completed");
        Eventually(page, () => Assert.Contains("Completed", Row(page, id).TextContent, StringComparison.Ordinal));
        Eventually(page, () => Button(page, "Undo").Click());

        Eventually(page, () => Assert.Contains("Booked", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Cancelling_InTheRow_SaysFirstWhoIsMailed()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach, with: user => user.ChangeEmail("anna@example.org"));
        var id = await Given.ToldSessionAsync(coach, anna);
        SignIn(coach);
        var page = await ShowListAsync(id);

        Ask(page, id, "status");
        Choose(page, "Cancelled");

        Eventually(page, () => Assert.Contains("anna@example.org", page.Find("#row-menu").TextContent, StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
        Button(page, "Cancel the session").Click();
        Eventually(page, () => Assert.Contains("Queued", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Cancelled, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Cancelling_AClientWhoWasNeverTold_LeavesTheChoice()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
        var page = await ShowListAsync(id);
        Ask(page, id, "status");
        Choose(page, "Late cancelled");

        Eventually(page, () => Assert.True(page.Find("#row-menu input[type=checkbox]").HasAttribute("checked")));
        page.Find("#row-menu input[type=checkbox]").Change(false);
        Button(page, "Cancel the session").Click();

        Eventually(page, () => Assert.Contains("Late cancelled", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Equal(ToldState.Never, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Change_OfWhatSomebodyElseChanged_IsRefusedWithTheWayOut()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
        var page = await ShowListAsync(id);
        Ask(page, id, "status");

        await Services.GetRequiredService<SessionQuickService>().ChangeAsync(
            coach, new QuickChange(id, SessionStatus.Booked, PaymentStatus.Pending) { Payment = PaymentStatus.Paid }, Cancel);
        Choose(page, "Completed");

        Eventually(page, () => Assert.EndsWith($"open_session={id}", page.Find("#row-menu a").GetAttribute("href"), StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Booked, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task Rows_OfWhoMayOnlyLook_HaveNothingToChange()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = "view_sessions");
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);

        var page = await ShowListAsync(id);

        Assert.Empty(Row(page, id).QuerySelectorAll("button, input"));
    }

    [Fact]
    public async Task Selection_Picked_IsCountedUntilCleared()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var one = await Given.SessionAsync(coach, anna, "2026-12-01 10:00");
        var two = await Given.SessionAsync(coach, anna, "2026-12-02 10:00");
        SignIn(await Given.AdministratorAsync());
        var page = await ShowListAsync(one);

        Pick(page, true, one, two, 999);
        Eventually(page, () => Assert.Contains("2 selected", page.Find("[role=toolbar]").TextContent, StringComparison.Ordinal));
        Assert.True(Row(page, one).QuerySelector("input")!.HasAttribute("checked"));

        Pick(page, false, one);
        Eventually(page, () => Assert.Contains("1 selected", page.Find("[role=toolbar]").TextContent, StringComparison.Ordinal));
        Button(page, "Clear").Click();
        Eventually(page, () => Assert.Empty(page.FindAll("[role=toolbar]")));
    }

    [Fact]
    public async Task Selection_AfterAReload_IsBackWithoutWhatMayNotBeSeen()
    {
        var coach = await Given.CoachAsync();
        var mine = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        var other = await Given.CoachAsync("Marc Leroy");
        var theirs = await Given.SessionAsync(other, await Given.ClientAsync(other, "Bob Grand"));
        script.Setup<int[]?>("picked", _ => true).SetResult([mine, theirs, 999]);
        SignIn(coach);

        var page = await ShowListAsync(mine);

        Eventually(page, () => Assert.Contains("1 selected", page.Find("[role=toolbar]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task SelectAll_TakesWhatTheFilterLetsThrough()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var first = await Given.SessionAsync(coach, anna, "2026-12-01 08:00");
        for (var day = 1; day <= 30; day++)
            await Given.SessionAsync(coach, anna, $"2026-12-{day:00} 10:00");
        await Given.SessionAsync(coach, anna, "2026-12-31 10:00", status: SessionStatus.Cancelled);
        SignIn(coach);
        Navigation.NavigateTo("/sessions?status=booked&size=25");
        var page = await ShowListAsync(first);

        page.Find("thead input").Change(true);
        Eventually(page, () => Assert.Contains("25 selected", page.Find("[role=toolbar]").TextContent, StringComparison.Ordinal));
        Button(page, "Select all matches").Click();

        Eventually(page, () => Assert.Contains("31 selected", page.Find("[role=toolbar]").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bar_ActOnTheSelection_IsDoneAndTheSelectionGone()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var one = await Given.SessionAsync(coach, anna, "2026-11-20 10:00");
        var two = await Given.SessionAsync(coach, anna, "2026-11-20 12:00");
        SignIn(coach);
        Navigation.NavigateTo("/sessions?at=2026-11-20");
        var page = await ShowListAsync(one);
        Pick(page, true, one, two);

        Eventually(page, () => Button(page, "Mark completed").Click());
        Eventually(page, () => page.FindAll("[role=dialog] button").Single(button => button.TextContent.Trim() == "Mark 2 sessions").Click());
        Eventually(page, () =>
        {
            page.FindAll("[role=dialog] button").FirstOrDefault(button => button.TextContent.Trim() == "Close")?.Click();
            Assert.Empty(page.FindAll("[role=toolbar]"));
        });

        Eventually(page, () => Assert.Contains("Completed", Row(page, one).TextContent, StringComparison.Ordinal));
        Assert.Contains("Completed", Row(page, two).TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("marked", Row(page, two).ClassName ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Selection_OfRowsThatChange_KnowsTheVersionLastSeen()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        var selection = new SessionSelection();
        selection.Set([id, 999], on: true);
        Assert.Null(selection.Picks[0].Version);

        selection.Seen(await Services.GetRequiredService<SessionListQuery>().ReadRowsAsync(coach, [id], Cancel));

        Assert.Equal([(id, 1), (999, null)], selection.Picks.Select(pick => (pick.Id, pick.Version)));
    }

    [Fact]
    public void Selection_OfTooMany_TakesNoMore()
    {
        var selection = new SessionSelection();

        Assert.True(selection.Set(Enumerable.Range(1, SessionMatchQueries.Most), on: true));
        Assert.False(selection.Set([1, SessionMatchQueries.Most + 1], on: true));

        Assert.Equal(SessionMatchQueries.Most, selection.Count);
    }

    [Fact]
    public async Task Row_WithMarkupInEveryField_ShowsItAsText()
    {
        const string Attack = "\"'><img src=x onerror=alert(1)>";
        var coach = await Given.CoachAsync(with: user => user.Rename("Claire", Attack));
        var anna = await Given.ClientAsync(coach, with: user =>
        {
            user.Rename(Attack, "Petit");
            user.ZoneId = "America/New_York";
        });
        var id = await Given.SessionAsync(coach, anna, title: Attack);
        SignIn(await Given.AdministratorAsync());
        var page = await ShowListAsync(id);
        Services.GetRequiredService<Presence>().Enter(Topics.Sessions, id, coach.Id, $"Claire {Attack}");
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("is editing", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("img, [onerror]"));
        Assert.Contains(Attack, Row(page, id).QuerySelector("td.who b")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(Attack, Row(page, id).QuerySelector("td.title")!.TextContent);
        Assert.Contains(Attack, Row(page, id).QuerySelector("td.coach")!.TextContent, StringComparison.Ordinal);
        Assert.Contains(Attack, Row(page, id).QuerySelector(".editing")!.GetAttribute("title")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_ThatVanished_StaysAndSaysSo()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(await Given.AdministratorAsync());
        var page = await ShowListAsync(id);

        await Service.DeleteAsync(coach, id, Cancel);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("No longer there", Row(page, id).TextContent, StringComparison.Ordinal));
        Assert.Empty(Row(page, id).QuerySelectorAll("button"));
    }

    [Fact]
    public async Task Row_MovedToAnotherDay_StaysUnderItsHeadingWithTheNewDay()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var before = await Given.SessionAsync(coach, anna, "2026-12-01 08:00");
        var moved = await Given.SessionAsync(coach, anna, "2026-12-01 10:00");
        var after = await Given.SessionAsync(coach, anna, "2026-12-01 12:00");
        SignIn(await Given.AdministratorAsync());
        var page = await ShowListAsync(moved);

        await Service.SaveAsync(coach, new SaveSession(InputAt(coach, anna, 9)) { Id = moved }, Cancel);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Contains("9 Dec 2026", Row(page, moved).TextContent, StringComparison.Ordinal));
        Assert.Equal([before, moved, after], page.FindAll("[data-session-id]").Select(row => int.Parse(row.GetAttribute("data-session-id")!, System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Single(page.FindAll("tr.day"));
        Assert.Contains("fresh", Row(page, moved).QuerySelector("td.when")!.ClassName!, StringComparison.Ordinal);
        Assert.DoesNotContain("fresh", Row(page, moved).QuerySelector("td.status")!.ClassName!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Column_SwitchedOff_IsOffOnTheNextDeviceToo()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        SignIn(coach);
        var page = await ShowListAsync(id);

        page.FindAll("#session-columns label").Single(label => label.TextContent.Trim() == "Price").QuerySelector("input")!.Change(false);

        Eventually(page, () => Assert.Empty(page.FindAll("th.price, td.price")));
        await DisposeComponentsAsync();
        var again = await ShowListAsync(id);
        Assert.Empty(again.FindAll("td.price"));
        Assert.Equal(7, again.FindAll("thead th").Count);
    }

    [Fact]
    public async Task View_Named_StandsBesideTheOthersWithItsCount()
    {
        var coach = await Given.CoachAsync();
        var anna = await Given.ClientAsync(coach);
        var id = await Given.SessionAsync(coach, anna, status: SessionStatus.NoShow);
        await Given.SessionAsync(coach, anna, "2026-12-02 10:00");
        SignIn(coach);
        Navigation.NavigateTo("/sessions?status=no_show&sort=client");
        var page = await ShowListAsync(id);

        Button(page, "Save as a view").Click();
        Eventually(page, () => Field(page, "Name").Change("Missed"));
        page.Find("form#session-view").Submit();

        Eventually(page, () =>
        {
            var pill = page.FindAll(".views a").Single(link => link.TextContent.Contains("Missed", StringComparison.Ordinal));
            Assert.Equal("/sessions?status=no_show&sort=client", pill.GetAttribute("href"));
            Assert.Equal("true", pill.GetAttribute("aria-current"));
            Assert.Equal("1", pill.QuerySelector("b")!.TextContent);
        });
        Button(page, "Edit this view").Click();
        Eventually(page, () => Button(page, "Delete").Click());
        Eventually(page, () => Assert.DoesNotContain("Missed", page.Find(".views").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_OpenElsewhere_ShowsWhoIsAtIt()
    {
        var coach = await Given.CoachAsync();
        var id = await Given.SessionAsync(coach, await Given.ClientAsync(coach));
        var admin = await Given.AdministratorAsync();
        SignIn(admin);
        var page = await ShowListAsync(id);
        var presence = Services.GetRequiredService<Presence>();

        presence.Enter(Topics.Sessions, id, admin.Id, admin.Name);
        var stay = presence.Enter(Topics.Sessions, id, coach.Id, coach.Name);
        Clock.Advance(TimeSpan.FromMilliseconds(200));

        Eventually(page, () => Assert.Equal($"{coach.Name} is editing", Row(page, id).QuerySelector(".editing")!.GetAttribute("title")));
        stay.Leave();
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(page, () => Assert.Null(Row(page, id).QuerySelector(".editing")));
    }

    [Fact]
    public async Task LetterKeys_SwitchedOff_StayOff()
    {
        SignIn(await Given.AdministratorAsync());
        var page = Show<SessionsPage>();
        Eventually(page, () => Assert.Equal("on", page.Find("[data-keys]").GetAttribute("data-keys")));

        page.Find("[data-key='?']").Click();
        Eventually(page, () => page.Find("[role=dialog] input[type=checkbox]").Change(false));
        Eventually(page, () => Assert.NotEmpty(page.FindAll(".keys.off")));
        page.FindAll("[role=dialog] button").Single(button => button.TextContent.Trim() == "Close").Click();

        Eventually(page, () => Assert.Equal("off", page.Find("[data-keys]").GetAttribute("data-keys")));
    }

    private async Task<IRenderedComponent<Stage>> ShowListAsync(int id)
    {
        var page = Show<SessionsPage>();
        await page.WaitForStateAsync(() => page.FindAll($"tr[data-session-id='{id}']").Count == 1, TimeSpan.FromSeconds(10));
        return page;
    }

    private static void Ask(IRenderedComponent<Stage> page, int id, string kind) =>
        page.Find("tbody").TriggerEvent("onrowmenu", new RowMenuEventArgs { Id = $"{id}", Kind = kind });

    private static void Choose(IRenderedComponent<Stage> page, string word) => Eventually(page, () =>
        page.FindAll("#row-menu [role=menuitemradio]").Single(item => item.TextContent.EndsWith(word, StringComparison.Ordinal) && item.TextContent.Length <= word.Length + 2).Click());

    private static void Pick(IRenderedComponent<Stage> page, bool on, params int[] ids) =>
        page.Find("tbody").TriggerEvent("onrowpick", new RowPickEventArgs { Ids = ids, On = on });

    private static SessionInput InputAt(Actor coach, Actor client, int day) => new()
    {
        ClientId = client.Id,
        CoachId = coach.Id,
        Date = new NodaTime.LocalDate(2026, 12, day),
        Time = new NodaTime.LocalTime(10, 0),
        ZoneId = "Europe/Paris",
        Location = "12 rue des Lilas",
        Price = 80,
    };
}
