using System.Globalization;
using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Clients;
using CoachHub.App.Components.Kit;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Clients;

public sealed class ClientOverviewTests : ClientScreen
{
    private ClientNotesService Notes => Services.GetRequiredService<ClientNotesService>();

    [Fact]
    public async Task Notes_Typed_AreSavedAMomentAfterTheLastLetter()
    {
        var (coach, client) = await PeopleAsync();
        var stage = Open(client.Id);

        stage.Find("textarea").Input("Wants to sleep");
        Assert.Equal("Not saved yet", StatusOf(stage));
        Clock.Advance(TimeSpan.FromSeconds(3));

        Eventually(stage, () => Assert.Equal("Saved 10:00", StatusOf(stage)));
        Assert.Equal("Wants to sleep", (await Notes.GetAsync(coach, client.Id, Cancel)).Value.Text);
    }

    [Fact]
    public async Task Notes_ChangedElsewhereWhileTyping_ShowTheirsAndKeepBoth()
    {
        var (coach, client) = await PeopleAsync();
        var stage = Open(client.Id);
        stage.Find("textarea").Input("Mine");
        await Notes.SaveAsync(coach, client.Id, "Theirs", "", Cancel);
        Clock.Advance(TimeSpan.FromSeconds(3));

        Eventually(stage, () => Assert.Equal("Theirs", stage.Find("pre.theirs").TextContent));
        await Button(stage, "Keep both").ClickAsync();

        Eventually(stage, () => Assert.Empty(stage.FindAll("pre.theirs")));
        Assert.Equal("Theirs\n\nMine", (await Notes.GetAsync(coach, client.Id, Cancel)).Value.Text);
    }

    [Fact]
    public async Task Notes_ChangedElsewhereWhileNothingIsTyped_ShowTheChange()
    {
        var (coach, client) = await PeopleAsync();
        var stage = Open(client.Id);

        await Notes.SaveAsync(coach, client.Id, "From elsewhere", "", Cancel);
        PassBurst();

        Eventually(stage, () => Assert.Equal("From elsewhere", stage.Find("textarea").GetAttribute("value")));
    }

    [Fact]
    public async Task Notes_PageLeftInTheMiddleOfTyping_AreSaved()
    {
        var (coach, client) = await PeopleAsync();
        var stage = Open(client.Id);
        stage.Find("textarea").Input("Last letters");

        await DisposeComponentsAsync();

        Assert.Equal("Last letters", (await Notes.GetAsync(coach, client.Id, Cancel)).Value.Text);
    }

    [Fact]
    public async Task Notes_DraftThatWasNotSaved_IsOfferedBack()
    {
        var (coach, client) = await PeopleAsync();
        await Services.GetRequiredService<DraftService>().KeepAsync(coach, new DraftKey(ClientNotesService.DraftForm, client.Id), 0, "Lost words", Cancel);
        var stage = Open(client.Id);

        await Button(stage, "Put it back").ClickAsync();

        Eventually(stage, () => Assert.Equal("Lost words", stage.Find("textarea").GetAttribute("value")));
        Assert.Equal("Lost words", (await Notes.GetAsync(coach, client.Id, Cancel)).Value.Text);
    }

