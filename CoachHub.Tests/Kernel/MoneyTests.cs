using System.Globalization;
using CoachHub.Domain.Kernel;
using CsCheck;

namespace CoachHub.Tests.Kernel;

public sealed class MoneyTests
{
    private static readonly string[] Currencies = ["EUR", "JPY", "KWD"];

    [Theory]
    [InlineData("80", "EUR", 8000)]
    [InlineData("80.5", "EUR", 8050)]
    [InlineData("80", "JPY", 80)]
    [InlineData("1.234", "KWD", 1234)]
    [InlineData("0", "EUR", 0)]
    public void FromDecimal_AmountTheCurrencyCanWrite_IsItsMinorUnits(string amount, string currency, long minor) =>
        Assert.Equal(new Money(minor, currency), Money.FromDecimal(decimal.Parse(amount, CultureInfo.InvariantCulture), currency));

    [Theory]
    [InlineData("1.5", "JPY")]
    [InlineData("1.005", "EUR")]
    [InlineData("1.0001", "KWD")]
    [InlineData("99999999999999", "EUR")]
    [InlineData("79228162514264337593543950335", "EUR")]
    [InlineData("-79228162514264337593543950335", "JPY")]
    public void FromDecimal_TooManyDigitsOrTooMuch_IsNull(string amount, string currency) =>
        Assert.Null(Money.FromDecimal(decimal.Parse(amount, CultureInfo.InvariantCulture), currency));

    [Fact]
    public void ToDecimal_AnyAmount_LeadsBackToTheSameMinorUnits() =>
        Gen.Select(Gen.Long[-100_000_000_000, 100_000_000_000], Gen.Int[0, 2].Select(index => Currencies[index]))
            .Sample((minor, currency) => Money.FromDecimal(new Money(minor, currency).ToDecimal(), currency)!.Value.Minor == minor);

    [Theory]
    [InlineData("en-GB", "EUR", 123450, "€1,234.50")]
    [InlineData("en-GB", "JPY", 1234, "¥1,234")]
    [InlineData("fr-FR", "EUR", 123450, "1 234,50 €")]
    public void ToString_InACulture_UsesTheCurrencysSignAndDigits(string culture, string currency, long minor, string expected) =>
        Assert.Equal(expected, new Money(minor, currency).ToString(CultureInfo.GetCultureInfo(culture)).Replace('\u202f', ' ').Replace('\u00a0', ' '));
}
