using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Enters the texts of many new sessions into the search at once. The triggers enter them one by one, and the full-text index then
/// writes itself out for each: half the time of an import.
/// </summary>
internal static class SearchLater
{
    /// <summary>Adds sessions by <paramref name="add"/> inside a transaction; at its end all of them can be found.</summary>
    public static async Task<T> AroundAsync<T>(AppDbContext db, Func<Task<T>> add, CancellationToken cancel)
    {
        await db.Database.ExecuteSqlRawAsync("INSERT INTO SessionSearchLater (AfterId) SELECT coalesce(max(Id), 0) FROM Sessions", cancel);
        var added = await add();
        await db.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO SessionSearch(rowid, Title, Location)
              SELECT Id, Title, Location FROM Sessions
              WHERE Id > (SELECT AfterId FROM SessionSearchLater) AND (Title IS NOT NULL OR Location IS NOT NULL);
            DELETE FROM SessionSearchLater;
            """,
            cancel);
        return added;
    }
}
