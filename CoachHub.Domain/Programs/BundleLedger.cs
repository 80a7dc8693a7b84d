namespace CoachHub.Domain.Programs;

/// <summary>Who writes a row, and when.</summary>
/// <param name="AtUtc">When, UTC.</param>
/// <param name="ActorId">Who; 0 = the system.</param>
/// <param name="ActorName">The name.</param>
public readonly record struct EntryStamp(DateTime AtUtc, int ActorId, string ActorName);

/// <summary>The session that a row is about.</summary>
/// <param name="Id">The session.</param>
/// <param name="StartsAtUtc">When it begins, UTC.</param>
public readonly record struct EntrySession(int Id, DateTime StartsAtUtc);

/// <summary>
/// The ledger of one bundle. It moves what was bought from place to place and never makes or loses any: what is asked for where
/// there is none is refused, so no place is ever below nothing.
/// </summary>
public sealed class BundleLedger
{
    private readonly int bundleId;
    private readonly Dictionary<int, CreditPlace> places = [];
    private readonly List<BundleEntry> written = [];
    private int number;

    /// <param name="bundleId">The bundle.</param>
    /// <param name="entries">Its rows so far.</param>
    public BundleLedger(int bundleId, IEnumerable<BundleEntry> entries)
    {
        this.bundleId = bundleId;
        foreach (var entry in entries.OrderBy(entry => entry.Number))
            Count(entry);
    }

    /// <summary>The balance by the rows; see <see cref="BundleBalance.At"/>.</summary>
    public BundleBalance Balance { get; private set; }

    /// <summary>The rows that were written here and are not saved yet.</summary>
    public IReadOnlyList<BundleEntry> Written => written;

    /// <summary>Where the credit of a session is: left when the session holds none.</summary>
    public CreditPlace PlaceOf(int sessionId) => places.GetValueOrDefault(sessionId, CreditPlace.Left);

    /// <summary>Buys sessions.</summary>
    public void Buy(int count, EntryStamp stamp) => Write(BundleEntryKind.Bought, CreditPlace.Outside, count, null, stamp, null);

    /// <summary>
    /// Brings the credit of a session to a place: reserved, used, or left. False, and nothing happens, when it would need a credit and
    /// none is left.
    /// </summary>
    public bool Put(EntrySession session, CreditPlace to, EntryStamp stamp, string? reason = null)
    {
        var from = PlaceOf(session.Id);
        if (from == to)
            return true;
        if (from == CreditPlace.Left && Balance.Left < 1)
            return false;
        var kind = to switch
        {
            CreditPlace.Reserved => BundleEntryKind.Reserved,
            CreditPlace.Used => BundleEntryKind.Used,
            CreditPlace.Left => BundleEntryKind.Returned,
            _ => throw new ArgumentOutOfRangeException(nameof(to)),
        };
        Write(kind, from, 1, session, stamp, reason);
        return true;
    }

    /// <summary>Lets everything expire that is left. Returns how many.</summary>
    public int Expire(EntryStamp stamp)
    {
        var left = Balance.Left;
        if (left > 0)
            Write(BundleEntryKind.Expired, CreditPlace.Left, left, null, stamp, null);
        return left;
    }

    /// <summary>Gives back what had expired: the expiry was moved. Returns how many.</summary>
    public int Revive(EntryStamp stamp)
    {
        var expired = Balance.Expired;
        if (expired > 0)
            Write(BundleEntryKind.Returned, CreditPlace.Expired, expired, null, stamp, null);
        return expired;
    }

    private void Write(BundleEntryKind kind, CreditPlace from, int count, EntrySession? session, EntryStamp stamp, string? reason)
    {
        var entry = new BundleEntry
        {
            BundleId = bundleId,
            Number = number + 1,
            Kind = kind,
            From = from,
            Count = count,
            SessionId = session?.Id,
            SessionStartsAtUtc = session?.StartsAtUtc,
            AtUtc = stamp.AtUtc,
            ActorId = stamp.ActorId,
            ActorName = stamp.ActorName,
            Reason = reason,
        };
        Count(entry);
        written.Add(entry);
    }

    private void Count(BundleEntry entry)
    {
        number = entry.Number;
        Balance = Balance.After(entry.Kind, entry.From, entry.Count);
        if (entry.SessionId is { } sessionId)
            places[sessionId] = entry.To;
    }
}
