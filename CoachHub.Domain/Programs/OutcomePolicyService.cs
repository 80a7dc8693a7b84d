using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>The policy as an administrator typed it.</summary>
/// <param name="LateCredit">The credit of a late cancellation.</param>
/// <param name="LateFee">Its fee in whole units; null = none.</param>
/// <param name="NoShowCredit">The credit of a no-show.</param>
/// <param name="NoShowFee">Its fee in whole units; null = none.</param>
/// <param name="Version">The version that the person saw; 0 = none was set yet.</param>
public sealed record OutcomePolicyInput(CreditOutcome LateCredit, decimal? LateFee, CreditOutcome NoShowCredit, decimal? NoShowFee, int Version)
{
    /// <summary>Each field's problems, in the order of the form.</summary>
    public IReadOnlyList<Problem> Check(string currency)
    {
        var problems = new List<Problem>();
        if (!Enum.IsDefined(LateCredit))
            problems.Add(Problem.Invalid("outcome.credit", nameof(LateCredit)));
        if (!IsFee(LateFee, currency))
            problems.Add(Problem.Invalid("outcome.fee", nameof(LateFee), Money.DigitsOf(currency)));
        if (!Enum.IsDefined(NoShowCredit))
            problems.Add(Problem.Invalid("outcome.credit", nameof(NoShowCredit)));
        if (!IsFee(NoShowFee, currency))
            problems.Add(Problem.Invalid("outcome.fee", nameof(NoShowFee), Money.DigitsOf(currency)));
        return problems;
    }

    private static bool IsFee(decimal? fee, string currency) => fee is null || (fee >= 0 && Money.FromDecimal(fee.Value, currency) is not null);
}

/// <summary>What follows when a session of a bundle is called off, or the client does not come: said before anybody clicks.</summary>
/// <param name="BundleName">The bundle.</param>
/// <param name="Outcome">What the policy proposes.</param>
public sealed record Consequence(string BundleName, Outcome Outcome)
{
    /// <summary>The last day of the bundle is over: what returns expires at once.</summary>
    public bool IsOver { get; init; }

    /// <summary>By the policy the credit returns, and is gone.</summary>
    public bool Expires => IsOver && Outcome.Credit == CreditOutcome.Return;
}

/// <summary>The same for many sessions.</summary>
/// <param name="Sessions">How many belong to bundles.</param>
/// <param name="Outcome">What the policy proposes for each of them.</param>
public sealed record BundledConsequence(int Sessions, Outcome Outcome)
{
    /// <summary>For how many of them the last day of the bundle is over: what returns expires at once.</summary>
    public int Over { get; init; }
}

/// <summary>The practice's policy for late cancellations and no-shows. Administrators set it; what follows from it is shown to those concerned.</summary>
public sealed class OutcomePolicyService(IDbContextFactory<AppDbContext> databases, PracticeReader practices, ChangeFeed feed, TimeProvider clock)
{
    private const int ChunkSize = 500;

    /// <summary>The policy, for staff. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<OutcomePolicyInput>> GetAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.Forbidden();
        var currency = (await practices.GetAsync(cancel)).Currency;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var policy = await PolicyAsync(db, cancel);
        return new OutcomePolicyInput(policy.LateCredit, Whole(policy.LateFeeMinor), policy.NoShowCredit, Whole(policy.NoShowFeeMinor), policy.Version);

        decimal? Whole(long? minor) => minor is { } amount ? new Money(amount, currency).ToDecimal() : null;
    }

    /// <summary>
    /// Sets the policy; what was decided before stays. Problems: <c>forbidden</c>, those of <see cref="OutcomePolicyInput.Check"/>,
    /// <c>outcome.policy_changed</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result> SaveAsync(Actor actor, OutcomePolicyInput input, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        var currency = (await practices.GetAsync(cancel)).Currency;
        if (input.Check(currency) is [var wrong, ..])
            return wrong;
        var saved = await StorageFault.CatchAsync(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var policy = await db.Set<OutcomePolicy>().SingleOrDefaultAsync(cancel);
            if ((policy?.Version ?? 0) != input.Version)
                return Problem.Conflict("outcome.policy_changed");
            if (policy is null)
                db.Add(policy = new OutcomePolicy());
            (policy.LateCredit, policy.LateFeeMinor) = (input.LateCredit, Minor(input.LateFee));
            (policy.NoShowCredit, policy.NoShowFeeMinor) = (input.NoShowCredit, Minor(input.NoShowFee));
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return Result.Done;
        });
        if (saved.Ok)
            feed.Publish(Topics.Programs, 0);
        return saved;

        long? Minor(decimal? fee) => fee is > 0 and var amount ? Money.FromDecimal(amount, currency)!.Value.Minor : null;
    }

    /// <summary>
    /// What would follow if this session ended with this status, for its client and for staff who see it; null where it belongs to no
    /// bundle or nothing follows. Problem: <c>session.not_found</c>.
    /// </summary>
    public async Task<Result<Consequence?>> ForeseeAsync(Actor actor, int sessionId, SessionStatus status, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        var session = await db.Set<Session>().VisibleTo(actor).Where(s => s.Id == sessionId)
            .Select(s => new { Bundle = db.Set<Bundle>().Where(b => b.Id == s.BundleId).Select(b => new { b.Name, b.ExpiresAtUtc }).FirstOrDefault() })
            .SingleOrDefaultAsync(cancel);
        if (session is null)
            return Problem.NotFound("session.not_found");
        return session.Bundle is { } bundle && (await PolicyAsync(db, cancel)).Propose(status) is { } outcome
            ? new Consequence(bundle.Name, outcome) { IsOver = bundle.ExpiresAtUtc <= clock.GetUtcNow().UtcDateTime }
            : (Consequence?)null;
    }

    /// <summary>
    /// The same for many sessions: how many of those that this person sees belong to bundles, and what would follow for each. Null where
    /// none does. Problem: <c>forbidden</c>.
    /// </summary>
    public async Task<Result<BundledConsequence?>> ForeseeAllAsync(Actor actor, IReadOnlyList<int> sessionIds, SessionStatus status, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        if ((await PolicyAsync(db, cancel)).Propose(status) is not { } outcome)
            return (BundledConsequence?)null;
        var now = clock.GetUtcNow().UtcDateTime;
        var (bundled, over) = (0, 0);
        foreach (var chunk in sessionIds.Distinct().Chunk(ChunkSize))
        {
            var ofBundles = db.Set<Session>().VisibleTo(actor).Where(s => chunk.Contains(s.Id) && s.BundleId != null);
            bundled += await ofBundles.CountAsync(cancel);
            over += await ofBundles.CountAsync(s => db.Set<Bundle>().Any(b => b.Id == s.BundleId && b.ExpiresAtUtc <= now), cancel);
        }

        return bundled > 0 ? new BundledConsequence(bundled, outcome) { Over = over } : (BundledConsequence?)null;
    }

    internal static async Task<OutcomePolicy> PolicyAsync(AppDbContext db, CancellationToken cancel) =>
        await db.Set<OutcomePolicy>().AsNoTracking().SingleOrDefaultAsync(cancel) ?? new OutcomePolicy();
}
