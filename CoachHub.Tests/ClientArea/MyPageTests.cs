using Bunit;
using CoachHub.App;
using CoachHub.App.Components.ClientArea;
using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.ClientArea;

/// <summary>The client's area: own zone, acknowledging, cancelling with its deadline, and what comes from elsewhere.</summary>
public sealed class MyPageTests : Ui
{
    [Fact]
    public async Task My_Session_IsInTheClientsOwnZoneWithThePracticesBeside()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach, with: user => user.ZoneId = "Europe/Helsinki");
        var id = await Given.SessionAsync(coach, client);
        SignIn(client);

        var page = Show<MyPage>();

        page.WaitForAssertion(() =>
        {
            var card = page.Find($"[data-session-id='{id}']").TextContent;
            Assert.Contains("11:00", card, StringComparison.Ordinal);
            Assert.Contains("10:00 in Paris", card, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task My_GotIt_CountsAsToldAndShowsIt()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var id = await Given.SessionAsync(coach, client);
        SignIn(client);
        var page = Show<MyPage>();
        page.WaitForElement("button:not([role=tab])");

        await Button(page, "Got it").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("You have seen this", page.Markup, StringComparison.Ordinal));
        await using var db = Db();
        Assert.Equal(ToldState.Acknowledged, (await db.Set<Session>().SingleAsync(TestContext.Current.CancellationToken)).Told);
    }

    [Fact]
    public async Task My_PrivateNotes_AreNowhereOnThePage()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        await Given.SessionAsync(coach, client);
        await using (var db = Db())
        {
            await db.Set<Session>().ExecuteUpdateAsync(
                set => set.SetProperty(s => s.PrivateNotes, "seems tired").SetProperty(s => s.SharedNote, "bring a pen"), TestContext.Current.CancellationToken);
        }

        SignIn(client);
        var page = Show<MyPage>();

        page.WaitForAssertion(() => Assert.Contains("bring a pen", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("seems tired", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_ByTheDialog_SaysTheDeadlineAndWhatFollows()
    {
        var (_, id) = await SignedInAsync();
        var page = Show<MyPage>();
        page.WaitForElement($"[data-session-id='{id}']");

        _ = Button(page, "Cancel session").ClickAsync(new());
        var dialog = page.WaitForElement("[role=dialog] .follows").ParentElement!;
        Assert.Contains("You can cancel until Mon 30 Nov 2026, 10:00.", dialog.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nothing is to be paid for it.", dialog.TextContent, StringComparison.Ordinal);
        await DialogButton(page, "Cancel session").ClickAsync(new());

        page.WaitForAssertion(() => Assert.Contains("Cancelled. Your coach is told", page.Markup, StringComparison.Ordinal));
        Assert.Equal(SessionStatus.Cancelled, await StatusAsync(id));
        Assert.Contains("Cancelled sessions", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Claire Dubois is told, and a confirmation is mailed to you.")]
    [InlineData("cancellation", "Claire Dubois is told by mail.")]
    [InlineData("client_cancelled", "A confirmation is mailed to you.")]
    [InlineData("cancellation,client_cancelled", "No mail goes out: Claire Dubois sees it in the sessions.")]
    public async Task Cancel_MailsSwitchedOff_AreNotPromised(string off, string words)
    {
        var (_, id) = await SignedInAsync();
        await Given.PracticeAsync(practice => practice.DisabledMails = off);
        var page = Show<MyPage>();
        page.WaitForElement($"[data-session-id='{id}']");

        _ = Button(page, "Cancel session").ClickAsync(new());

        Assert.Equal(words, page.WaitForElement("[role=dialog] .follows li").TextContent);
    }

    [Fact]
    public async Task Cancel_AfterTheDeadlineHasPassedUnderTheDialog_ShowsTheCoachsContact()
    {
        var (_, id) = await SignedInAsync();
        var page = Show<MyPage>();
        page.WaitForElement($"[data-session-id='{id}']");
        _ = Button(page, "Cancel session").ClickAsync(new());
        page.WaitForElement("[role=dialog] .follows");

        Clock.SetUtcNow(new DateTimeOffset(2026, 11, 30, 9, 1, 0, TimeSpan.Zero));
        await DialogButton(page, "Cancel session").ClickAsync(new());

        page.WaitForAssertion(() =>
        {
            var text = page.Find("[role=dialog]").TextContent;
            Assert.Contains("It is too late to cancel here: that was possible until Mon 30 Nov 2026, 10:00.", text, StringComparison.Ordinal);
            Assert.Contains("Claire Dubois", text, StringComparison.Ordinal);
            Assert.Contains("+33 6 12 34 56 78", text, StringComparison.Ordinal);
        });
        Assert.Equal(SessionStatus.Booked, await StatusAsync(id));
    }

    [Fact]
    public async Task Card_InsideTheWindow_OffersNoCancelling()
    {
        var (_, id) = await SignedInAsync("2026-11-23 18:00");
        var page = Show<MyPage>();

        var card = page.WaitForElement($"[data-session-id='{id}']");

        Assert.DoesNotContain("Cancel session", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("It could be cancelled here until Sun 22 Nov 2026, 18:00.", card.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_OfASessionThatStaffMovedMeanwhile_ShowsOldAndNewFirst()
    {
        var (_, id) = await SignedInAsync();
        var page = Show<MyPage>();
        page.WaitForElement($"[data-session-id='{id}']");
        _ = Button(page, "Cancel session").ClickAsync(new());
        page.WaitForElement("[role=dialog] .follows");
        await MoveAsync(id);

        await DialogButton(page, "Cancel session").ClickAsync(new());

        page.WaitForAssertion(() =>
        {
            var text = page.Find("[role=dialog]").TextContent;
            Assert.Contains("This session was changed meanwhile:", text, StringComparison.Ordinal);
            Assert.Contains("Tue 1 Dec 2026, 10:00 → Wed 2 Dec 2026, 10:00", text, StringComparison.Ordinal);
        });
        Assert.Equal(SessionStatus.Booked, await StatusAsync(id));
        // What is shown now has been seen: the second click means it.
        await DialogButton(page, "Cancel session").ClickAsync(new());
        Assert.Equal(SessionStatus.Cancelled, await StatusAsync(id));
    }

    [Fact]
    public async Task Card_OfASessionMovedElsewhere_FollowsByItself()
    {
        var (_, id) = await SignedInAsync();
        var page = Show<MyPage>();
        page.WaitForElement($"[data-session-id='{id}']");
        await MoveAsync(id);

        Feed.Publish(Topics.Sessions, id);
        Clock.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.Contains("Wednesday 2 December", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_OfItsOwnPage_FollowsAndLetsGo()
    {
        var (_, id) = await SignedInAsync();
        // The directories that pages ask listen for good; they begin with the first question.
        Services.GetRequiredService<CurrentActor>();
        var before = Feed.SubscriberCount;
        var page = Show<MySessionPage>(with => with.Add(p => p.Id, id));
        page.WaitForAssertion(() => Assert.Contains("+33 6 12 34 56 78", page.Markup, StringComparison.Ordinal));
        await MoveAsync(id);

        Feed.Publish(Topics.Sessions, id);
        Clock.Advance(TimeSpan.FromMilliseconds(100));

        page.WaitForAssertion(() => Assert.Contains("Wednesday 2 December", page.Markup, StringComparison.Ordinal));
        await DisposeComponentsAsync();
        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Theory]
    [InlineData("payments", "80.00")]
    [InlineData("history", "Session with Anna Petit")]
    public async Task Tab_OfThePast_ShowsWhatItIsFor(string tab, string words)
    {
        await SignedInAsync("2026-11-20 10:00");
        Services.GetRequiredService<NavigationManager>().NavigateTo(AppRoutes.MyTab(tab));

        var page = Show<MyPage>();

        page.WaitForAssertion(() => Assert.Contains(words, page.Markup, StringComparison.Ordinal));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Stage> page, string name) =>
        page.FindAll("article button").Single(button => button.TextContent.Trim() == name);

    [Fact]
    public async Task History_SessionPaidInPart_ShowsWhatIsStillOwed()
    {
        var coach = await Given.CoachAsync();
        var client = await Given.ClientAsync(coach);
        var id = await Given.SessionAsync(coach, client, "2026-11-20 10:00", status: SessionStatus.Completed);
        var part = new RecordPayment(id, PaymentKind.Payment, 30m, new PaidBy(PaymentMethod.Cash, new DateOnly(2026, 11, 21)));
        Assert.Null((await Services.GetRequiredService<PaymentService>().RecordAsync(coach, part, TestContext.Current.CancellationToken)).Problem);
        SignIn(client);
        Services.GetRequiredService<NavigationManager>().NavigateTo(AppRoutes.MyTab("history"));

        var page = Show<MyPage>();

        var line = page.WaitForElement($"[data-session-id='{id}'] .amount").TextContent;
        Assert.Contains("€50.00", line, StringComparison.Ordinal);
        Assert.Contains("of €80.00", line, StringComparison.Ordinal);
    }

    private static AngleSharp.Dom.IElement DialogButton(IRenderedComponent<Stage> page, string name) =>
        page.FindAll("[role=dialog] button").Single(button => button.TextContent.Trim() == name);

    private async Task<(Actor Client, int SessionId)> SignedInAsync(string at = "2026-12-01 10:00")
    {
        var coach = await Given.CoachAsync("Claire Dubois", user => user.PhoneNumber = "+33 6 12 34 56 78");
        var client = await Given.ClientAsync(coach);
        var id = await Given.SessionAsync(coach, client, at);
        SignIn(client);
        return (client, id);
    }

    private async Task MoveAsync(int id)
    {
        await using var db = Db();
        var session = await db.Set<Session>().SingleAsync(s => s.Id == id, TestContext.Current.CancellationToken);
        session.Change(session.Values() with { StartsAtUtc = session.StartsAtUtc.AddDays(1), LocalStart = session.LocalStart.PlusDays(1) });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    private async Task<SessionStatus> StatusAsync(int id)
    {
        await using var db = Db();
        return await db.Set<Session>().Where(s => s.Id == id).Select(s => s.Status).SingleAsync(TestContext.Current.CancellationToken);
    }
}
