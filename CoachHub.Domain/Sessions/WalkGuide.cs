using System.Collections.Concurrent;
using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>
/// Chooses by what the rows of several filters are found (docs/adr/0024). SQLite takes the first index that fits; what it cannot know
/// is how many rows each value has. So that is counted, no further than it matters, and remembered for some minutes: it decides
/// nothing but the way.
/// </summary>
internal sealed class WalkGuide(WalkQueries walks, TimeProvider clock)
{
    private const int MostWhole = 20_000;
    private const int MostOfOne = 50_000;
    private const int MostKept = 2_000;

    // A page and some: how many rows a walk must find.
    private const int Page = 60;

    // What it costs to look at a row, and to sort an entry of an index, measured (docs/adr/0024).
    private const double Look = 2;
    private const double Sort = 0.25;
    private const double Lists = 100;

    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (int Count, DateTimeOffset Until)> sizes = new();

    /// <summary>The same matches, asked so that the best index answers.</summary>
    /// <param name="db">Where.</param>
    /// <param name="matches">What is asked.</param>
    /// <param name="fromTheEnd">
    /// The walk begins at the first or last session of all, and what is asked may lie at the other end: booked ones lie ahead. Then
    /// those that can be are sorted whole.
    /// </param>
    public async Task<SessionMatches> GuidedAsync(AppDbContext db, SessionMatches matches, bool fromTheEnd = false)
    {
        // A saved view has an index of its own, and a text its hits.
        if (!matches.IsSaidByConditions || matches.Filter.View is not null)
            return matches;
        var narrowing = matches.Conditions.Where(condition => condition.Field != ListField.None).ToList();
        if (narrowing.FirstOrDefault(condition => condition.Field == ListField.Client) is { } client)
            return By(matches, client);
        if (IsAnswered(narrowing))
            return matches;
        var whole = Whole(matches);
        var found = await SizeAsync(db, whole, MostWhole);
        if (fromTheEnd && found < MostWhole)
            return whole;
        var (index, size) = await LeastAsync(db, matches);
        return found < MostWhole && Lists + (Sort * found) < Look * Math.Min(size, (double)Page * size / Math.Max(found, 1)) ? whole : By(matches, index);
    }

    /// <summary>The same matches, walked by whichever of their conditions the fewest sessions meet.</summary>
    public async Task<SessionMatches> ByLeastAsync(AppDbContext db, SessionMatches matches) => By(matches, (await LeastAsync(db, matches)).Index);

    /// <summary>The condition that the fewest sessions meet, of those that an index answers in date order; null = all sessions.</summary>
    private async Task<(SessionCondition? Index, int Size)> LeastAsync(AppDbContext db, SessionMatches matches)
    {
        SessionCondition? index = null;
        var size = await KnownAsync("", async () => await db.Set<Session>().MaxAsync(session => (int?)session.Id) ?? 0);
        foreach (var condition in matches.Conditions.Where(condition => condition.IsOneValue))
        {
            var met = await SizeAsync(db, matches with { Conditions = [condition] }, MostOfOne);
            if (met < size)
                (index, size) = (condition, met);
        }

        return (index, size);
    }

    /// <summary>The same matches, found where status, payment and told are one text.</summary>
    public static SessionMatches Whole(SessionMatches matches)
    {
        var filter = matches.Filter;
        var states =
            from status in Among(filter.Statuses)
            from payment in Among(filter.Payments)
            from told in Among(filter.Tolds)
            select $"{status} {payment} {told}";
        return matches with
        {
            IsSortedWhole = true,
            Values = matches.Values with { States = [.. states] },
            Conditions = [SessionConditions.States, .. matches.Conditions.Where(IsNoState).Select(InStates)],
        };
    }

    // One value alone, and a coach with a status, have an index each, in order.
    private static bool IsAnswered(List<SessionCondition> narrowing) =>
        narrowing.All(condition => condition.IsOneValue)
        && (narrowing.Count <= 1 || narrowing.All(condition => condition.Field == ListField.Coach)
            || (narrowing.Count == 2 && narrowing.Any(condition => condition.Field == ListField.Coach) && narrowing.Any(condition => condition.Field == ListField.Status)));

    /// <summary>The same matches, found by one condition; the others are asked of each row.</summary>
    public static SessionMatches By(SessionMatches matches, SessionCondition? index)
    {
        // A coach and a status have an index together.
        bool Seeks(SessionCondition condition) =>
            condition == index || condition.Field == ListField.None
            || (condition.IsOneValue && index is { Field: ListField.Coach } && condition.Field == ListField.Status);
        return matches with { Conditions = [.. matches.Conditions.Select(condition => Seeks(condition) ? condition : condition.Checked)] };
    }

    private static IEnumerable<string> Among<T>(IReadOnlyList<T> values) where T : struct, Enum =>
        (values.Count > 0 ? values : Enum.GetValues<T>()).Select(EnumCode.Of);

    private static bool IsNoState(SessionCondition condition) => condition.Field is not (ListField.Status or ListField.Payment or ListField.Told);

    private static SessionCondition InStates(SessionCondition condition) =>
        condition == SessionConditions.Coach ? SessionConditions.StatesOfCoach
        : condition == SessionConditions.OfTheCoach ? SessionConditions.StatesOfViewer
        : condition.Checked;

    private async Task<int> SizeAsync(AppDbContext db, SessionMatches matches, int most)
    {
        var walk = (matches with { FromUtc = DateTime.UnixEpoch, UntilUtc = null }).Whole;
        var v = walk.Values;
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{walk.Name}|{v.Viewer}|{v.Coach}|{v.Status}|{v.Payment}|{v.Told}|{string.Join(',', v.Coaches)}|{string.Join(',', v.States)}|{v.KeyNumber}");
        return await KnownAsync(name, () => walks.CountAsync(db, walk, most));
    }

    private async Task<int> KnownAsync(string name, Func<Task<int>> count)
    {
        var now = clock.GetUtcNow();
        if (sizes.TryGetValue(name, out var known) && known.Until > now)
            return known.Count;
        var counted = await count();
        if (sizes.Count >= MostKept)
            sizes.Clear();
        sizes[name] = (counted, now + Lasting);
        return counted;
    }
}