    [Fact]
    public async Task Card_PaymentChip_IsChangedInPlaceAndTheFiguresFollow()
    {
        var (_, client) = await PeopleAsync();
        await using (var db = Db())
            Assert.Equal(1, await db.Set<Session>().CountAsync(Cancel));
        var stage = Open(client.Id);
        var id = int.Parse(stage.Find("li[data-session-id]").GetAttribute("data-session-id")!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("€80.00", stage.Find(".due").TextContent, StringComparison.Ordinal);

        await stage.Find("ul.list").TriggerEventAsync("onrowmenu", new RowMenuEventArgs { Id = $"{id}", Kind = "payment" });
        await stage.WaitForElement("#row-menu [role=menu]").QuerySelectorAll("button").Single(choice => choice.TextContent.Contains("Paid", StringComparison.Ordinal)).ClickAsync();
        PassBurst();

        Eventually(stage, () => Assert.Empty(stage.FindAll(".due")));
        Assert.Contains("Paid", stage.Find("li[data-session-id]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("marked", stage.Find("li[data-session-id]").ClassName, StringComparison.Ordinal);
        await using var after = Db();
        Assert.Equal(PaymentStatus.Paid, (await after.Set<Session>().SingleAsync(Cancel)).Payment);
    }

    [Fact]
    public async Task Reset_Confirmed_MailsALinkAndIsInTheTimeline()
    {
        var (_, client) = await PeopleAsync();
        var stage = Open(client.Id);

        _ = Button(stage, "Reset access").ClickAsync();
        stage.WaitForElement("[role=dialog]", TimeSpan.FromSeconds(10));
        await stage.FindAll("[role=dialog] button").Last(button => button.TextContent.Trim() == "Reset access").ClickAsync();

        Eventually(stage, () => Assert.Contains("Password reset", stage.Find(".mail").TextContent, StringComparison.Ordinal));
        await using var db = Db();
        Assert.Equal(MailType.PasswordReset, (await db.Set<MailMessage>().SingleAsync(Cancel)).Type);
    }

    [Fact]
    public async Task Finances_FilteredByPayment_ShowThoseAndTheSums()
    {
        var (coach, client) = await PeopleAsync();
        var paid = await Given.SessionAsync(coach, client, "2026-11-02 10:00", priceMinor: 5000, status: SessionStatus.Completed, then: s => s.Change(s.Values() with { Payment = PaymentStatus.Paid }));

        Navigation.NavigateTo(AppRoutes.With(AppRoutes.Client(client.Id, "finances"), ("payment", "paid")));
        var stage = Show<ClientProfilePage>(page => page.Add(p => p.Id, client.Id));

        Eventually(stage, () => Assert.Equal([$"{paid}"], stage.FindAll("li[data-session-id]").Select(row => row.GetAttribute("data-session-id"))));
        Assert.Equal(["€130.00", "€50.00", "€80.00", "€0.00"], stage.FindAll(".sums dd:not(.more)").Select(sum => sum.TextContent.Trim()));
        Assert.Contains("38%", stage.Find(".donut").TextContent.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finances_LastPageEmptied_ShowsTheOneBefore()
    {
        var (coach, client) = await PeopleAsync();
        for (var day = 1; day <= 25; day++)
            await Given.SessionAsync(coach, client, $"2026-10-{day:00} 10:00");
        Navigation.NavigateTo(AppRoutes.With(AppRoutes.Client(client.Id, "finances"), ("payment", "pending")));
        var stage = Show<ClientProfilePage>(page => page.Add(p => p.Id, client.Id));
        Eventually(stage, () => Assert.Equal(25, stage.FindAll("li[data-session-id]").Count));
        Button(stage, "Next").Click();
        Eventually(stage, () => Assert.Single(stage.FindAll("li[data-session-id]")));
        var last = int.Parse(stage.Find("li[data-session-id]").GetAttribute("data-session-id")!, CultureInfo.InvariantCulture);

        await using (var db = Db())
            await db.Set<Session>().Where(s => s.Id == last).ExecuteUpdateAsync(set => set.SetProperty(s => s.Payment, PaymentStatus.Paid), Cancel);
        Feed.Publish(Topics.Sessions, last);
        PassBurst();

        Eventually(stage, () => Assert.Equal(25, stage.FindAll("li[data-session-id]").Count));
    }

    [Fact]
    public async Task Finances_CoachWithoutTheCapability_HasNoSuchTab()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = $"{EnumCode.Of(Capability.ViewClients)},{EnumCode.Of(Capability.ViewSessions)}");
        var (_, client) = await PeopleAsync();

        var stage = Open(client.Id, "finances");

        Assert.Equal(["Overview", "Sessions", "Contact"], stage.FindAll("[role=tab]").Select(tab => tab.TextContent.Trim()));
        Assert.Empty(stage.FindAll(".donut"));
        Assert.DoesNotContain("€", stage.Find(".figures").TextContent, StringComparison.Ordinal);
    }

    private static string StatusOf(IRenderedComponent<Stage> stage) => stage.Find("section[aria-labelledby=notes-title] [role=status]").TextContent;

    private async Task<(Actor Coach, Actor Client)> PeopleAsync()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        await Given.SessionAsync(coach, client);
        SignIn(coach);
        return (coach, client);
    }

    private IRenderedComponent<Stage> Open(int clientId, string? tab = null)
    {
        Navigation.NavigateTo(AppRoutes.Client(clientId, tab));
        var stage = Show<ClientProfilePage>(page => page.Add(p => p.Id, clientId));
        Eventually(stage, () => Assert.Empty(stage.FindAll(".skeleton")));
        return stage;
    }
}
