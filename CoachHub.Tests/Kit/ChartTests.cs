using System.Globalization;
using CoachHub.App.Components.Kit;

namespace CoachHub.Tests.Kit;

public sealed class ChartTests
{
    [Theory]
    [InlineData("72.5", 72.5)]
    [InlineData("72,5", 72.5)]
    [InlineData(" 1 234,5 ", 1234.5)]
    [InlineData("1\u202f234", 1234)]
    [InlineData("-3", -3)]
    [InlineData("−3", -3)]
    public void Decimal_InEitherNotation_IsRead(string text, double expected)
    {
        Assert.True(DecimalText.TryParse(text, out var value));
        Assert.Equal((decimal)expected, value);
    }

    [Theory]
    [InlineData("1.234,5")]
    [InlineData("1,2,3")]
    [InlineData("12kg")]
    [InlineData("1e5")]
    [InlineData("99999999999999999999999999999999")]
    public void Decimal_ThatIsNoOneNumber_IsRefused(string text) => Assert.False(DecimalText.TryParse(text, out _));

    [Fact]
    public void Scale_OfValues_HasRoundLinesAroundThem()
    {
        var scale = Of(71.3m, 74.8m, 73m);

        Assert.Equal([71m, 72m, 73m, 74m, 75m], scale.Ticks);
        Assert.Equal(0, scale.HeightOf(71), 3);
        Assert.Equal(50, scale.HeightOf(73), 3);
        Assert.Equal((0d, 100d), (scale.WidthOf(new DateOnly(2026, 1, 1)), scale.WidthOf(new DateOnly(2026, 1, 3))));
    }

    [Fact]
    public void Scale_OfOneValue_HasItInTheMiddle()
    {
        var scale = Of(72m);

        Assert.Equal((50d, 50d), (scale.HeightOf(72), scale.WidthOf(new DateOnly(2026, 1, 1))));
        Assert.Equal([new DateOnly(2026, 1, 1)], scale.Days);
    }

    [Theory]
    [InlineData("0.001", "0.002")]
    [InlineData("-5", "1000000")]
    [InlineData("99.99", "100.01")]
    public void Scale_OfAnyRange_HoldsEveryValueBetweenFewLines(string low, string high)
    {
        var (from, to) = (decimal.Parse(low, CultureInfo.InvariantCulture), decimal.Parse(high, CultureInfo.InvariantCulture));
        var scale = Of(from, to);

        Assert.InRange(scale.Ticks.Count, 2, 8);
        Assert.True(scale.Ticks[0] <= from && scale.Ticks[^1] >= to);
    }

    private static ChartScale Of(params decimal[] values) => new([.. values.Select((value, day) => new ChartPoint(new DateOnly(2026, 1, 1).AddDays(day), value))]);
}
