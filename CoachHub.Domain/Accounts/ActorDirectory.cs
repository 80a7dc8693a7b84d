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
    private int generation;

    /// <summary>Listens for changes of accounts and settings.</summary>
    public ActorDirectory(IDbContextFactory<AppDbContext> databases, PracticeReader practice, ChangeFeed feed)
    {
        this.databases = databases;
        this.practice = practice;
        subscriptions =
        [
            feed.Subscribe(Topics.Accounts, _ => Forget()),
            feed.Subscribe(Topics.Practice, _ => Forget()),
        ];
    }

    /// <summary>The person with this account, or null when there is none or it is switched off.</summary>
    public async ValueTask<Actor?> FindAsync(int userId, CancellationToken cancel = default)
    {
        if (known.TryGetValue(userId, out var actor))
            return actor;
        // A change that arrives while the account is being read must not be covered by what was read before it.
        var before = Volatile.Read(ref generation);
        var facts = await practice.FindAsync(cancel);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId && u.DisabledAtUtc == null, cancel);
        if (user is null || facts is null)
            return null;
        actor = ToActor(user, facts);
        known[userId] = actor;
        // Looked at after it was kept: a change in between found it there and cleared it, a change before is seen here.
        if (Volatile.Read(ref generation) != before)
            known.TryRemove(userId, out _);
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

    private void Forget()
    {
        Interlocked.Increment(ref generation);
        known.Clear();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }
}
