using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.Domain.Insights;

/// <summary>What a search over everything found.</summary>
/// <param name="Clients">Clients by name or address.</param>
/// <param name="Sessions">Sessions by client, coach, title or place: the next ones from today on, filled up with the latest before.</param>
public sealed record SearchHits(IReadOnlyList<ClientRow> Clients, IReadOnlyList<SessionRow> Sessions);

/// <summary>Searches clients and sessions at once, each under the rights of the person who asks.</summary>
public sealed class SearchQueries(ClientQueries clients, SessionListQuery sessions)
{
    private const int Most = 5;

    /// <summary>The best few of each kind; nothing for blank text. Problem: <c>forbidden</c> to clients.</summary>
    public async Task<Result<SearchHits>> FindAsync(Actor actor, string? text, CancellationToken cancel)
    {
        if (!actor.IsStaff)
            return Problem.Forbidden();
        if (InputText.Clean(text) is not { } words)
            return new SearchHits([], []);
        var people = await clients.ListAsync(actor, new ClientListQuery { Text = words }, cancel);
        var found = await sessions.ReadAsync(actor, new SessionFilter { Text = words }, new SessionPageRequest { Size = Most }, cancel);
        return new SearchHits(people.Ok ? [.. people.Value.Rows.Take(Most)] : [], [.. found.Rows.Take(Most)]);
    }
}
