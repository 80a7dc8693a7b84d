using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;

namespace CoachHub.Domain.Sessions;

/// <summary>A session as staff lists show it.</summary>
/// <param name="Id">The session.</param>
/// <param name="Version">Its version.</param>
/// <param name="StartsAtUtc">UTC.</param>
/// <param name="DurationMinutes">Minutes.</param>
/// <param name="ClientId">The client, null for a slot.</param>
/// <param name="ClientName">The client's name, null for a slot.</param>
/// <param name="ClientZoneId">The client's zone, null for a slot.</param>
/// <param name="ClientLanguage">The client's language: the automatic title is in it.</param>
/// <param name="CoachId">The coach.</param>
/// <param name="CoachName">The coach's name.</param>
/// <param name="Title">The title, null = automatic.</param>
/// <param name="Location">Where, or null.</param>
/// <param name="VideoLink">Video address, or null.</param>
/// <param name="PriceMinor">Minor units, or null.</param>
/// <param name="Status">Status.</param>
/// <param name="Payment">Payment.</param>
/// <param name="Told">What the client knows.</param>
/// <param name="ToldFacts">The facts that the client was told, as JSON; only where they are out of date.</param>
public sealed record SessionRow(
    int Id,
    int Version,
    DateTime StartsAtUtc,
    int DurationMinutes,
    int? ClientId,
    string? ClientName,
    string? ClientZoneId,
    string? ClientLanguage,
    int CoachId,
    string CoachName,
    string? Title,
    string? Location,
    string? VideoLink,
    long? PriceMinor,
    SessionStatus Status,
    PaymentStatus Payment,
    ToldState Told,
    string? ToldFacts)
{
    /// <summary>UTC.</summary>
    [JsonIgnore]
    public DateTime EndsAtUtc => StartsAtUtc.AddMinutes(DurationMinutes);

    /// <summary>The facts that the client was told, where they are out of date.</summary>
    [JsonIgnore]
    public SessionFacts? OldFacts => SessionFacts.FromJson(ToldFacts);
}

/// <summary>A saved view of the list (part 4).</summary>
public enum SessionView
{
    /// <summary>Booked, end ahead, never told or the mail failed.</summary>
    NotTold,

    /// <summary>Booked, end ahead, told other facts.</summary>
    ToldOldFacts,

    /// <summary>Booked, though the end has passed.</summary>
    PastNotClosed,

    /// <summary>Has a price that is still pending.</summary>
    Unpaid,

    /// <summary>The last mail failed for good.</summary>
    FailedMail,
}

/// <summary>What the list is sorted by.</summary>
public enum SessionSort
{
    /// <summary>Start; the only order that pages without an end.</summary>
    Date,

    /// <summary>The client's name.</summary>
    Client,

    /// <summary>The coach's name.</summary>
    Coach,

    /// <summary>The title.</summary>
    Title,

    /// <summary>The price.</summary>
    Price,

    /// <summary>The status.</summary>
    Status,

    /// <summary>The payment status.</summary>
    Payment,

    /// <summary>What the client knows.</summary>
    Told,
}

/// <summary>Which sessions a list shows. Empty sets filter nothing.</summary>
public sealed record SessionFilter
{
    /// <summary>Text in title, location or a person's name.</summary>
    public string? Text { get; init; }

    /// <summary>Coaches.</summary>
    public IReadOnlyList<int> CoachIds { get; init; } = [];

    /// <summary>One client.</summary>
    public int? ClientId { get; init; }

    /// <summary>Statuses.</summary>
    public IReadOnlyList<SessionStatus> Statuses { get; init; } = [];

    /// <summary>Payment statuses.</summary>
    public IReadOnlyList<PaymentStatus> Payments { get; init; } = [];

    /// <summary>What clients know.</summary>
    public IReadOnlyList<ToldState> Tolds { get; init; } = [];

    /// <summary>First day, in the reader's zone.</summary>
    public LocalDate? From { get; init; }

    /// <summary>Last day, in the reader's zone.</summary>
    public LocalDate? To { get; init; }

    /// <summary>A saved view, on top of the rest.</summary>
    public SessionView? View { get; init; }

    /// <summary>The same for filters that ask the same. What was typed stands last, because anything may stand in it.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"{View}|{string.Join(',', CoachIds)}|{ClientId}|{string.Join(',', Statuses)}|{string.Join(',', Payments)}|{string.Join(',', Tolds)}|{From:uuuu-MM-dd}|{To:uuuu-MM-dd}|{Text}");
}

/// <summary>Which page of a list, and in which order.</summary>
public sealed record SessionPageRequest
{
    /// <summary>The order.</summary>
    public SessionSort Sort { get; init; }

    /// <summary>Last first.</summary>
    public bool Descending { get; init; }

    /// <summary>The page after this cursor.</summary>
    public string? After { get; init; }

    /// <summary>The page before this cursor.</summary>
    public string? Before { get; init; }

    /// <summary>The page that begins at this day, in the reader's zone; without a place it is today.</summary>
    public LocalDate? At { get; init; }

    /// <summary>Rows on a page: 25, 50 or 100.</summary>
    public int Size { get; init; } = 50;
}

/// <summary>How many sessions a saved view holds; above the limit only that there are more.</summary>
/// <param name="Count">At most <see cref="Limit"/>.</param>
/// <param name="More">There are more.</param>
public readonly record struct ViewCount(int Count, bool More)
{
    /// <summary>Counted exactly up to here.</summary>
    public const int Limit = 1000;

    /// <summary>What was counted up to one more than the limit.</summary>
    internal static ViewCount Of(int counted) => new(Math.Min(counted, Limit), counted > Limit);
}
