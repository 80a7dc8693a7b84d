using System.Globalization;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.WebUtilities;

namespace CoachHub.App.Components.Clients;

/// <summary>What the address of the client list says. Values that make no sense count as absent.</summary>
public sealed record ClientListState(ClientListQuery Query)
{
    private const int LongestText = 100;

    /// <summary>The address asks for the dialog in which a client is added.</summary>
    public bool Adding { get; init; }

    /// <summary>True when anything narrows the list.</summary>
    public bool IsFiltered => Query.Text is not null || Query.CoachId is not null || Query.Archived;

    /// <summary>The address of this list, without the dialog.</summary>
    public string Address => AppRoutes.With(
        AppRoutes.Clients,
        ("q", Query.Text),
        ("coach", Query.CoachId?.ToString(CultureInfo.InvariantCulture)),
        ("archived", Query.Archived ? "1" : null),
        ("sort", Query.Sort == ClientSort.Name ? null : EnumCode.Of(Query.Sort)),
        ("dir", Query.Descending ? "desc" : null),
        ("after", Query.After),
        ("before", Query.Before));

    /// <summary>Reads an address.</summary>
    public static ClientListState Parse(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? Value(string name) => query.TryGetValue(name, out var value) ? InputText.Clean(value.ToString()) : null;
        return new ClientListState(new ClientListQuery
        {
            Text = Value("q") is { } text ? text[..Math.Min(text.Length, LongestText)] : null,
            CoachId = int.TryParse(Value("coach"), NumberStyles.None, CultureInfo.InvariantCulture, out var coach) ? coach : null,
            Archived = Value("archived") == "1",
            Sort = EnumCode.TryParse<ClientSort>(Value("sort"), out var sort) ? sort : ClientSort.Name,
            Descending = Value("dir") == "desc",
            After = Value("after"),
            Before = Value("before"),
        })
        {
            Adding = Value(AppRoutes.AddClientQuery) is not null,
        };
    }

    /// <summary>The list from its beginning with another text.</summary>
    public ClientListState Searching(string? text) => From(Query with { Text = text });

    /// <summary>The list from its beginning for one coach, or for all.</summary>
    public ClientListState Of(int? coachId) => From(Query with { CoachId = coachId });

    /// <summary>The archived clients from their beginning, or the others.</summary>
    public ClientListState Shelved(bool archived) => From(Query with { Archived = archived });

    /// <summary>The same list in another order; the same column again turns it round.</summary>
    public ClientListState SortedBy(ClientSort sort) =>
        From(Query with { Sort = sort, Descending = Query.Sort == sort && !Query.Descending });

    /// <summary>The page after a place.</summary>
    public ClientListState After(string cursor) => From(Query with { After = cursor });

    /// <summary>The page before a place.</summary>
    public ClientListState Before(string cursor) => From(Query with { Before = cursor });

    private ClientListState From(ClientListQuery query) => new(query with
    {
        After = query.After == Query.After ? null : query.After,
        Before = query.Before == Query.Before ? null : query.Before,
    });
}
