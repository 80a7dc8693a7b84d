using CoachHub.Domain.Accounts;

namespace CoachHub.Tests.Accounts;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("correct pear tractor")]
    [InlineData("Coach-Hub-2026!")]
    [InlineData("vent lune bateau courge")]
    [InlineData("9f2c71e0ab34")]
    [InlineData("žluťoučký kůň")]
    public void Check_LongAndNotPredictable_IsNoProblem(string password) => Assert.Null(Check(password));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("elevenchars")]
    public void Check_FewerThanTwelveCharacters_IsShort(string? password) => Assert.Equal("account.password_short", Check(password));

    [Fact]
    public void Check_MoreThanTheLongest_IsLong() => Assert.Equal("account.password_long", Check(string.Concat(Enumerable.Repeat("pear tractor ", 10))));

    [Theory]
    [InlineData("password1234")]
    [InlineData("P@ssw0rd2026!")]
    [InlineData("Motdepasse123")]
    [InlineData("monmotdepasse")]
    [InlineData("iloveyou2024")]
    [InlineData("JeTaime123456")]
    [InlineData("qwertyuiop12")]
    [InlineData("azertyuiop123")]
    [InlineData("123456789012")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("abcdefghijklm")]
    [InlineData("SunshineDragon1")]
    [InlineData("adminadmin12")]
    [InlineData("987654321098")]
    [InlineData("Bienvenue2026!")]
    public void Check_AmongTheFirstThatOthersTry_IsCommon(string password) => Assert.Equal("account.password_common", Check(password));

    [Theory]
    [InlineData("claire-velvet-noon")]
    [InlineData("DUBOIS tractor pear")]
    [InlineData("cl4ire velvet noon")]
    [InlineData("my cdubois77 secret")]
    public void Check_MadeOfTheOwnNameOrAddress_IsPersonal(string password) => Assert.Equal("account.password_personal", Check(password));

    private static string? Check(string? password) => PasswordRules.Check(password, "Password", "Claire", "Dubois", "cdubois77@example.org")?.Code;
}
