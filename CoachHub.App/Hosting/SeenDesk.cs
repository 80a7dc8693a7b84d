using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Hosting;

/// <summary>What a link in a mail can still do.</summary>
public enum SeenState
{
    /// <summary>It was not made here, or its client is gone.</summary>
    Dead,

    /// <summary>It waits for its button.</summary>
    Open,

    /// <summary>The client has said so.</summary>
    Done,

    /// <summary>The session is called off.</summary>
    CalledOff,

    /// <summary>What the mail told is no longer true.</summary>
    Changed,

    /// <summary>The session is over or closed.</summary>
    Over,

    /// <summary>Somebody else is signed in.</summary>
    AnothersLink,
}

/// <summary>What a link's landing page shows.</summary>
/// <param name="State">What it can still do.</param>
/// <param name="SessionId">The session; null for a dead link.</param>
public sealed record SeenLook(SeenState State, int? SessionId)
{
    /// <summary>The session, where the mail still says what is true: whoever holds an old mail learns nothing new.</summary>
    public ClientSession? Session { get; init; }

    /// <summary>How the client reads times.</summary>
    public Reader? Reader { get; init; }
}

/// <summary>Answers those who come by the link in a mail to say that they have seen what it tells. They need not be signed in.</summary>
public sealed class SeenDesk(
    SeenLinks links, ActorDirectory directory, ClientSessionQueries sessions, SessionService service, PracticeReader practices, TimeProvider clock)
{
    /// <summary>What the link can do now; <paramref name="viewerId"/> is who is signed in, if anybody. Changes nothing.</summary>
    public async Task<SeenLook> LookAsync(string? token, int? viewerId, CancellationToken cancel)
    {
        if (links.Read(token) is not { } link
            || await directory.FindAsync(link.ClientId, cancel) is not { } client
            || await sessions.FindAsync(client, link.SessionId, cancel) is not { Ok: true, Value.Session: var session })
            return new SeenLook(SeenState.Dead, null);
        // Staff read mails in the log; what they find there must not let them speak for the client.
        if (viewerId is { } viewer && viewer != client.Id)
            return new SeenLook(SeenState.AnothersLink, link.SessionId);
        var state = StateOf(session, link);
        var reader = new Reader(client with { Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName }, await practices.GetAsync(cancel));
        return state is SeenState.Open or SeenState.Done
            ? new SeenLook(state, link.SessionId) { Session = session, Reader = reader }
            : new SeenLook(state, link.SessionId);
    }

    /// <summary>The client has seen what the mail tells. Problems: those of <see cref="SessionService.AcknowledgeAsync"/>; nothing for a link that can do nothing.</summary>
    public async Task<Result> AcknowledgeAsync(string? token, int? viewerId, CancellationToken cancel)
    {
        if ((await LookAsync(token, viewerId, cancel)).State != SeenState.Open)
            return Result.Done;
        var link = links.Read(token)!;
        return await directory.FindAsync(link.ClientId, cancel) is { } client
            ? await service.AcknowledgeAsync(client, link.SessionId, link.SeenMark, cancel)
            : Result.Done;
    }

    private SeenState StateOf(ClientSession session, SeenLink link) => session switch
    {
        _ when session.Status.IsCalledOff() => SeenState.CalledOff,
        _ when clock.GetUtcNow().UtcDateTime >= link.UntilUtc || session.Status != SessionStatus.Booked => SeenState.Over,
        _ when session.FactsHash != link.SeenMark => SeenState.Changed,
        { Acknowledged: true } => SeenState.Done,
        _ => SeenState.Open,
    };
}
