using CoachHub.Domain.Practice;
using CsCheck;

namespace CoachHub.Tests.Practice;

public sealed class AccentColorTests
{
    [Fact]
    public void Of_AnyColour_IsReadableInBothLooks() => Gen.Int[0, 0xffffff].Sample(value =>
    {
        var accent = AccentColor.Of($"#{value:x6}")!;
        (string, string)[] pairs =
        [
            (accent.Light.Primary, "#ffffff"), (accent.Light.Primary, "#f6f7f9"), (accent.Light.Primary, accent.Light.Soft), (accent.Light.OnPrimary, accent.Light.Primary),
            (accent.Dark.Primary, "#12171d"), (accent.Dark.Primary, "#1a2129"), (accent.Dark.Primary, accent.Dark.Soft), (accent.Dark.OnPrimary, accent.Dark.Primary),
        ];
        return pairs.All(pair => AccentColor.Contrast(pair.Item1, pair.Item2) >= 4.4);
    });

    [Theory]
    [MemberData(nameof(Offered))]
    public void Offered_Colours_StayAsTheyAreInTheLight(string color) => Assert.False(AccentColor.Of(color)!.IsDarkened);

    [Fact]
    public void Of_TooLight_IsDarkened()
    {
        var accent = AccentColor.Of("#FFE94D")!;

        Assert.True(accent.IsDarkened);
        Assert.Equal(("#ffe94d", "#ffe94d"), (accent.Chosen, accent.Dark.Primary));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("red")]
    [InlineData("#12345")]
    [InlineData("#12345g")]
    [InlineData("#123456;}body{display:none")]
    [InlineData("1f5fa8")]
    public void Of_AnythingElse_IsNone(string? text) => Assert.Null(AccentColor.Of(text));

    public static TheoryData<string> Offered => [.. AccentColor.Offered];
}
