using System.Collections.Concurrent;

namespace CoachHub.Domain.Accounts;

/// <summary>How many attempts of one kind count as too many.</summary>
/// <param name="Name">The kind, for example <c>password-address</c>.</param>
/// <param name="Most">Attempts that are let through in one span.</param>
/// <param name="Span">The span; a new one begins with the first attempt after the last one ended.</param>
public sealed record AttemptLimit(string Name, int Most, TimeSpan Span)
{
    /// <summary>Passwords tried on one account, whether it exists or not.</summary>
    public static AttemptLimit PasswordPerAccount { get; } = new("password-account", 10, TimeSpan.FromMinutes(10));

    /// <summary>Wrong passwords from one network address; an office shares one.</summary>
    public static AttemptLimit PasswordPerNetwork { get; } = new("password-network", 50, TimeSpan.FromMinutes(10));

    /// <summary>Links mailed to one account, whether it exists or not.</summary>
    public static AttemptLimit LinkPerAccount { get; } = new("link-account", 5, TimeSpan.FromMinutes(10));

    /// <summary>Links asked for from one network address.</summary>
    public static AttemptLimit LinkPerNetwork { get; } = new("link-network", 30, TimeSpan.FromMinutes(10));
}

/// <summary>
/// Counts attempts in memory. It treats known and unknown names alike, so that it gives nothing away; the lockout of an account
/// in the database is the second line, which also survives a restart.
/// </summary>
public sealed class AttemptLimiter(TimeProvider clock)
{
    private static readonly TimeSpan PruneEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Limit, string Key), (int Count, DateTimeOffset Until)> attempts = new();
    private long nextPrune;

    /// <summary>Counts an attempt; false when it is one too many.</summary>
    public bool TryTake(AttemptLimit limit, string key)
    {
        var now = clock.GetUtcNow();
        Prune(now);
        var entry = attempts.AddOrUpdate(
            (limit.Name, key),
            _ => (1, now + limit.Span),
            (_, known) => known.Until <= now ? (1, now + limit.Span) : (Math.Min(known.Count + 1, limit.Most + 1), known.Until));
        return entry.Count <= limit.Most;
    }

    /// <summary>Takes an attempt back that turned out to be right.</summary>
    public void GiveBack(AttemptLimit limit, string key)
    {
        while (attempts.TryGetValue((limit.Name, key), out var known) && known.Count > 0)
        {
            if (attempts.TryUpdate((limit.Name, key), known with { Count = known.Count - 1 }, known))
                return;
        }
    }

    /// <summary>Forgets the attempts under this key.</summary>
    public void Clear(AttemptLimit limit, string key) => attempts.TryRemove((limit.Name, key), out _);

    private void Prune(DateTimeOffset now)
    {
        var due = Interlocked.Read(ref nextPrune);
        if (now.UtcTicks < due || Interlocked.CompareExchange(ref nextPrune, (now + PruneEvery).UtcTicks, due) != due)
            return;
        foreach (var (key, entry) in attempts)
        {
            if (entry.Until <= now)
                attempts.TryRemove(key, out _);
        }
    }
}
