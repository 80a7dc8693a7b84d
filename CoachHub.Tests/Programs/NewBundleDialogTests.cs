using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Programs;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.Tests.Programs;

/// <summary>The wizard, step by step, and what people type into it.</summary>
public sealed class NewBundleDialogTests : SessionScreen
{
    private int? made;

    [Fact]
    public async Task Wizard_ThreeSteps_MakesWhatItShowed()
    {
        var (coach, client) = await PeopleAsync();
        var stage = await OpenAsync(coach, client);
        Assert.Equal("Offer", Step(stage));

        Fill(stage, "Twelve hours", "12", "1000");
        Assert.Contains("4 × €83.34, 8 × €83.33", stage.Markup, StringComparison.Ordinal);
        await NextAsync(stage);
        Eventually(stage, () => Assert.Equal("Scheduling", Step(stage)));
        await GenerateAsync(stage, "Tuesday");
        Eventually(stage, () => Assert.Equal(12, stage.FindAll("ol.dates li").Count));
        await NextAsync(stage);

        Eventually(stage, () => Assert.Equal("Confirmation", Step(stage)));
        Assert.Contains("Planned now: 12. Left to plan later: 0.", stage.Markup, StringComparison.Ordinal);
        Assert.Equal(12, stage.FindAll("ol.dates li").Count);
        Assert.Contains("€83.34", stage.FindAll("ol.dates li")[3].TextContent, StringComparison.Ordinal);
        Assert.Contains("€83.33", stage.FindAll("ol.dates li")[4].TextContent, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());
        await NextAsync(stage);

        Eventually(stage, () => Assert.NotNull(made));
        await using var db = Db();
        var prices = await db.Set<Session>().Where(s => s.BundleId == made).OrderBy(s => s.StartsAtUtc).Select(s => s.PriceMinor!.Value).ToListAsync(Cancel);
        Assert.Equal((12, 100_000L, 8_334L, 8_333L), (prices.Count, prices.Sum(), prices[3], prices[4]));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("500")]
    [InlineData("-1")]
    [InlineData("ten")]
    [InlineData("")]
    public async Task Offer_SessionsThatCannotBe_StaysWithTheReasonAtTheField(string sessions)
    {
        var (coach, client) = await PeopleAsync();
        var stage = await OpenAsync(coach, client);

        Fill(stage, "Too many", sessions, "100");
        await NextAsync(stage);

        Assert.Equal("Enter whole sessions, from 1 to 200.", ProblemAt(stage, "Number of sessions"));
        Assert.Equal("Offer", Step(stage));
        Assert.Equal(sessions, Field(stage, "Number of sessions").GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task Offer_EverythingWrong_SaysSoAtEachField()
    {
        var (coach, client) = await PeopleAsync();
        var stage = await OpenAsync(coach, client);

        Fill(stage, " ", "10", "12.345");
        Field(stage, "Duration (minutes)").Change("0");
        Field(stage, "Video link").Change("zoom");
        await NextAsync(stage);

        Assert.NotNull(ProblemAt(stage, "Name"));
        Assert.Equal("Enter an amount with at most 2 digits after the point.", ProblemAt(stage, "Price"));
        Assert.NotNull(ProblemAt(stage, "Duration (minutes)"));
        Assert.NotNull(ProblemAt(stage, "Video link"));
    }

    [Fact]
    public async Task Scheduling_DatesThatAllCollide_AreMarkedAndWantAReason()
    {
        var (coach, client) = await PeopleAsync();
        await Given.BundleAsync(coach, client, sessions: 3, first: "2026-11-24 10:00", name: "The first");
        var stage = await OpenAsync(coach, client);
        Fill(stage, "The second", "3", "100");
        await NextAsync(stage);
        await GenerateAsync(stage, "Tuesday");
        Eventually(stage, () => Assert.Equal(3, stage.FindAll("ol.dates li.bad").Count));

        await NextAsync(stage);
        Eventually(stage, () => Assert.Equal("Dates collide: change them, or give a reason to book over it.", ProblemAt(stage, "Reason for booking over it")));
        Assert.Equal("Scheduling", Step(stage));
        Field(stage, "Reason for booking over it").Change("two rooms");
        await NextAsync(stage);
        Eventually(stage, () => Assert.Contains("booked over other sessions: two rooms", stage.Markup, StringComparison.Ordinal));
        await NextAsync(stage);

        Eventually(stage, () => Assert.NotNull(made));
        Assert.Equal(6, await CountAsync());
    }

    [Fact]
    public async Task Scheduling_NoWeekdayTooManyOrUnreadable_GeneratesNothing()
    {
        var (coach, client) = await PeopleAsync();
        var stage = await OpenAsync(coach, client);
        Fill(stage, "Three", "3", "100");
        await NextAsync(stage);

        Field(stage, "Number of dates").Change("4");
        Field(stage, "Every … weeks").Change("0");
        Field(stage, "Days to skip").Change("Christmas");
        await ClickAsync(stage, "Generate dates");

        Assert.Contains("Choose at least one day of the week.", stage.Markup, StringComparison.Ordinal);
        Assert.NotNull(ProblemAt(stage, "Every … weeks"));
        Assert.NotNull(ProblemAt(stage, "Days to skip"));
        Assert.Empty(stage.FindAll("ol.dates"));
        stage.Find("input[aria-label='Monday']").Change(true);
        Field(stage, "Every … weeks").Change("1");
        Field(stage, "Days to skip").Change("");
        await ClickAsync(stage, "Generate dates");
        Assert.Contains("at most 3", ProblemAt(stage, "Number of dates"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_DateTakenMeanwhile_GoesBackToItAndWritesNothing()
    {
        var (coach, client) = await PeopleAsync();
        var stage = await OpenAsync(coach, client);
        Fill(stage, "Two", "2", "100");
        await NextAsync(stage);
        await GenerateAsync(stage, "Tuesday");
        Eventually(stage, () => Assert.Equal(2, stage.FindAll("ol.dates li").Count));
        await NextAsync(stage);
        Eventually(stage, () => Assert.Equal("Confirmation", Step(stage)));

        await Given.SessionAsync(coach, client, "2026-12-01 10:00");
        await NextAsync(stage);

        Eventually(stage, () => Assert.Equal("Scheduling", Step(stage)));
        Eventually(stage, () => Assert.Single(stage.FindAll("ol.dates li.bad")));
        Assert.Contains("Nothing was saved: 1 of the dates cannot be booked.", stage.Markup, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Template_DeletedWhileTheWizardIsOpen_LeavesWhatItFilledIn()
    {
        var (coach, client) = await PeopleAsync();
        var templates = Services.GetRequiredService<BundleTemplateService>();
        var template = (await templates.SaveAsync(coach, null, new BundleTemplateInput { Name = "Ten hours", Sessions = 10, Price = 850, Location = "Studio 3" }, Cancel)).Value;
        var stage = await OpenAsync(coach, client, template);
        Assert.Equal(("Ten hours", "850.00", "Studio 3"), (Field(stage, "Name").GetAttribute("value"), Field(stage, "Price").GetAttribute("value"), Field(stage, "Location").GetAttribute("value")));
        Assert.True((await templates.DeleteAsync(coach, template, Cancel)).Ok);

        await NextAsync(stage);
        Eventually(stage, () => Assert.Equal("Scheduling", Step(stage)));
        await NextAsync(stage);
        Eventually(stage, () => Assert.Equal("Confirmation", Step(stage)));
        await NextAsync(stage);

        Eventually(stage, () => Assert.NotNull(made));
        var bundle = (await Services.GetRequiredService<BundleQueries>().FindAsync(coach, made!.Value, Cancel)).Value;
        Assert.Equal(("Ten hours", 85_000L, null, "Studio 3"), (bundle.Row.Name, bundle.Row.TotalMinor, bundle.TemplateName, bundle.Location));
    }

    [Fact]
    public async Task Back_KeepsWhatWasTyped()
    {
        var (coach, client) = await PeopleAsync();
        var stage = await OpenAsync(coach, client);
        Fill(stage, "Two", "2", "100");
        await NextAsync(stage);
        await GenerateAsync(stage, "Friday");
        Eventually(stage, () => Assert.Equal(2, stage.FindAll("ol.dates li").Count));

        await ClickAsync(stage, "Back");
        Eventually(stage, () => Assert.Equal("Two", Field(stage, "Name").GetAttribute("value")));
        await NextAsync(stage);

        Eventually(stage, () => Assert.Equal(2, stage.FindAll("ol.dates li").Count));
    }

    private async Task<(Actor Coach, Actor Client)> PeopleAsync()
    {
        var coach = await Given.CoachAsync();
        return (coach, await Given.ClientAsync(coach));
    }

    private async Task<IRenderedComponent<Stage>> OpenAsync(Actor actor, Actor client, int? template = null)
    {
        SignIn(actor);
        var reader = new Reader(actor, await Services.GetRequiredService<PracticeReader>().GetAsync(Cancel));
        var stage = Show<SkeletonRows>();
        _ = stage.InvokeAsync(async () => made = await NewBundleDialog.ShowAsync(
            Services.GetRequiredService<IDialogService>(), Services.GetRequiredService<IStringLocalizer<Words>>(), reader, client.Id, template));
        Eventually(stage, () => Assert.NotEmpty(stage.FindAll("[role=dialog] input")));
        return stage;
    }

    private static void Fill(IRenderedComponent<Stage> stage, string name, string sessions, string price)
    {
        Field(stage, "Name").Change(name);
        Field(stage, "Number of sessions").Change(sessions);
        Field(stage, "Price").Change(price);
    }

    private static async Task GenerateAsync(IRenderedComponent<Stage> stage, string weekday)
    {
        Eventually(stage, () => Button(stage, "Generate dates"));
        stage.Find($"input[aria-label='{weekday}']").Change(true);
        await ClickAsync(stage, "Generate dates");
    }

    private static string Step(IRenderedComponent<Stage> stage) => stage.Find("[aria-current=step]").TextContent.Trim()[1..];

    private static Task NextAsync(IRenderedComponent<Stage> stage) => stage.InvokeAsync(() => stage.Find("[role=dialog] form").SubmitAsync());

    private static Task ClickAsync(IRenderedComponent<Stage> stage, string words) => stage.InvokeAsync(() => Button(stage, words).ClickAsync(new()));

    private async Task<int> CountAsync()
    {
        await using var db = Db();
        return await db.Set<Session>().CountAsync(Cancel);
    }
}
