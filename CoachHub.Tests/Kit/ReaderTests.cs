using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;

namespace CoachHub.Tests.Kit;

public sealed class ReaderTests
{
    [Theory]
    [InlineData("Europe/London", "fr", "Londres")]
    [InlineData("Europe/London", "en", "London")]
    [InlineData("America/Argentina/Buenos_Aires", "fr", "Buenos Aires")]
    [InlineData("Etc/UTC", "fr", "UTC")]
    public void City_InALanguage_IsNamedAsItsPeopleDo(string zone, string language, string expected) =>
        Assert.Equal(expected, Cities.Of(zone, CultureInfo.GetCultureInfo(language)));

    [Theory]
    [InlineData("elan coaching", "E")]
    [InlineData("👩‍🏫 School", "👩‍🏫")]
    [InlineData("éveil", "É")]
    public void Initial_OfAName_IsAWholeLetter(string name, string expected) => Assert.Equal(expected, Reader.Initial(name));
}
