using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Practice;

public sealed class StyleServiceTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor administrator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StyleService Service => app.Get<StyleService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        administrator = await app.Given.AdministratorAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Save_ColourAndWords_AreThePracticesAndInTheHistory()
    {
        var saved = await Service.SaveAsync(administrator, await InputAsync() with { AccentColor = " #1F5FA8 ", SignInTitle = "Welcome", SignInLine = "  " }, Cancel);

        Assert.True(saved.Ok);
        Assert.Equal(new PracticeStyle("#1f5fa8", null, "Welcome", ""), (await app.Get<PracticeReader>().GetAsync(Cancel)).Style);
        await using var db = app.Db();
        Assert.Contains("\"AccentColor\":[\"\",\"#1f5fa8\"]", (await db.Set<HistoryEntry>().OrderByDescending(e => e.Id).FirstAsync(Cancel)).Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_ColourThatIsNone_IsRefusedAtItsField()
    {
        var refused = await Service.SaveAsync(administrator, await InputAsync() with { AccentColor = "url(evil)" }, Cancel);

        Assert.Equal(("practice.color", nameof(StyleInput.AccentColor)), (refused.Problem!.Code, refused.Problem.Field));
    }

    [Fact]
    public async Task Save_SomebodyElseWasFirst_NamesThem()
    {
        var seen = await InputAsync();
        Assert.True((await Service.SaveAsync(await app.Given.AdministratorAsync("Bea Laurent"), seen with { SignInTitle = "Hers" }, Cancel)).Ok);

        var late = await Service.SaveAsync(administrator, seen with { SignInTitle = "Mine" }, Cancel);

        Assert.Equal(("practice.changed", "Bea Laurent"), (late.Problem!.Code, late.Problem.Arguments[0]));
    }

    [Theory]
    [InlineData("png", "image/png")]
    [InlineData("jpeg", "image/jpeg")]
    [InlineData("webp", "image/webp")]
    public async Task Logo_OfAnyKind_IsKeptAsItIs(string kind, string type)
    {
        var bytes = kind switch { "png" => LogoFile.Png(300, 80, filling: 300_000), "jpeg" => LogoFile.Jpeg(300, 80), _ => LogoFile.Webp(300, 80) };

        var saved = await SetAsync(bytes);

        Assert.Equal((type, 300, 80, bytes.Length), (saved.Value.Logo!.ContentType, saved.Value.Logo.Width, saved.Value.Logo.Height, saved.Value.Logo.Size));
        Assert.Equal(bytes, (await app.Get<PracticeLogo>().FindAsync(Cancel))!.Bytes.ToArray());
    }

    [Fact]
    public async Task Logo_Replaced_IsTheNewOneOnly_AndGoesWhenRemoved()
    {
        await SetAsync(LogoFile.Png(filling: 400_000));
        await app.Get<PracticeLogo>().FindAsync(Cancel);
        await SetAsync(LogoFile.Jpeg());

        Assert.Equal("image/jpeg", (await app.Get<PracticeLogo>().FindAsync(Cancel))!.Facts.ContentType);
        await using (var db = app.Db())
            Assert.Equal(1, await db.Set<LogoChunk>().CountAsync(Cancel));
        Assert.True((await Service.RemoveLogoAsync(administrator, (await InputAsync()).Version, Cancel)).Ok);
        Assert.Null(await app.Get<PracticeLogo>().FindAsync(Cancel));
    }

    [Fact]
    public async Task Logo_ThatCannotBe_IsRefusedWithItsReasonAndKeepsTheOldOne()
    {
        await SetAsync(LogoFile.Png());

        Assert.Equal("logo.svg", (await SetAsync(LogoFile.Svg())).Problem!.Code);
        Assert.Equal("logo.not_image", (await SetAsync("GIF89a, or anything"u8.ToArray())).Problem!.Code);
        Assert.Equal("logo.not_image", (await SetAsync([])).Problem!.Code);
        Assert.Equal("logo.broken", (await SetAsync(LogoFile.Png()[..40])).Problem!.Code);
        Assert.Equal("logo.broken", (await SetAsync(LogoFile.Jpeg()[..8])).Problem!.Code);
        Assert.Equal("logo.dimensions", (await SetAsync(LogoFile.Png(20_000, 20_000))).Problem!.Code);
        Assert.Equal("logo.dimensions", (await SetAsync(LogoFile.Png(4, 4))).Problem!.Code);
        Assert.Equal("logo.too_large", (await SetAsync(LogoFile.Png(filling: 20 * 1024 * 1024))).Problem!.Code);
        Assert.Equal(LogoFile.Png(), (await app.Get<PracticeLogo>().FindAsync(Cancel))!.Bytes.ToArray());
    }

    private async Task<StyleInput> InputAsync() => (await Service.GetAsync(administrator, Cancel)).Value.Values;

    private async Task<Result<StyleSettings>> SetAsync(byte[] bytes) =>
        await Service.SetLogoAsync(administrator, new MemoryStream(bytes), (await InputAsync()).Version, Cancel);
}
