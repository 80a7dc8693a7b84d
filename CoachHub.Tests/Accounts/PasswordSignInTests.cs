using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Accounts;

public sealed class PasswordSignInTests : IAsyncLifetime
{
    private const string Right = "pear tractor velvet";
    private const string Wrong = "pear tractor cotton";

    private readonly CountingHasher hasher = new();
    private DomainHarness harness = null!;
    private Actor coach = null!;
    private string email = "";

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync(services => services.AddSingleton<IPasswordHasher<User>>(hasher));
        coach = await harness.Given.CoachAsync(with: user =>
        {
            user.SetPassword(CountingHasher.HashOf(Right));
            email = user.Email!;
        });
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Check_RightPassword_IsTheAccount()
    {
        Assert.Equal(coach.Id, await CheckAsync(email, Right));
        Assert.Equal(coach.Id, await CheckAsync($" {email.ToUpperInvariant()} ", Right));
    }

    [Fact]
    public async Task Check_SwitchedOffAccount_IsSaidOnlyToWhoKnowsThePassword()
    {
        var disabled = await harness.Given.CoachAsync("Dan Off", user =>
        {
            user.SetPassword(CountingHasher.HashOf(Right));
            user.Disable(harness.NowUtc);
        });
        var signIn = harness.Get<PasswordSignIn>();
        var address = await EmailAsync(disabled);

        Assert.Equal(default, await signIn.CheckAsync(address, Wrong, "home", TestContext.Current.CancellationToken));
        Assert.Equal(new PasswordAnswer(null, IsSwitchedOff: true), await signIn.CheckAsync(address, Right, "home", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Check_UnknownDisabledLockedAndWrong_AnswerAlikeAndCostOneComparisonEach()
    {
        var disabled = await harness.Given.CoachAsync("Dan Off", user =>
        {
            user.SetPassword(CountingHasher.HashOf(Right));
            user.Disable(harness.NowUtc);
        });
        var locked = await harness.Given.CoachAsync("Lou Locked", user =>
        {
            user.SetPassword(CountingHasher.HashOf(Right));
            user.LockoutEnd = harness.Clock.GetUtcNow().AddMinutes(5);
        });
        var noPassword = await harness.Given.CoachAsync("Nina New");
        string[] addresses = ["nobody@example.org", email, await EmailAsync(disabled), await EmailAsync(locked), await EmailAsync(noPassword)];
        foreach (var address in addresses)
        {
            hasher.Comparisons = 0;
            Assert.Null(await CheckAsync(address, address == email ? Wrong : Right));
            Assert.Equal(1, hasher.Comparisons);
        }
    }

    [Fact]
    public async Task Check_FiveWrongPasswords_LockTheAccountForTenMinutes()
    {
        for (var attempt = 0; attempt < PasswordSignIn.MostFailures; attempt++)
            Assert.Null(await CheckAsync(email, Wrong));
        Assert.Null(await CheckAsync(email, Right));

        harness.Clock.Advance(PasswordSignIn.LockoutLasts + TimeSpan.FromSeconds(1));
        Assert.Equal(coach.Id, await CheckAsync(email, Right));
        Assert.Null((await UserAsync(coach)).LockoutEnd);
    }

    [Fact]
    public async Task Check_WrongPasswordsInParallel_EachCount()
    {
        await Task.WhenAll(Enumerable.Range(0, PasswordSignIn.MostFailures).Select(_ => CheckAsync(email, Wrong)));
        Assert.NotNull((await UserAsync(coach)).LockoutEnd);
    }

    [Fact]
    public async Task Check_ManyAttemptsOnAnUnknownAddress_AreRefusedWithoutAnswering()
    {
        for (var attempt = 0; attempt < AttemptLimit.PasswordPerAccount.Most; attempt++)
            await CheckAsync("nobody@example.org", Wrong);
        hasher.Comparisons = 0;
        Assert.Null(await CheckAsync("nobody@example.org", Wrong));
        Assert.Equal(0, hasher.Comparisons);
    }

    [Fact]
    public async Task Check_ManyWrongPasswordsFromOneNetwork_StopAtItsLimit_AndAnotherNetworkIsNotHit()
    {
        for (var attempt = 0; attempt < AttemptLimit.PasswordPerNetwork.Most; attempt++)
            await CheckAsync($"nobody{attempt}@example.org", Wrong, "attacker");
        Assert.Null(await CheckAsync(email, Right, "attacker"));
        Assert.Equal(coach.Id, await CheckAsync(email, Right, "elsewhere"));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("no address", "pear tractor velvet")]
    public async Task Check_Nonsense_IsNobody(string? address, string? password) => Assert.Null(await CheckAsync(address, password));

    [Fact]
    public async Task Check_EndlessText_IsNobodyAndCostsNothing()
    {
        var endless = new string('x', 10_000_000);
        Assert.Null(await CheckAsync(email, endless));
        Assert.Null(await CheckAsync(endless, Right));
        Assert.Equal(0, hasher.Comparisons);
    }

    private async Task<int?> CheckAsync(string? address, string? password, string network = "home") =>
        (await harness.Get<PasswordSignIn>().CheckAsync(address, password, network, TestContext.Current.CancellationToken)).UserId;

    private async Task<User> UserAsync(Actor actor)
    {
        await using var db = harness.Db();
        return await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == actor.Id, TestContext.Current.CancellationToken);
    }

    private async Task<string> EmailAsync(Actor actor) => (await UserAsync(actor)).Email!;
}

/// <summary>Hashes by name, so that tests are quick, and counts how often a comparison was paid for.</summary>
public sealed class CountingHasher : IPasswordHasher<User>
{
    private int comparisons;

    public int Comparisons
    {
        get => comparisons;
        set => comparisons = value;
    }

    public static string HashOf(string password) => $"hash of {password}";

    public string HashPassword(User user, string password) => HashOf(password);

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref comparisons);
        return hashedPassword == HashOf(providedPassword) ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
    }
}
