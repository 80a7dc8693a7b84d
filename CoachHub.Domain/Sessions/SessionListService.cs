using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>How a person has the session list.</summary>
/// <param name="Hidden">Columns that are not shown.</param>
/// <param name="LetterKeys">Single letters act.</param>
/// <param name="Views">The person's own views, by name.</param>
public sealed record SessionListSettings(IReadOnlySet<SessionSort> Hidden, bool LetterKeys, IReadOnlyList<OwnView> Views)
{
    /// <summary>What everybody begins with: every column, and the keys.</summary>
    public static SessionListSettings Default { get; } = new(new HashSet<SessionSort>(), true, []);
}

/// <summary>A view that a person named.</summary>
/// <param name="Id">The view.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">The query of the list's address.</param>
public sealed record OwnView(int Id, string Name, string Query);

/// <summary>Keeps how staff like the session list: columns, keys, views of their own. Everybody reaches their own only.</summary>
public sealed class SessionListService(IDbContextFactory<AppDbContext> databases)
{
    /// <summary>How many views a person may have.</summary>
    public const int MostViews = 20;

    /// <summary>The longest name of a view.</summary>
    public const int LongestName = 40;

    /// <summary>The longest query of a view.</summary>
    public const int LongestQuery = 1000;

    /// <summary>Columns that tell one row from the next; they stay.</summary>
    public static IReadOnlyList<SessionSort> FixedColumns { get; } = [SessionSort.Date, SessionSort.Client];

    /// <summary>The person's settings; those of somebody who never chose, or has no list, are the default.</summary>
    public async Task<SessionListSettings> GetAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return SessionListSettings.Default;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var kept = await db.Set<SessionListPreferences>().AsNoTracking().SingleOrDefaultAsync(p => p.UserId == actor.Id, cancel);
        var views = await Own(db, actor).AsNoTracking().Select(v => new OwnView(v.Id, v.Name, v.Query)).ToListAsync(cancel);
        views.Sort((one, other) => string.CompareOrdinal(TextFold.Fold(one.Name), TextFold.Fold(other.Name)));
        return new SessionListSettings(
            EnumCode.ParseList<SessionSort>(kept?.HiddenColumns).Except(FixedColumns).ToHashSet(), kept?.NoLetterKeys != true, views);
    }

    /// <summary>Shows all columns but these. Problems: <c>forbidden</c>, <c>session_list.column_fixed</c>, <c>storage.*</c>.</summary>
    public Task<Result> HideColumnsAsync(Actor actor, IReadOnlyCollection<SessionSort> hidden, CancellationToken cancel) =>
        hidden.Any(column => FixedColumns.Contains(column) || !Enum.IsDefined(column)) && actor.IsStaff
            ? Task.FromResult<Result>(Problem.Invalid("session_list.column_fixed"))
            : PreferAsync(actor, preferences => preferences.HiddenColumns = string.Join(',', hidden.Distinct().Order().Select(EnumCode.Of)), cancel);

    /// <summary>Lets single letters act, or not. Problems: <c>forbidden</c>, <c>storage.*</c>.</summary>
    public Task<Result> UseLetterKeysAsync(Actor actor, bool on, CancellationToken cancel) =>
        PreferAsync(actor, preferences => preferences.NoLetterKeys = !on, cancel);

    /// <summary>
    /// Names a view. Problems: <c>forbidden</c>, <c>session_list.name_required</c>, <c>text.line</c>, <c>session_list.name_taken</c>,
    /// <c>session_list.query</c> for one that is too long or narrows nothing, <c>session_list.too_many</c>, <c>storage.*</c>.
    /// </summary>
    public Task<Result<int>> AddViewAsync(Actor actor, string? name, string? query, CancellationToken cancel) =>
        WriteAsync(actor, async db =>
        {
            var views = await Own(db, actor).ToListAsync(cancel);
            if (CheckName(name, views) is { } broken)
                return broken;
            if (InputText.Clean(query) is not { } kept || !InputText.IsLine(kept, LongestQuery))
                return Problem.Invalid("session_list.query");
            if (views.Count >= MostViews)
                return Problem.Conflict("session_list.too_many", null, MostViews);
            var view = new SessionListView { UserId = actor.Id, Name = name!.Trim(), Query = kept };
            db.Add(view);
            await db.SaveChangesAsync(cancel);
            return view.Id;
        }, cancel);

    /// <summary>Gives a view another name. Problems: those of the name, <c>forbidden</c>, <c>session_list.not_found</c>, <c>storage.*</c>.</summary>
    public async Task<Result> RenameViewAsync(Actor actor, int id, string? name, CancellationToken cancel) =>
        new((await WriteAsync(actor, async db =>
        {
            var views = await Own(db, actor).ToListAsync(cancel);
            if (views.Find(v => v.Id == id) is not { } view)
                return Problem.NotFound("session_list.not_found");
            if (CheckName(name, [.. views.Where(other => other != view)]) is { } broken)
                return broken;
            view.Name = name!.Trim();
            await db.SaveChangesAsync(cancel);
            return id;
        }, cancel)).Problem);

    /// <summary>Forgets a view. Problems: <c>forbidden</c>, <c>session_list.not_found</c>, <c>storage.*</c>.</summary>
    public async Task<Result> DeleteViewAsync(Actor actor, int id, CancellationToken cancel) =>
        new((await WriteAsync(actor, async db =>
        {
            if (await Own(db, actor).SingleOrDefaultAsync(v => v.Id == id, cancel) is not { } view)
                return Problem.NotFound("session_list.not_found");
            db.Remove(view);
            await db.SaveChangesAsync(cancel);
            return id;
        }, cancel)).Problem);

    private async Task<Result> PreferAsync(Actor actor, Action<SessionListPreferences> prefer, CancellationToken cancel) =>
        new((await WriteAsync(actor, async db =>
        {
            var preferences = await db.Set<SessionListPreferences>().SingleOrDefaultAsync(p => p.UserId == actor.Id, cancel);
            if (preferences is null)
                db.Add(preferences = new SessionListPreferences { UserId = actor.Id });
            prefer(preferences);
            await db.SaveChangesAsync(cancel);
            return actor.Id;
        }, cancel)).Problem);

    // What is checked and what is written are one: two tabs of one person must not name two views alike, nor a twenty-first.
    private async Task<Result<int>> WriteAsync(Actor actor, Func<AppDbContext, Task<Result<int>>> work, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return Problem.Forbidden();
        return await StorageFault.CatchAsync(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var done = await work(db);
            if (done.Ok)
                await write.CommitAsync(cancel);
            return done;
        });
    }

    private static IQueryable<SessionListView> Own(AppDbContext db, Actor actor) => db.Set<SessionListView>().Where(v => v.UserId == actor.Id);

    private static Problem? CheckName(string? name, List<SessionListView> others)
    {
        if (InputText.Clean(name) is not { } clean)
            return Problem.Invalid("session_list.name_required", "Name");
        if (!InputText.IsLine(clean, LongestName))
            return Problem.Invalid("text.line", "Name", LongestName);
        return others.Exists(other => TextFold.Fold(other.Name) == TextFold.Fold(clean))
            ? Problem.Conflict("session_list.name_taken", "Name")
            : null;
    }
}
