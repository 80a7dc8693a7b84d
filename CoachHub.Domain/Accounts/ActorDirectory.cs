using System.Collections.Concurrent;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>
/// Who somebody is right now. A circuit stays open for hours, so each call asks here, not the sign-in's claims: a changed role,
/// a disabled account or a new capability counts at the next click. Kept in memory until the feed says otherwise.
/// </summary>
public sealed class ActorDirectory : IDisposable
{
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly PracticeReader practice;
    private readonly ConcurrentDictionary<int, Actor> known = new();
    private readonly IDisposable[] subscriptions;

    /// <summary>Listens for changes of accounts and settings.</summary>
    public ActorDirectory(IDbContextFactory<AppDbContext> databases, PracticeReader practice, ChangeFeed feed)
    {
        this.databases = databases;
        this.practice = practice;
        subscriptions =
        [
            feed.Subscribe(Topics.Accounts, _ => known.Clear()),
            feed.Subscribe(Topics.Practice, _ => known.Clear()),
        ];
    }

    /// <summary>The person with this account, or null when there is none or it is switched off.</summary>
    public async ValueTask<Actor?> FindAsync(int userId, CancellationToken cancel = default)
    {
        if (known.TryGetValue(userId, out var actor))
            return actor;
        var facts = await practice.FindAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId && u.DisabledAtUtc == null, cancel);
        if (user is null || facts is null)
            return null;
        actor = ToActor(user, facts);
        known[userId] = actor;
        return actor;
    }

    /// <summary>The account as an actor of the practice.</summary>
    public static Actor ToActor(User user, PracticeFacts practice) => new(
        user.Id,
        user.DisplayName,
        user.Role,
        user.ZoneId,
        user.Language,
        user.Role == Role.Coach ? practice.CoachCapabilities : new HashSet<Capability>());

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }
}
