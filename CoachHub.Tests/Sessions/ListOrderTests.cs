using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Import;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>More sessions than are sorted whole: every order pages by key, over ties, forwards and back, as if all had been sorted.</summary>
public sealed class ListOrderTests
{
    private const int Rows = 5_600;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Orders_PagedForwardsAndBack_AreTheSortedTruth()
    {
        await using var harness = await ImportRun.WithSessionsAsync(Rows, coaches: 4, clients: 50);
        var admin = await harness.Given.AdministratorAsync();
        await MakeTiesAsync(harness);
        var truth = await TruthAsync(harness);

        foreach (var sort in Enum.GetValues<SessionSort>().Where(sort => sort != SessionSort.Date))
        {
            foreach (var descending in new[] { false, true })
            {
                int[] sorted = [.. truth.Order(new ByKey(sort)).Select(one => one.Id)];
                if (descending)
                    Array.Reverse(sorted);
                await PagesAreAsync(harness, admin, new SessionFilter(), new SessionPageRequest { Sort = sort, Descending = descending, Size = 100 }, sorted, pages: int.MaxValue);
            }
        }
    }

    [Fact]
    public async Task Orders_OfFilters_AreTheSortedTruth()
    {
        await using var harness = await ImportRun.WithSessionsAsync(8_000, coaches: 2, clients: 40);
        var admin = await harness.Given.AdministratorAsync();
        await MakeTiesAsync(harness);
        var truth = await TruthAsync(harness);
        var coach = truth[0].CoachId;
        (SessionFilter Filter, Func<Truth, bool> Fits)[] filters =
        [
            // More than are sorted whole, then fewer.
            (new() { Statuses = [SessionStatus.Completed, SessionStatus.Booked, SessionStatus.Cancelled] }, one => one.Status is SessionStatus.Completed or SessionStatus.Booked or SessionStatus.Cancelled),
            (new() { Payments = [PaymentStatus.Paid, PaymentStatus.Pending], From = new LocalDate(2020, 1, 1) }, one => one.Payment is PaymentStatus.Paid or PaymentStatus.Pending),
            (new() { CoachIds = [coach], Statuses = [SessionStatus.Completed, SessionStatus.NoShow] }, one => one.CoachId == coach && one.Status is SessionStatus.Completed or SessionStatus.NoShow && one.CoachId == coach),
            (new() { Tolds = [ToldState.Never] }, one => one.Told == ToldState.Never),
            (new() { ClientId = truth.First(one => one.ClientId is not null).ClientId }, one => one.ClientId == truth.First(other => other.ClientId is not null).ClientId),
        ];

        foreach (var (filter, fits) in filters)
        {
            foreach (var sort in Enum.GetValues<SessionSort>().Where(sort => sort != SessionSort.Date))
            {
                var descending = (int)sort % 2 == 0;
                int[] sorted = [.. truth.Where(fits).Order(new ByKey(sort)).Select(one => one.Id)];
                if (descending)
                    Array.Reverse(sorted);
                await PagesAreAsync(harness, admin, filter, new SessionPageRequest { Sort = sort, Descending = descending, Size = 100 }, sorted, pages: 3);
            }
        }
    }

    [Fact]
    public async Task Filters_HoweverTheyAreFound_FindTheSame()
    {
        await using var harness = await ImportRun.WithSessionsAsync(3_000, coaches: 3, clients: 30);
        var admin = await harness.Given.AdministratorAsync();
        var truth = await TruthAsync(harness);
        var random = new Random(11);
        var list = harness.Get<SessionListQuery>();
        for (var i = 0; i < 150; i++)
        {
            var filter = new SessionFilter
            {
                CoachIds = Some([.. truth.Select(one => one.CoachId).Distinct()], 2),
                ClientId = random.Next(5) == 0 ? truth[random.Next(truth.Count)].ClientId : null,
                Statuses = Some(Enum.GetValues<SessionStatus>(), 3),
                Payments = Some(Enum.GetValues<PaymentStatus>(), 2),
                Tolds = Some(Enum.GetValues<ToldState>(), 3),
            };
            var fit = truth.Where(one =>
                (filter.CoachIds.Count == 0 || filter.CoachIds.Contains(one.CoachId)) && (filter.ClientId is null || one.ClientId == filter.ClientId)
                && (filter.Statuses.Count == 0 || filter.Statuses.Contains(one.Status)) && (filter.Payments.Count == 0 || filter.Payments.Contains(one.Payment))
                && (filter.Tolds.Count == 0 || filter.Tolds.Contains(one.Told)));
            var found = await list.ReadAsync(admin, filter, new SessionPageRequest { Descending = true, Size = 50 }, Cancel);
            Assert.Equal(fit.OrderByDescending(one => (one.Start, one.Id)).Take(50).Select(one => one.Id), found.Rows.Select(row => row.Id));
        }

        T[] Some<T>(T[] values, int most) => random.Next(2) == 0 ? [] : [.. random.GetItems(values, 1 + random.Next(most)).Distinct()];
    }

