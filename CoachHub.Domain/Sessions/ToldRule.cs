namespace CoachHub.Domain.Sessions;

/// <summary>The one place where what was told is held against what is true (architecture §2a).</summary>
public static class ToldRule
{
    /// <summary>First match wins: no client, a mail under way, a failed one, never told, other facts or new documents, acknowledged, told.</summary>
    public static ToldState Of(Session session) => session switch
    {
        { ClientId: null } => ToldState.None,
        { PendingMailId: not null } => ToldState.Queued,
        { FailedMailId: not null } => ToldState.Failed,
        { ToldAtUtc: null } => ToldState.Never,
        _ when KnowsOldFacts(session) => ToldState.Outdated,
        _ when session.AcknowledgedHash == session.FactsHash => ToldState.Acknowledged,
        _ => ToldState.Told,
    };

    /// <summary>True when the client was told facts that differ from the present ones, or not of all documents.</summary>
    public static bool KnowsOldFacts(Session session) =>
        session.ToldAtUtc is not null
        && (session.ToldFactsHash != session.FactsHash || HasUntoldDocuments(session));

    /// <summary>True when there is a document that the client was not told of. One that was taken away again is none, and of a session that is called off none is news.</summary>
    public static bool HasUntoldDocuments(Session session) => session.NewestDocument > session.ToldDocuments && !session.Status.IsCalledOff();
}
