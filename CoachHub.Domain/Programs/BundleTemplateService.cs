using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Programs;

/// <summary>A template as a person typed it: any field may be missing or wrong.</summary>
public sealed record BundleTemplateInput
{
    /// <summary>The longest description.</summary>
    public const int DescriptionLength = 1000;

    /// <summary>The longest validity, in its unit.</summary>
    public const int LongestValidity = 999;

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>What it is about.</summary>
    public string? Description { get; init; }

    /// <summary>How many sessions.</summary>
    public int? Sessions { get; init; } = 10;

    /// <summary>Minutes of each.</summary>
    public int? DurationMinutes { get; init; } = 60;

    /// <summary>The price in whole units; null = none.</summary>
    public decimal? Price { get; init; }

    /// <summary>What that is the price of.</summary>
    public PricePer PricePer { get; init; }

    /// <summary>How long a bundle may be planned; null = without end.</summary>
    public int? Validity { get; init; }

    /// <summary>The unit of <see cref="Validity"/>.</summary>
    public ValidityUnit ValidityUnit { get; init; }

    /// <summary>Location.</summary>
    public string? Location { get; init; }

    /// <summary>Video link.</summary>
    public string? VideoLink { get; init; }

    /// <summary>Documents.</summary>
    public IReadOnlyList<int> Documents { get; init; } = [];

    /// <summary>The version that the person saw; 0 for a new one.</summary>
    public int Version { get; init; }

    /// <summary>Each field's problems, in the order of the form.</summary>
    public IReadOnlyList<Problem> Check(string currency)
    {
        var problems = OfferRules.Check(Name, Sessions, DurationMinutes, Price, PricePer, Location, VideoLink, Documents.Count, currency).ToList();
        if (!InputText.IsNote(Description, DescriptionLength))
            problems.Add(Problem.Invalid("text.note", nameof(Description), DescriptionLength));
        if (Validity is not (null or (>= 1 and <= LongestValidity)) || !Enum.IsDefined(ValidityUnit))
            problems.Add(Problem.Invalid("template.validity", nameof(Validity), LongestValidity));
        return problems;
    }
}

/// <summary>A template as lists and the wizard show it.</summary>
/// <param name="Id">The template.</param>
/// <param name="Values">Its values, as they would be typed.</param>
/// <param name="Documents">Its documents.</param>
/// <param name="Archived">No longer offered.</param>
/// <param name="Used">How many bundles came from it, of all coaches.</param>
public sealed record BundleTemplateRow(int Id, BundleTemplateInput Values, IReadOnlyList<DocumentRow> Documents, bool Archived, int Used);

/// <summary>The templates of the practice; every coach who may work with programs sees and uses them all (ISO-04).</summary>
public sealed class BundleTemplateService(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, ClientAccess clients, DocumentAccess documents, ChangeFeed feed, TimeProvider clock)
{
    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>The templates by name, archived ones last or left out. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<IReadOnlyList<BundleTemplateRow>>> ListAsync(Actor actor, bool withArchived, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.Forbidden();
        var currency = (await practices.GetAsync(cancel)).Currency;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var templates = await db.Set<BundleTemplate>().AsNoTracking().Where(t => withArchived || t.ArchivedAtUtc == null)
            .OrderBy(t => t.ArchivedAtUtc != null).ThenBy(t => t.Name).ThenBy(t => t.Id)
            .Select(t => new { Template = t, Used = db.Set<Bundle>().Count(b => b.TemplateId == t.Id) }).ToListAsync(cancel);
        var files = (await (
            from link in db.Set<BundleTemplateDocument>()
            join document in db.Set<Document>() on link.DocumentId equals document.Id
            orderby document.Id
            select new { link.TemplateId, Row = new DocumentRow(document.Id, document.Name, document.Size) }).ToListAsync(cancel)).ToLookup(file => file.TemplateId, file => file.Row);
        return templates.ConvertAll(one => new BundleTemplateRow(
            one.Template.Id, ToInput(one.Template, [.. files[one.Template.Id]], currency), [.. files[one.Template.Id]], one.Template.ArchivedAtUtc is not null, one.Used));
    }

