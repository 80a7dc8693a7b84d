using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Sessions;

public sealed class SessionBulkDialogTests : SessionScreen
{
    private bool? closed;

    [Fact]
    public async Task Notify_ShowsWhoGetsWhat_SendsOneMailEachAndCanBeUndone()
    {
        var (claire, anna, bob) = await PeopleAsync();
        int[] ids = [await At(claire, anna, 8), await At(claire, anna, 9), await At(claire, bob, 10)];

        var stage = await OpenAsync(claire, BulkKind.Notify, ids);
        Eventually(stage, () => Assert.Equal(["Anna Petit", "Bob Grand"], stage.FindAll(".mails td b").Select(name => name.TextContent)));
        Assert.Contains("Confirmation × 2", stage.Find(".mails").TextContent, StringComparison.Ordinal);
        await ClickAsync(stage, "Send 2 mails");

        Eventually(stage, () => Assert.Contains("2 mails about 3 sessions: waiting to be sent.", stage.Find(".mud-snackbar").TextContent, StringComparison.Ordinal));
        Eventually(stage, () => Assert.True(closed));
        foreach (var id in ids)
            Assert.Equal(ToldState.Queued, (await FindAsync(id)).Told);

        await ClickAsync(stage, "Undo");
        Eventually(stage, () => Assert.Contains("the mails about 3 sessions are withdrawn", stage.Markup, StringComparison.Ordinal));
        foreach (var id in ids)
            Assert.Equal(ToldState.Never, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Notify_NothingToSay_OffersNothingAndSaysWhy()
    {
        var (claire, anna, _) = await PeopleAsync();

        var stage = await OpenAsync(claire, BulkKind.Notify, await Given.ToldSessionAsync(claire, anna));

        Eventually(stage, () => Assert.Contains("The client knows the facts", stage.Find(".skips").TextContent, StringComparison.Ordinal));
        Assert.True(Button(stage, "Send 0 mails").HasAttribute("disabled"));
        await ClickAsync(stage, "Close");
        Eventually(stage, () => Assert.False(closed));
    }

    [Fact]
    public async Task Move_OntoAnother_SaysSoFirstMovesTheOthersAndOffersToTell()
    {
        var (claire, anna, bob) = await PeopleAsync();
        var stays = await At(claire, anna, 8);
        var goes = await Given.ToldSessionAsync(claire, bob, "2026-12-02 08:00");
        await At(claire, bob, 9);

        var stage = await OpenAsync(claire, BulkKind.Move, stays, goes);
        Field(stage, "Days").Change("0");
        Field(stage, "Minutes").Change("60");
        Eventually(stage, () => Assert.Contains("taken 09:00–10:00", stage.Find(".skips").TextContent, StringComparison.Ordinal));
        Assert.Contains("The coach has another session then (1)", stage.Find(".skips").TextContent, StringComparison.Ordinal);
        await ClickAsync(stage, "Move the other 1");

        Eventually(stage, () => Assert.Contains("1 session moved", stage.Find("[role=status]").TextContent, StringComparison.Ordinal));
        Assert.Equal((8, 9), ((await FindAsync(stays)).LocalStart.Hour, (await FindAsync(goes)).LocalStart.Hour));
        await ClickAsync(stage, "Notify the clients");
        Eventually(stage, () => Assert.Contains("Session update × 1", stage.Find(".mails").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancel_ClientNeverTold_IsMailedOnlyWhereTheBoxIsTicked()
    {
        var (claire, anna, bob) = await PeopleAsync();
        int[] ids = [await Given.ToldSessionAsync(claire, anna), await At(claire, bob, 12)];

        var stage = await OpenAsync(claire, BulkKind.Cancel, ids);
        Eventually(stage, () => Assert.Equal(2, stage.FindAll(".mails tbody tr").Count));
        stage.Find("input[type=checkbox]").Change(false);
        Eventually(stage, () => Assert.Single(stage.FindAll(".mails tbody tr")));
        await ClickAsync(stage, "Cancel 2 sessions");

        Eventually(stage, () => Assert.True(closed));
        Assert.Equal((ToldState.Queued, ToldState.Never), ((await FindAsync(ids[0])).Told, (await FindAsync(ids[1])).Told));
    }

    [Fact]
    public async Task Run_SomeChangedMeanwhile_StaysOpenAndListsThemWithLinks()
    {
        var (claire, anna, bob) = await PeopleAsync();
        int[] ids = [await At(claire, anna, 8), await At(claire, bob, 9)];
        var stage = await OpenAsync(claire, BulkKind.Cancel, ids);
        Eventually(stage, () => Assert.NotNull(Button(stage, "Cancel 2 sessions")));
        await using (var db = Db())
        {
            db.ActingAs(claire);
            var session = await db.Set<Session>().SingleAsync(s => s.Id == ids[0], Cancel);
            session.Change(session.Values() with { PrivateNotes = "called her" });
            await db.SaveChangesAsync(Cancel);
        }

        await ClickAsync(stage, "Cancel 2 sessions");

        Eventually(stage, () => Assert.Contains("Somebody changed it since you chose it", stage.Find(".skips").TextContent, StringComparison.Ordinal));
        Assert.Contains($"open_session={ids[0]}", stage.Find(".skips a").GetAttribute("href"), StringComparison.Ordinal);
        Assert.Equal((SessionStatus.Booked, SessionStatus.Cancelled), ((await FindAsync(ids[0])).Status, (await FindAsync(ids[1])).Status));
        await ClickAsync(stage, "Close");
        Eventually(stage, () => Assert.True(closed));
    }

    [Fact]
    public async Task Modal_SaveAndNotify_CanBeUndoneFromTheMessage()
    {
        var (claire, anna, _) = await PeopleAsync();
        var id = await At(claire, anna, 8);
        SignIn(claire);
        Navigation.NavigateTo($"/sessions?open_session={id}");
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Assert.False(Button(stage, "Save and notify").HasAttribute("disabled")));

        await ClickAsync(stage, "Save and notify");
        Eventually(stage, () => Assert.NotNull(Button(stage, "Undo")));
        await ClickAsync(stage, "Undo");

        Eventually(stage, () => Assert.Contains("Undone: the mail is withdrawn. What you saved stays.", stage.Markup, StringComparison.Ordinal));
        Assert.Equal(ToldState.Never, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Undo_TooLate_SaysSo()
    {
        var (claire, anna, _) = await PeopleAsync();
        var stage = await OpenAsync(claire, BulkKind.Notify, await At(claire, anna, 8));
        Eventually(stage, () => Assert.NotNull(Button(stage, "Send 1 mail")));
        await ClickAsync(stage, "Send 1 mail");
        Eventually(stage, () => Assert.NotNull(Button(stage, "Undo")));
        Clock.Advance(TimeSpan.FromSeconds(11));

        await ClickAsync(stage, "Undo");

        Eventually(stage, () => Assert.Contains("Too late to undo.", stage.Markup, StringComparison.Ordinal));
    }

    private async Task<IRenderedComponent<Stage>> OpenAsync(Actor actor, BulkKind kind, params int[] ids)
    {
        SignIn(actor);
        var reader = new Reader(actor, await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel));
        var stage = Show<SkeletonRows>();
        _ = stage.InvokeAsync(async () => closed = await Services.GetRequiredService<SessionBulkLauncher>().OpenAsync(reader, kind, [.. ids.Select(id => new SessionPick(id))]));
        Eventually(stage, () => Assert.NotEmpty(stage.FindAll("[role=dialog]")));
        return stage;
    }

    // The screen may draw itself anew between finding a button and pressing it.
    private static Task ClickAsync(IRenderedComponent<Stage> stage, string words) => stage.InvokeAsync(() => Button(stage, words).Click());

    private Task<int> At(Actor coach, Actor client, int hour) => Given.SessionAsync(coach, client, $"2026-12-01 {hour:00}:00");

    private async Task<(Actor Claire, Actor Anna, Actor Bob)> PeopleAsync()
    {
        var claire = await Given.CoachAsync();
        return (claire, await Given.ClientAsync(claire), await Given.ClientAsync(claire, "Bob Grand"));
    }
}
