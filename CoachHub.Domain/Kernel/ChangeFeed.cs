using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CoachHub.Domain.Kernel;

/// <summary>What changed: a kind of record and its id. It carries no facts; who listens reads again under their own rights.</summary>
/// <param name="Kind">One of <see cref="Topics"/>.</param>
/// <param name="Id">The record's id; 0 means several or unknown.</param>
public readonly record struct Change(string Kind, int Id);

/// <summary>The kinds of change that are published.</summary>
public static class Topics
{
    /// <summary>A session, or what was told about it.</summary>
    public const string Sessions = "sessions";

    /// <summary>A bundle or a template; the id is the bundle's, 0 for several.</summary>
    public const string Programs = "programs";

    /// <summary>A client's record.</summary>
    public const string Clients = "clients";

    /// <summary>A client's measurements; the id is the client's, 0 = what is measured.</summary>
    public const string Measurements = "measurements";

    /// <summary>An account: role, name, zone, language, disabled.</summary>
    public const string Accounts = "accounts";

    /// <summary>The practice's settings.</summary>
    public const string Practice = "practice";

    /// <summary>A row of the mail ledger.</summary>
    public const string Mail = "mail";

    /// <summary>A file that is being read in; the id is the account of who does it.</summary>
    public const string Imports = "imports";

    /// <summary>Somebody opened a record for editing, or closed it; the id is the record's.</summary>
    public const string Presence = "presence";
}

/// <summary>
/// Tells open screens that something changed. Published after the commit, never before. In one process it is a list of
/// subscribers; several nodes will add a bridge that publishes here what other nodes announce.
/// </summary>
public sealed class ChangeFeed(ILogger<ChangeFeed>? log = null)
{
    private readonly ConcurrentDictionary<long, (string Kind, Action<Change> Handler)> subscribers = new();
    private readonly ConcurrentDictionary<string, long> versions = new();
    private long last;

    /// <summary>How many subscriptions are open. A page that was disposed must not count.</summary>
    public int SubscriberCount => subscribers.Count;

    /// <summary>A number that is another one after each change of <paramref name="kind"/>: what was read at the same number is still true.</summary>
    public long VersionOf(string kind) => versions.GetValueOrDefault(kind);

    /// <summary>Calls <paramref name="handler"/> on every change of <paramref name="kind"/> until the subscription is disposed. Handlers return at once.</summary>
    public IDisposable Subscribe(string kind, Action<Change> handler)
    {
        var key = Interlocked.Increment(ref last);
        subscribers[key] = (kind, handler);
        return new Subscription(this, key);
    }

    /// <summary>Announces a change that is committed.</summary>
    public void Publish(string kind, int id)
    {
        versions.AddOrUpdate(kind, 1, static (_, version) => version + 1);
        foreach (var (subscribedKind, handler) in subscribers.Values)
        {
            if (subscribedKind != kind)
                continue;
            try
            {
                handler(new Change(kind, id));
            }
            catch (Exception fault)
            {
                // Neither the other listeners nor the person who saved may suffer from one that fails.
                log?.LogError(fault, "A listener to changes of {Kind} failed", kind);
            }
        }
    }

    private sealed class Subscription(ChangeFeed feed, long key) : IDisposable
    {
        public void Dispose() => feed.subscribers.TryRemove(key, out _);
    }
}