    /// <summary>
    /// Makes a template, or changes one. Bundles that came from it stay as they are. Returns its id. Problems: <c>forbidden</c>, those of
    /// <see cref="BundleTemplateInput.Check"/>, <c>template.not_found</c>, <c>template.changed</c>, <c>document.not_found</c>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<int>> SaveAsync(Actor actor, int? id, BundleTemplateInput input, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.Forbidden();
        var currency = (await practices.GetAsync(cancel)).Currency;
        if (input.Check(currency) is [var wrong, ..])
            return wrong;
        var saved = await StorageFault.CatchAsync(() => WriteAsync(actor, id, input, currency, cancel));
        if (saved.Ok)
            feed.Publish(Topics.Programs, 0);
        return saved;
    }

    /// <summary>Takes a template out of the offer, or back into it. Problems: <c>forbidden</c>, <c>template.not_found</c>, <c>storage.*</c>.</summary>
    public Task<Result> ArchiveAsync(Actor actor, int id, bool archived, CancellationToken cancel) => OnOneAsync(actor, id, (db, template) =>
    {
        template.ArchivedAtUtc = archived ? template.ArchivedAtUtc ?? NowUtc : null;
        return Task.FromResult<Problem?>(null);
    }, cancel);

    /// <summary>Deletes a template that no bundle came from. Problems: <c>forbidden</c>, <c>template.not_found</c>, <c>template.used</c>, <c>storage.*</c>.</summary>
    public Task<Result> DeleteAsync(Actor actor, int id, CancellationToken cancel) => OnOneAsync(actor, id, async (db, template) =>
    {
        if (await db.Set<Bundle>().AnyAsync(b => b.TemplateId == id, cancel))
            return Problem.Conflict("template.used");
        db.Remove(template);
        return null;
    }, cancel);

    private async Task<Result<int>> WriteAsync(Actor actor, int? id, BundleTemplateInput input, string currency, CancellationToken cancel)
    {
        await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
        await using var write = await db.BeginWriteAsync([], cancel);
        var template = id is null ? new BundleTemplate { Name = "" } : await db.Set<BundleTemplate>().SingleOrDefaultAsync(t => t.Id == id, cancel);
        if (template is null)
            return Problem.NotFound("template.not_found");
        if (template.Version != input.Version)
            return Problem.Conflict("template.changed");
        if (await new BundleWriter(db, clients, documents, NowUtc).FindDocumentsAsync(input.Documents, clientId: 0, actor.Id, cancel) is not { } found)
            return Problem.Invalid("document.not_found", nameof(BundleTemplateInput.Documents));
        Take(template, input, currency);
        if (id is null)
            db.Add(template);
        await db.SaveChangesAsync(cancel);

        var links = await db.Set<BundleTemplateDocument>().Where(link => link.TemplateId == template.Id).ToListAsync(cancel);
        db.RemoveRange(links.Where(link => found.All(document => document.Id != link.DocumentId)));
        foreach (var document in found.Where(document => links.TrueForAll(link => link.DocumentId != document.Id)))
        {
            document.UnusedSinceUtc = null;
            db.Add(new BundleTemplateDocument { TemplateId = template.Id, DocumentId = document.Id });
        }

        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return template.Id;
    }

    private async Task<Result> OnOneAsync(Actor actor, int id, Func<AppDbContext, BundleTemplate, Task<Problem?>> act, CancellationToken cancel)
    {
        if (!actor.Can(Capability.ManagePrograms))
            return Problem.Forbidden();
        var done = await StorageFault.CatchAsync(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var template = await db.Set<BundleTemplate>().SingleOrDefaultAsync(t => t.Id == id, cancel);
            if (template is null)
                return Problem.NotFound("template.not_found");
            if (await act(db, template) is { } problem)
                return problem;
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return Result.Done;
        });
        if (done.Ok)
            feed.Publish(Topics.Programs, 0);
        return done;
    }

    private static void Take(BundleTemplate template, BundleTemplateInput input, string currency)
    {
        (template.Name, template.Description) = (InputText.Clean(input.Name)!, InputText.Clean(input.Description));
        (template.Sessions, template.DurationMinutes) = (input.Sessions!.Value, input.DurationMinutes!.Value);
        (template.PriceMinor, template.PricePer) = (OfferRules.TotalMinor(input.Price, PricePer.Bundle, 1, currency), input.PricePer);
        (template.Validity, template.ValidityUnit) = (input.Validity, input.ValidityUnit);
        (template.Location, template.VideoLink) = (InputText.Clean(input.Location), InputText.Clean(input.VideoLink));
    }

    private static BundleTemplateInput ToInput(BundleTemplate template, IReadOnlyList<DocumentRow> files, string currency) => new()
    {
        Name = template.Name,
        Description = template.Description,
        Sessions = template.Sessions,
        DurationMinutes = template.DurationMinutes,
        Price = template.PriceMinor is { } minor ? new Money(minor, currency).ToDecimal() : null,
        PricePer = template.PricePer,
        Validity = template.Validity,
        ValidityUnit = template.ValidityUnit,
        Location = template.Location,
        VideoLink = template.VideoLink,
        Documents = [.. files.Select(file => file.Id)],
        Version = template.Version,
    };
}
