using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Accounts;

public sealed class AccountServiceTests : IAsyncLifetime
{
    private const string Old = "pear tractor velvet";
    private const string New = "cloud button marble";

    private DomainHarness harness = null!;
    private Actor coach = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AccountService Accounts => harness.Get<AccountService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync(services => services.AddSingleton<IPasswordHasher<User>, CountingHasher>());
        coach = await harness.Given.CoachAsync(with: user => user.SetPassword(CountingHasher.HashOf(Old)));
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task ChangePassword_WithTheCurrentOne_CountsFromNowOnAndEndsOtherSignIns()
    {
        var stamp = (await UserAsync()).SecurityStamp;
        Assert.True(await Accounts.IsCurrentAsync(coach.Id, stamp, Cancel));

        Assert.True((await Accounts.ChangePasswordAsync(coach, Old, New, Cancel)).Ok);

        Assert.False(await Accounts.IsCurrentAsync(coach.Id, stamp, Cancel));
        Assert.Equal(CountingHasher.HashOf(New), (await UserAsync()).PasswordHash);
    }

    [Theory]
    [InlineData("wrong wrong wrong", New, "account.password_wrong")]
    [InlineData(null, New, "account.password_wrong")]
    [InlineData(Old, "short", "account.password_short")]
    [InlineData(Old, "password1234", "account.password_common")]
    public async Task ChangePassword_ThatCannotBe_ChangesNothing(string? current, string? wanted, string code)
    {
        Assert.Equal(code, (await Accounts.ChangePasswordAsync(coach, current, wanted, Cancel)).Problem!.Code);
        Assert.Equal(CountingHasher.HashOf(Old), (await UserAsync()).PasswordHash);
    }

    [Fact]
    public async Task ChangePassword_GuessedAtAnOpenBrowser_StopsAtTheLimit()
    {
        for (var guess = 0; guess < AttemptLimit.PasswordPerAccount.Most; guess++)
            await Accounts.ChangePasswordAsync(coach, $"guess number {guess}", New, Cancel);
        Assert.Equal("account.too_many", (await Accounts.ChangePasswordAsync(coach, Old, New, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task SignOutEverywhere_EndsEverySignIn()
    {
        var stamp = (await UserAsync()).SecurityStamp;
        Assert.True((await Accounts.SignOutEverywhereAsync(coach, Cancel)).Ok);
        Assert.False(await Accounts.IsCurrentAsync(coach.Id, stamp, Cancel));
    }

    [Fact]
    public async Task UpdateOwn_CountsAtTheNextQuestion()
    {
        var input = new OwnAccountInput(" Chloé ", "Dubois", "America/Toronto", "Europe/London", "fr");
        Assert.True((await Accounts.UpdateOwnAsync(coach, input, Cancel)).Ok);

        var now = await harness.Given.ActorAsync(coach.Id);
        Assert.Equal(("Chloé Dubois", "America/Toronto", "fr"), (now.Name, now.ZoneId, now.Language));
        Assert.Equal("Europe/London", (await UserAsync()).WorkingZoneId);
    }

    [Theory]
    [InlineData("", "Dubois", "Europe/Paris", "en", "FirstName")]
    [InlineData("Claire", " ", "Europe/Paris", "en", "LastName")]
    [InlineData("Cl\nire", "Dubois", "Europe/Paris", "en", "FirstName")]
    [InlineData("Claire", "Dubois", "Mars/Olympus", "en", "ZoneId")]
    [InlineData("Claire", "Dubois", null, "en", "ZoneId")]
    [InlineData("Claire", "Dubois", "Europe/Paris", "de", "Language")]
    public async Task UpdateOwn_WithWhatNoFormOffers_SaysWhichField(string first, string last, string? zone, string language, string field) =>
        Assert.Equal(field, (await Accounts.UpdateOwnAsync(coach, new OwnAccountInput(first, last, zone, null, language), Cancel)).Problem!.Field);

    [Fact]
    public async Task UpdateOwn_OfAnAccountThatWasSwitchedOff_ChangesNothing()
    {
        await using (var db = harness.Db())
        {
            (await db.Set<User>().SingleAsync(u => u.Id == coach.Id, Cancel)).Disable(harness.NowUtc);
            await db.SaveChangesAsync(Cancel);
        }

        var done = await Accounts.UpdateOwnAsync(coach, new OwnAccountInput("Other", "Name", "Europe/Paris", null, "en"), Cancel);
        Assert.Equal("account.not_found", done.Problem!.Code);
    }

    private async Task<User> UserAsync()
    {
        await using var db = harness.Db();
        return await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == coach.Id, Cancel);
    }
}
