using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Programs;

/// <summary>What a person decides together with the status, instead of what the policy proposes.</summary>
public sealed class OutcomeChoiceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NoShow_WaivedWithTheStatus_ReturnsTheCreditInOneRowWithItsReason()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, bundle, ids) = await BundleAsync(app);

        var saved = await SetAsync(app, coach, ids[0], SessionStatus.NoShow, OutcomeChoice.Waive(" was ill "));

        Assert.True(saved.Ok);
        var after = (await app.Get<BundleQueries>().FindAsync(coach, bundle, Cancel)).Value;
        Assert.Equal((Outcome.Waived, true, "was ill"), (after.Sessions[0].Outcome!.Value, after.Sessions[0].Decided, after.Sessions[0].Reason));
        // Bought, two planned, and then this one: never used up for a moment in between.
        Assert.Equal([BundleEntryKind.Bought, BundleEntryKind.Reserved, BundleEntryKind.Reserved, BundleEntryKind.Returned], after.Entries.Select(entry => entry.Kind));
        Assert.Equal("was ill", after.Entries[^1].Reason);
        Assert.Equal((new BundleBalance(2, 0, 1, 1, 0), PaymentStatus.Cancelled), (after.Row.Balance, after.Sessions[0].Row.Payment));
    }

    [Theory]
    [InlineData(null, 0, "outcome.reason")]
    [InlineData("  ", 0, "outcome.reason")]
    [InlineData("was ill", -1, "outcome.fee")]
    [InlineData("was ill", 0.001, "outcome.fee")]
    public async Task Choice_ThatDoesNotHold_ChangesNothing(string? reason, double fee, string code)
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, _, ids) = await BundleAsync(app);

        var saved = await SetAsync(app, coach, ids[0], SessionStatus.NoShow, new OutcomeChoice(CreditOutcome.Return, (decimal)fee, reason));

        Assert.Equal(code, saved.Problem!.Code);
        await using var db = app.Db();
        Assert.Equal(SessionStatus.Booked, (await db.Set<Session>().SingleAsync(s => s.Id == ids[0], Cancel)).Status);
    }

    [Fact]
    public async Task Choice_WithoutTheRightToManagePrograms_IsForbiddenWhileThePolicyStillApplies()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, _, ids) = await BundleAsync(app);
        await app.Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.List([Capability.ViewSessions, Capability.EditSessions]));
        var limited = await app.Given.ActorAsync(coach.Id);

        Assert.Equal("forbidden", (await SetAsync(app, limited, ids[0], SessionStatus.NoShow, OutcomeChoice.Waive("was ill"))).Problem!.Code);
        Assert.Equal("forbidden", (await app.Get<SessionBulkService>().RunAsync(
            limited, new BulkAct(BulkKind.NoShow) { Outcome = OutcomeChoice.Waive("was ill") }, [new SessionPick(ids[0])], null, Cancel)).Problem!.Code);
        Assert.True((await SetAsync(app, limited, ids[0], SessionStatus.NoShow, null)).Ok);
    }

    [Fact]
    public async Task Choice_OfASessionOutsideBundles_IsNothingToItsHistory()
    {
        await using var app = await DomainHarness.CreateAsync();
        var coach = await app.Given.CoachAsync();
        var id = await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach), "2026-11-10 10:00");

        Assert.True((await SetAsync(app, coach, id, SessionStatus.NoShow, OutcomeChoice.Waive("was ill"))).Ok);

        await using var db = app.Db();
        Assert.Empty(await db.Set<SessionOutcome>().ToListAsync(Cancel));
    }

    [Fact]
    public async Task BulkNoShow_WithAChoice_DecidesForThoseOfBundlesAndSaysHowManyBefore()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, bundle, ids) = await BundleAsync(app);
        var outside = await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach, "Bob Grand"), "2026-11-12 15:00");
        int[] all = [.. ids, outside, outside];

        var foreseen = (await app.Get<OutcomePolicyService>().ForeseeAllAsync(coach, all, SessionStatus.NoShow, Cancel)).Value;
        var run = await app.Get<SessionBulkService>().RunAsync(
            coach, new BulkAct(BulkKind.NoShow) { Outcome = new OutcomeChoice(CreditOutcome.Return, 15, "train strike") }, [.. all.Select(id => new SessionPick(id))], null, Cancel);

        Assert.Equal((2, new Outcome(CreditOutcome.Consume, null)), (foreseen!.Sessions, foreseen.Outcome));
        Assert.Equal(3, run.Value.Done.Count);
        var after = (await app.Get<BundleQueries>().FindAsync(coach, bundle, Cancel)).Value;
        Assert.All(after.Sessions, session => Assert.Equal((new Outcome(CreditOutcome.Return, 1500), "train strike"), (session.Outcome!.Value, session.Reason)));
        Assert.Equal(new BundleBalance(2, 0, 0, 2, 0), after.Row.Balance);
    }

    [Fact]
    public async Task Foresee_NothingBundledOrNothingMissed_IsNothing()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, _, ids) = await BundleAsync(app);
        var outside = await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach, "Bob Grand"), "2026-11-12 15:00");
        var policy = app.Get<OutcomePolicyService>();

        Assert.Null((await policy.ForeseeAllAsync(coach, [outside], SessionStatus.NoShow, Cancel)).Value);
        Assert.Null((await policy.ForeseeAllAsync(coach, ids, SessionStatus.Completed, Cancel)).Value);
        Assert.Null((await policy.ForeseeAllAsync(await app.Given.CoachAsync("Marc Leroy"), ids, SessionStatus.NoShow, Cancel)).Value);
        Assert.Null((await policy.ForeseeAsync(coach, outside, SessionStatus.NoShow, Cancel)).Value);
        Assert.Null((await app.Get<BundleQueries>().OfSessionAsync(coach, outside, Cancel)).Value);
    }

    private static async Task<(Actor Coach, int Bundle, List<int> Sessions)> BundleAsync(DomainHarness app)
    {
        var coach = await app.Given.CoachAsync();
        var bundle = await app.Given.BundleAsync(coach, await app.Given.ClientAsync(coach), sessions: 2, price: 100, first: "2026-11-10 10:00");
        await using var db = app.Db();
        return (coach, bundle, await db.Set<Session>().Where(s => s.BundleId == bundle).OrderBy(s => s.StartsAtUtc).Select(s => s.Id).ToListAsync(Cancel));
    }

    private static Task<Result<SavedSession>> SetAsync(DomainHarness app, Actor actor, int id, SessionStatus status, OutcomeChoice? choice) =>
        app.Get<SessionQuickService>().ChangeAsync(actor, new QuickChange(id, SessionStatus.Booked, PaymentStatus.Pending) { Status = status, Outcome = choice }, Cancel);
}
