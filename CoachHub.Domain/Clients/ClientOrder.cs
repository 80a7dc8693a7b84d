using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Clients;

/// <summary>A client with what the list is sorted by.</summary>
internal sealed class SortedClient
{
    public required Client Client { get; init; }

    public required User User { get; init; }

    public required User? Coach { get; init; }
}

/// <summary>The list's orders. Each ends with the id, so that every row has one place and a page can begin after it.</summary>
internal static class ClientOrder
{
    public static IQueryable<SortedClient> WithNames(this IQueryable<Client> clients, AppDbContext db) =>
        from client in clients
        join user in db.Set<User>() on client.Id equals user.Id
        join coach in db.Set<User>() on client.CoachId equals coach.Id into coaches
        from coach in coaches.DefaultIfEmpty()
        select new SortedClient { Client = client, User = user, Coach = coach };

    public static IQueryable<SortedClient> InOrder(this IQueryable<SortedClient> rows, ClientSort sort, bool descending) => (sort, descending) switch
    {
        (ClientSort.Coach, false) => rows.OrderBy(r => r.Coach!.SearchName ?? "").ThenBy(r => r.User.SearchName).ThenBy(r => r.User.Id),
        (ClientSort.Coach, true) => rows.OrderByDescending(r => r.Coach!.SearchName ?? "").ThenByDescending(r => r.User.SearchName).ThenByDescending(r => r.User.Id),
        (_, false) => rows.OrderBy(r => r.User.SearchName).ThenBy(r => r.User.Id),
        (_, true) => rows.OrderByDescending(r => r.User.SearchName).ThenByDescending(r => r.User.Id),
    };

    /// <summary>The rows behind a place, in ascending or descending order. The first condition is the one that an index answers.</summary>
    public static IQueryable<SortedClient> Behind(this IQueryable<SortedClient> rows, ClientCursor place, ClientSort sort, bool descending)
    {
        var (coach, name, id) = place;
        return (sort, descending) switch
        {
            (ClientSort.Coach, false) => rows.Where(r => (r.Coach!.SearchName ?? "").CompareTo(coach) > 0
                || ((r.Coach!.SearchName ?? "") == coach && (r.User.SearchName.CompareTo(name) > 0 || (r.User.SearchName == name && r.User.Id > id)))),
            (ClientSort.Coach, true) => rows.Where(r => (r.Coach!.SearchName ?? "").CompareTo(coach) < 0
                || ((r.Coach!.SearchName ?? "") == coach && (r.User.SearchName.CompareTo(name) < 0 || (r.User.SearchName == name && r.User.Id < id)))),
            (_, false) => rows.Where(r => r.User.SearchName.CompareTo(name) >= 0 && (r.User.SearchName.CompareTo(name) > 0 || r.User.Id > id)),
            (_, true) => rows.Where(r => r.User.SearchName.CompareTo(name) <= 0 && (r.User.SearchName.CompareTo(name) < 0 || r.User.Id < id)),
        };
    }
}
