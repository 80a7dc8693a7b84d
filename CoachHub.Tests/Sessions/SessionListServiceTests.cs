using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Sessions;

public sealed class SessionListServiceTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor coach = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionListService Service => app.Get<SessionListService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Settings_OfSomebodyWhoNeverChose_ShowEverything()
    {
        var settings = await Service.GetAsync(coach, Cancel);

        Assert.Empty(settings.Hidden);
        Assert.True(settings.LetterKeys);
        Assert.Empty(settings.Views);
    }

    [Fact]
    public async Task Columns_Hidden_AreKeptForThatPersonOnly()
    {
        var other = await app.Given.CoachAsync("Marc Leroy");

        Assert.True((await Service.HideColumnsAsync(coach, [SessionSort.Price, SessionSort.Title], Cancel)).Ok);
        Assert.True((await Service.UseLetterKeysAsync(coach, false, Cancel)).Ok);

        var settings = await Service.GetAsync(coach, Cancel);
        Assert.Equal([SessionSort.Title, SessionSort.Price], settings.Hidden.Order());
        Assert.False(settings.LetterKeys);
        Assert.Empty((await Service.GetAsync(other, Cancel)).Hidden);
    }

    [Theory]
    [InlineData(SessionSort.Date)]
    [InlineData(SessionSort.Client)]
    [InlineData((SessionSort)99)]
    public async Task Columns_ThatStay_CannotBeHidden(SessionSort column) =>
        Assert.Equal("session_list.column_fixed", (await Service.HideColumnsAsync(coach, [column], Cancel)).Problem!.Code);

    [Fact]
    public async Task View_Named_IsThereUnderItsName()
    {
        Assert.True((await Service.AddViewAsync(coach, "  Zoé’s week ", "coach=1&from=2026-12-01", Cancel)).Ok);
        Assert.True((await Service.AddViewAsync(coach, "Élise", "client=3", Cancel)).Ok);

        Assert.Equal(
            [("Élise", "client=3"), ("Zoé’s week", "coach=1&from=2026-12-01")],
            (await Service.GetAsync(coach, Cancel)).Views.Select(view => (view.Name, view.Query)));
    }

    [Theory]
    [InlineData(null, "status=booked", "session_list.name_required")]
    [InlineData("   ", "status=booked", "session_list.name_required")]
    [InlineData("two\nlines", "status=booked", "text.line")]
    [InlineData("A name that is rather longer than forty letters", "status=booked", "text.line")]
    [InlineData("WEEK", "status=booked", "session_list.name_taken")]
    [InlineData("Mine", "", "session_list.query")]
    [InlineData("Mine", null, "session_list.query")]
    [InlineData("Mine", "q=a\tb", "session_list.query")]
    public async Task View_WithBadInput_IsRefused(string? name, string? query, string code)
    {
        await Service.AddViewAsync(coach, "Week", "status=booked", Cancel);

        Assert.Equal(code, (await Service.AddViewAsync(coach, name, query, Cancel)).Problem!.Code);
        Assert.Single((await Service.GetAsync(coach, Cancel)).Views);
    }

    [Fact]
    public async Task View_TooManyOrTooLong_IsRefused()
    {
        for (var i = 0; i < SessionListService.MostViews; i++)
            Assert.True((await Service.AddViewAsync(coach, $"View {i}", "status=booked", Cancel)).Ok);

        Assert.Equal("session_list.too_many", (await Service.AddViewAsync(coach, "One more", "status=booked", Cancel)).Problem!.Code);
        Assert.Equal("session_list.query", (await Service.AddViewAsync(coach, "Long", new string('q', SessionListService.LongestQuery + 1), Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task View_OfSomebodyElse_DoesNotExist()
    {
        var other = await app.Given.CoachAsync("Marc Leroy");
        var id = (await Service.AddViewAsync(coach, "Week", "status=booked", Cancel)).Value;

        Assert.Equal("session_list.not_found", (await Service.RenameViewAsync(other, id, "Mine now", Cancel)).Problem!.Code);
        Assert.Equal("session_list.not_found", (await Service.DeleteViewAsync(other, id, Cancel)).Problem!.Code);
        Assert.Equal("Week", Assert.Single((await Service.GetAsync(coach, Cancel)).Views).Name);
    }

    [Fact]
    public async Task View_RenamedThenDeleted_IsGone()
    {
        var id = (await Service.AddViewAsync(coach, "Week", "status=booked", Cancel)).Value;
        await Service.AddViewAsync(coach, "Other", "status=booked", Cancel);

        Assert.Equal("session_list.name_taken", (await Service.RenameViewAsync(coach, id, "other", Cancel)).Problem!.Code);
        Assert.True((await Service.RenameViewAsync(coach, id, "week", Cancel)).Ok);
        Assert.Contains((await Service.GetAsync(coach, Cancel)).Views, view => view.Name == "week");
        Assert.True((await Service.DeleteViewAsync(coach, id, Cancel)).Ok);
        Assert.Equal("session_list.not_found", (await Service.DeleteViewAsync(coach, id, Cancel)).Problem!.Code);
    }
}