    private static async Task PagesAreAsync(
        DomainHarness harness, Actor actor, SessionFilter filter, SessionPageRequest request, int[] sorted, int pages)
    {
        var list = harness.Get<SessionListQuery>();
        var page = await list.ReadAsync(actor, filter, request, Cancel);
        Assert.Null(page.Previous);
        var forward = new List<int>();
        var last = page;
        for (var number = 1; ; number++)
        {
            Assert.False(page.Truncated);
            forward.AddRange(page.Rows.Select(row => row.Id));
            last = page;
            if (page.Next is null || number == pages)
                break;
            page = await list.ReadAsync(actor, filter, request with { After = page.Next }, Cancel);
        }

        Assert.Equal(sorted.Take(forward.Count), forward);
        Assert.Equal(Math.Min(sorted.Length, (long)pages * request.Size), forward.Count);

        var backward = last.Rows.Select(row => row.Id).ToList();
        while (last.Previous is { } previous)
        {
            last = await list.ReadAsync(actor, filter, request with { Before = previous }, Cancel);
            backward.InsertRange(0, last.Rows.Select(row => row.Id));
        }

        Assert.Equal(forward, backward);
    }

    // Three starts at one instant, half the prices gone, two clients and two coaches of one name.
    private static async Task MakeTiesAsync(DomainHarness harness)
    {
        await using var db = harness.Db();
        await db.Database.ExecuteSqlRawAsync(
            """
            UPDATE Sessions SET StartsAtUtc = (SELECT MIN(StartsAtUtc) FROM Sessions) WHERE Id % 9 < 3;
            UPDATE Sessions SET PriceMinor = NULL WHERE Id % 5 < 2;
            UPDATE Users SET SearchName = 'one name' WHERE Id % 7 = 0;
            """,
            Cancel);
    }

    private static async Task<List<Truth>> TruthAsync(DomainHarness harness)
    {
        await using var db = harness.Db();
        var names = await db.Set<User>().ToDictionaryAsync(user => user.Id, user => user.SearchName, Cancel);
        var sessions = await db.Set<Session>().AsNoTracking().ToListAsync(Cancel);
        return sessions.ConvertAll(s => new Truth(
            s.Id, s.StartsAtUtc, s.ClientId, s.ClientId is { } client ? names[client] : null, s.CoachId, names[s.CoachId], s.Title, s.PriceMinor, s.Status, s.Payment, s.Told));
    }

    private sealed record Truth(
        int Id, DateTime Start, int? ClientId, string? Client, int CoachId, string Coach, string? Title, long? Price, SessionStatus Status, PaymentStatus Payment, ToldState Told);

    private sealed class ByKey(SessionSort sort) : IComparer<Truth>
    {
        public int Compare(Truth? one, Truth? other)
        {
            var (a, b) = (one!, other!);
            var key = sort switch
            {
                SessionSort.Client => First(string.CompareOrdinal(a.Client, b.Client), Nullable.Compare(a.ClientId, b.ClientId)),
                SessionSort.Coach => First(string.CompareOrdinal(a.Coach, b.Coach), a.CoachId.CompareTo(b.CoachId)),
                SessionSort.Title => string.CompareOrdinal(a.Title, b.Title),
                SessionSort.Price => Nullable.Compare(a.Price, b.Price),
                SessionSort.Status => a.Status.CompareTo(b.Status),
                SessionSort.Payment => a.Payment.CompareTo(b.Payment),
                _ => a.Told.CompareTo(b.Told),
            };
            return First(key, First(a.Start.CompareTo(b.Start), a.Id.CompareTo(b.Id)));
        }

        private static int First(int one, int other) => one != 0 ? one : other;
    }
}
