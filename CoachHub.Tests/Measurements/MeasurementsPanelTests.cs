using Bunit;
using CoachHub.App.Components.ClientArea;
using CoachHub.App.Components.Clients;
using CoachHub.App.Components.Measurements;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Measurements;
using CoachHub.Tests.Clients;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Measurements;

public sealed class MeasurementsPanelTests : ClientScreen
{
    private MeasurementService Values => Services.GetRequiredService<MeasurementService>();

    [Theory]
    [InlineData("en", "72.5", "72.5\u00a0kg")]
    [InlineData("fr", "72,5", "72,5\u00a0kg")]
    [InlineData("fr", "72.5", "72,5\u00a0kg")]
    public async Task Form_NumberInEitherNotation_IsTaken(string language, string typed, string shown)
    {
        var (coach, client) = await PeopleAsync(language);
        // The language is the thread's: set in a method that was awaited it would be forgotten.
        SignIn(coach);
        var stage = Show<MeasurementsPanel>(panel => panel.Add(p => p.ClientId, client.Id));
        stage.WaitForElement("form");

        Input(stage, language == "fr" ? "Valeur en kg" : "Value in kg").Change(typed);
        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal(shown, stage.Find("td.strong").TextContent));
        Assert.NotNull(stage.Find("figure polyline"));
    }

    [Theory]
    [InlineData("1.234,5", "Enter one number, for example 72.5 or 72,5.")]
    [InlineData("heavy", "Enter one number, for example 72.5 or 72,5.")]
    [InlineData("", "Enter a value.")]
    [InlineData("900", "Enter a weight above 0 and up to 700 kg.")]
    public async Task Form_BadValue_IsSaidAtItsField(string typed, string problem)
    {
        var (_, client) = await PeopleAsync();
        var stage = Show<MeasurementsPanel>(panel => panel.Add(p => p.ClientId, client.Id));
        stage.WaitForElement("form");

        Input(stage, "Value in kg").Change(typed);
        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal(problem, ProblemAt(stage, "Value in kg")));
        Assert.Empty(stage.FindAll("td"));
    }

    [Fact]
    public async Task Panel_ValueEnteredElsewhere_ShowsAndNothingStaysSubscribed()
    {
        var (_, client) = await PeopleAsync();
        var before = Subscriptions;
        var stage = Show<MeasurementsPanel>(panel => panel.Add(p => p.ClientId, client.Id));
        stage.WaitForElement("form");

        await Values.AddAsync(client, client.Id, new MeasurementInput { Value = 70, Day = new DateOnly(2026, 11, 20) }, Cancel);
        PassBurst();

        Eventually(stage, () => Assert.Equal("Anna Petit", stage.Find("td.who").TextContent));
        Assert.Empty(stage.FindAll("td button"));
        await DisposeComponentsAsync();
        Assert.Equal(before, Feed.SubscriberCount);
    }

    [Fact]
    public async Task Row_EditedAndDeleted_FollowsInTheTable()
    {
        var (coach, client) = await PeopleAsync();
        await Values.AddAsync(coach, client.Id, new MeasurementInput { Value = 70, Day = new DateOnly(2026, 11, 20) }, Cancel);
        var stage = Show<MeasurementsPanel>(panel => panel.Add(p => p.ClientId, client.Id));
        stage.WaitForElement("td button");

        await stage.FindAll("td button")[0].ClickAsync();
        Input(stage, "Value in kg").Change("71");
        await stage.Find("form").SubmitAsync();
        Eventually(stage, () => Assert.Equal("71\u00a0kg", stage.Find("td.strong").TextContent));

        _ = stage.FindAll("td button")[1].ClickAsync();
        stage.WaitForElement("[role=dialog]", TimeSpan.FromSeconds(10));
        await stage.FindAll("[role=dialog] button").Last(button => button.TextContent.Trim() == "Delete").ClickAsync();
        Eventually(stage, () => Assert.Empty(stage.FindAll("td")));
    }

    [Fact]
    public async Task Tabs_AreThereOnlyWhileMeasurementsAreOn()
    {
        var (_, client) = await PeopleAsync(on: false);
        Navigation.NavigateTo($"/clients/{client.Id}?tab=physical");
        var stage = Show<ClientProfilePage>(page => page.Add(p => p.Id, client.Id));
        stage.WaitForElement("[role=tab]");

        Assert.DoesNotContain(stage.FindAll("[role=tab]"), tab => tab.TextContent.Trim() == "Physical");
        Assert.Equal("true", stage.FindAll("[role=tab]")[0].GetAttribute("aria-selected"));
    }

    [Fact]
    public async Task ClientArea_PhysicalTab_IsTheSamePanel()
    {
        var (coach, client) = await PeopleAsync();
        await Values.AddAsync(coach, client.Id, new MeasurementInput { Value = 70, Day = new DateOnly(2026, 11, 20) }, Cancel);
        SignIn(client);
        Navigation.NavigateTo("/my?tab=physical");

        var stage = Show<MyPage>();

        Eventually(stage, () => Assert.Equal("70\u00a0kg", stage.Find("td.strong").TextContent));
        Assert.Equal("Claire Dubois", stage.Find("td.who").TextContent);
    }

    [Fact]
    public async Task Settings_MeasureAdded_IsOfferedAtOnce()
    {
        await Given.PracticeAsync(practice => practice.MeasurementsOn = true);
        SignIn(await Given.AdministratorAsync());
        var stage = Show<MeasuresPanel>();
        stage.WaitForElement("form");

        Input(stage, "Name").Change("Waist");
        Input(stage, "Unit").Change("cm");
        await stage.Find("form").SubmitAsync();

        Eventually(stage, () => Assert.Equal("Waist cm", stage.Find("li.measure .grow").TextContent));
    }

    private async Task<(Actor Coach, Actor Client)> PeopleAsync(string language = "en", bool on = true)
    {
        await Given.PracticeAsync(practice => practice.MeasurementsOn = on);
        var coach = await Given.CoachAsync(with: user => user.Language = language);
        var client = await Given.ClientAsync(coach);
        SignIn(coach);
        return (coach, client);
    }
}
