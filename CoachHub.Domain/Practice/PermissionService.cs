using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Practice;

/// <summary>What the coach role may do, as an administrator sees it and decides it.</summary>
/// <param name="Granted">The capabilities of the role.</param>
/// <param name="Version">The version of the settings that the person saw.</param>
public sealed record CoachPermissions(IReadOnlySet<Capability> Granted, int Version);

/// <summary>The rights of the coach role (CAP-08, CAP-09): one set for all coaches, decided by administrators, in force at the next call.</summary>
public sealed class PermissionService(IDbContextFactory<AppDbContext> databases, PracticeWriter writer)
{
    private static readonly string[] Fields = [nameof(PracticeSettings.CoachCapabilities)];

    /// <summary>The rights as they are. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<CoachPermissions>> GetAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return Of(await db.Set<PracticeSettings>().AsNoTracking().SingleAsync(cancel));
    }

    /// <summary>
    /// Saves the rights, with those that they bring along. Problems: <c>forbidden</c>, <c>practice.choice</c>, <c>practice.changed</c>
    /// (by whom), <c>storage.*</c>.
    /// </summary>
    public Task<Result<CoachPermissions>> SaveAsync(Actor actor, CoachPermissions wanted, CancellationToken cancel) =>
        writer.SaveAsync<CoachPermissions>(actor, Check(wanted), Fields, wanted.Version, async (db, practice) =>
        {
            practice.CoachCapabilities = EnumCode.List(CapabilityRules.WithImplied(wanted.Granted));
            await db.SaveChangesAsync(cancel);
            return Of(practice);
        }, cancel);

    private static IReadOnlyList<Problem> Check(CoachPermissions wanted) =>
        wanted.Granted.All(Enum.IsDefined) ? [] : [Problem.Invalid("practice.choice")];

    private static CoachPermissions Of(PracticeSettings practice) =>
        new(CapabilityRules.WithImplied(EnumCode.ParseList<Capability>(practice.CoachCapabilities)), practice.Version);
}
