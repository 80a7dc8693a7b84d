using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Sessions;

/// <summary>A session that is written with thousands of others.</summary>
/// <param name="Change">Its values.</param>
/// <param name="ExternalId">Its id in the file that it comes from; null = from none.</param>
internal sealed record ManySession(SessionChange Change, string? ExternalId)
{
    /// <summary>The bundle that it belongs to.</summary>
    public int? BundleId { get; init; }

    /// <summary>That bundle is paused.</summary>
    public bool Paused { get; init; }

    /// <summary>How many documents it begins with; the caller writes them.</summary>
    public int Documents { get; init; }

    /// <summary>Makes its client once its time is cleared, and gives the client's id; null = the client is there.</summary>
    public Func<Task<int>>? MakeClient { get; init; }

    /// <summary>Brings the new session further before it is written.</summary>
    public Action<Session>? Then { get; init; }

    /// <summary>The row as it will be written, where nothing can change it any more; null = it is made when its turn comes.</summary>
    public NewRow<Session>? Ready { get; init; }
}
