using CoachHub.Domain.Kernel;
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
    public NewRow<Session>? Ready { get; private init; }

    /// <summary>The session that it asks for, or the rule that it would break.</summary>
    public Result<Session> Create(int createdById, DateTime nowUtc)
    {
        var created = Session.Create(Change, createdById, nowUtc, ExternalId);
        if (!created.Ok)
            return created;
        if (BundleId is { } bundleId)
            created.Value.JoinBundle(bundleId, Paused);
        if (Documents > 0)
            created.Value.ChangeDocuments(Documents, Documents);
        Then?.Invoke(created.Value);
        return created;
    }

    /// <summary>The same with its row made, so that nothing is left to do for it while others wait for the right to write.</summary>
    public ManySession Drafted(RowShape<Session> shape, int createdById, DateTime nowUtc) =>
        Create(createdById, nowUtc) is { Ok: true } created ? this with { Ready = shape.Draft(created.Value) } : this;
}
