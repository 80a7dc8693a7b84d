using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>Which bundles a person may see: as with sessions (ISO-02). Templates are everybody's (ISO-04).</summary>
public static class BundleAccess
{
    /// <summary>Administrators see all, a coach the own ones, a client the own ones; without the capability a coach sees none.</summary>
    public static IQueryable<Bundle> VisibleTo(this IQueryable<Bundle> bundles, Actor actor) => actor.Role switch
    {
        Role.Administrator => bundles,
        Role.Coach when actor.Can(Capability.ManagePrograms) => bundles.Where(b => b.CoachId == actor.Id),
        Role.Client => bundles.Where(b => b.ClientId == actor.Id),
        _ => bundles.Where(b => false),
    };

    /// <summary>True for staff who may plan the sessions of bundles.</summary>
    internal static bool MayPlan(this Actor actor) => actor.Can(Capability.ManagePrograms) && actor.Can(Capability.EditSessions);
}

/// <summary>Documents of templates are opened by whoever may use templates, those of bundles by who sees the bundle as staff; clients find them at their sessions.</summary>
internal sealed class UsedInPrograms : IDocumentUse
{
    public IQueryable<int> VisibleTo(AppDbContext db, Actor actor)
    {
        var mayUse = actor.Can(Capability.ManagePrograms);
        var ofTemplates = db.Set<BundleTemplateDocument>().Where(link => mayUse).Select(link => link.DocumentId);
        return ofTemplates.Concat(
            from link in db.Set<BundleDocument>()
            join bundle in db.Set<Bundle>().VisibleTo(actor) on link.BundleId equals bundle.Id
            where mayUse
            select link.DocumentId);
    }

    public IQueryable<int> Attached(AppDbContext db) =>
        db.Set<BundleTemplateDocument>().Select(link => link.DocumentId).Concat(db.Set<BundleDocument>().Select(link => link.DocumentId));
}

/// <summary>Sessions, bundles, templates and fees state amounts in the practice's currency.</summary>
internal sealed class CurrencyInPrograms : ICurrencyUse
{
    public async Task<bool> IsUsedAsync(AppDbContext db, CancellationToken cancel) =>
        await db.Set<Session>().AnyAsync(s => s.PriceMinor > 0, cancel)
        || await db.Set<Bundle>().AnyAsync(b => b.TotalMinor > 0, cancel)
        || await db.Set<BundleTemplate>().AnyAsync(t => t.PriceMinor > 0, cancel)
        || await db.Set<OutcomePolicy>().AnyAsync(p => p.LateFeeMinor > 0 || p.NoShowFeeMinor > 0, cancel);
}
