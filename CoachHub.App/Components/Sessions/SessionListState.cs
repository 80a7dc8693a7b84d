using System.Globalization;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.WebUtilities;
using NodaTime;
using NodaTime.Text;

namespace CoachHub.App.Components.Sessions;

/// <summary>What the address of the session list says: filters, order, place. Values that make no sense count as absent.</summary>
public sealed record SessionListState
{
    private static readonly int[] Sizes = [25, 50, 100];

    public SessionFilter Filter { get; init; } = new();

    public SessionPageRequest Page { get; init; } = new();

    /// <summary>True when anything narrows the list.</summary>
    public bool IsFiltered => Filter is not { Text: null, CoachIds: [], ClientId: null, Statuses: [], Payments: [], Tolds: [], From: null, To: null, View: null };

    /// <summary>Reads the query of an address.</summary>
    public static SessionListState Parse(Func<string, string?> query) => new()
    {
        Filter = new SessionFilter
        {
            Text = InputText.Clean(query("q")) is { } text ? text[..Math.Min(text.Length, 100)] : null,
            CoachIds = [.. (query("coach") ?? "").Split(',').Select(Number).OfType<int>()],
            ClientId = Number(query("client")),
            Statuses = EnumCode.ParseList<SessionStatus>(query("status")),
            Payments = EnumCode.ParseList<PaymentStatus>(query("payment")),
            Tolds = EnumCode.ParseList<ToldState>(query("told")),
            From = Day(query("from")),
            To = Day(query("to")),
            View = EnumCode.TryParse<SessionView>(query("view"), out var view) ? view : null,
        },
        Page = new SessionPageRequest
        {
            Sort = EnumCode.TryParse<SessionSort>(query("sort"), out var sort) ? sort : SessionSort.Date,
            Descending = query("dir") == "desc",
            After = InputText.Clean(query("after")),
            Before = InputText.Clean(query("before")),
            At = Day(query("at")),
            Size = Number(query("size")) is { } size && Sizes.Contains(size) ? size : 50,
        },
    };

    /// <summary>The address of this list.</summary>
    public string Address => Written(AppRoutes.Sessions, withPlace: true);

    /// <summary>The address of the file with all that this list would show, page by page.</summary>
    public string ExportAddress => Written(AppRoutes.SessionsExport, withPlace: false);

    /// <summary>Filters and order as a query, without the place in the list: what a view of one's own keeps. Empty for the list as it is at first.</summary>
    public string ViewQuery => Written("", withPlace: false).TrimStart('?');

    /// <summary>The list that a view keeps.</summary>
    public static SessionListState OfView(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        return Parse(name => values.TryGetValue(name, out var value) ? value.ToString() : null);
    }

    private string Written(string page, bool withPlace) => AppRoutes.With(
        page,
        ("view", Filter.View is { } view ? EnumCode.Of(view) : null),
        ("q", Filter.Text),
        ("coach", string.Join(',', Filter.CoachIds)),
        ("client", Filter.ClientId?.ToString(CultureInfo.InvariantCulture)),
        ("status", Codes(Filter.Statuses)),
        ("payment", Codes(Filter.Payments)),
        ("told", Codes(Filter.Tolds)),
        ("from", Text(Filter.From)),
        ("to", Text(Filter.To)),
        ("sort", Page.Sort == SessionSort.Date ? null : EnumCode.Of(Page.Sort)),
        ("dir", Page.Descending ? "desc" : null),
        ("size", Page.Size == 50 || !withPlace ? null : Page.Size.ToString(CultureInfo.InvariantCulture)),
        ("at", withPlace ? Text(Page.At) : null),
        ("after", withPlace ? Page.After : null),
        ("before", withPlace ? Page.Before : null));

    /// <summary>The same list with another filter, from its beginning.</summary>
    public SessionListState With(SessionFilter filter) => this with { Filter = filter, Page = FromTheBeginning };

    /// <summary>The same list in another order; the same column again turns it round.</summary>
    public SessionListState SortedBy(SessionSort sort) => this with
    {
        Page = FromTheBeginning with { Sort = sort, Descending = Page.Sort == sort && !Page.Descending },
    };

    public SessionListState After(string cursor) => this with { Page = FromTheBeginning with { After = cursor } };

    public SessionListState Before(string cursor) => this with { Page = FromTheBeginning with { Before = cursor } };

    public SessionListState At(LocalDate? day) => this with { Page = FromTheBeginning with { At = day, Sort = SessionSort.Date } };

    public SessionListState Sized(int size) => this with { Page = FromTheBeginning with { Size = size } };

    /// <summary>A day as inputs and addresses write it.</summary>
    public static string? Text(LocalDate? day) => day is { } value ? LocalDatePattern.Iso.Format(value) : null;

    /// <summary>A day of an input or address, or null.</summary>
    public static LocalDate? Day(string? text) =>
        text is not null && LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: >= 1970 and <= 2200 } day } ? day : null;

    private SessionPageRequest FromTheBeginning => Page with { After = null, Before = null, At = null };

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static string? Codes<T>(IReadOnlyList<T> values) where T : struct, Enum =>
        values.Count == 0 ? null : string.Join(',', values.Select(EnumCode.Of));
}
