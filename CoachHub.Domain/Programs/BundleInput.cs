using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using NodaTime;

namespace CoachHub.Domain.Programs;

/// <summary>A new bundle as a person typed it: any field may be missing or wrong.</summary>
public sealed record BundleInput
{
    /// <summary>The client.</summary>
    public int? ClientId { get; init; }

    /// <summary>The coach.</summary>
    public int? CoachId { get; init; }

    /// <summary>The template that it was filled from; one that is gone by now is left out.</summary>
    public int? TemplateId { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>How many sessions are bought, 1 to <see cref="Bundle.MostSessions"/>.</summary>
    public int? Sessions { get; init; }

    /// <summary>The price in whole units of the practice's currency; null = none.</summary>
    public decimal? Price { get; init; }

    /// <summary>What that is the price of.</summary>
    public PricePer PricePer { get; init; }

    /// <summary>Minutes of each session.</summary>
    public int? DurationMinutes { get; init; } = 60;

    /// <summary>Location of each session.</summary>
    public string? Location { get; init; }

    /// <summary>Video link of each session.</summary>
    public string? VideoLink { get; init; }

    /// <summary>Documents that each session begins with.</summary>
    public IReadOnlyList<int> Documents { get; init; } = [];

    /// <summary>The last day on which sessions may be planned; null = no end.</summary>
    public LocalDate? LastDay { get; init; }

    /// <summary>IANA zone of the dates: the coach's.</summary>
    public required string ZoneId { get; init; }

    /// <summary>The sessions that are planned at once: none up to all.</summary>
    public IReadOnlyList<PlannedDate> Dates { get; init; } = [];

    /// <summary>Why they may overlap other sessions of the coach.</summary>
    public string? OverlapReason { get; init; }

    /// <summary>The problems of the offer: the first step.</summary>
    public IReadOnlyList<Problem> CheckOffer(string currency)
    {
        var problems = new List<Problem>();
        void Unless(bool valid, string code, string field, params object[] arguments)
        {
            if (!valid)
                problems.Add(Problem.Invalid(code, field, arguments));
        }

        Unless(ClientId is not null, "session.client_required", nameof(ClientId));
        Unless(CoachId is not null, "session.coach_required", nameof(CoachId));
        problems.AddRange(OfferRules.Check(Name, Sessions, DurationMinutes, Price, PricePer, Location, VideoLink, Documents.Count, currency));
        Unless(ZoneClock.Exists(ZoneId), "zone.unknown", nameof(ZoneId));
        Unless(LastDay is null or { Year: >= 1970 and <= 2200 }, "session.date_range", nameof(LastDay));
        return problems;
    }

    /// <summary>The problems of everything, in the order of the steps. Empty when the bundle may be written.</summary>
    public IReadOnlyList<Problem> Check(string currency)
    {
        var problems = CheckOffer(currency);
        return problems.Count > 0 ? problems : CheckDates(Sessions!.Value);
    }

    /// <summary>The problems of the dates, of which there may be as many as are left.</summary>
    internal IReadOnlyList<Problem> CheckDates(int left)
    {
        var problems = new List<Problem>();
        if (Dates.Count > left)
            problems.Add(Problem.Invalid("bundle.too_many_dates", nameof(Dates), left));
        if (Dates.Any(date => date.Date.Year is < 1970 or > 2200))
            problems.Add(Problem.Invalid("session.date_range", nameof(Dates)));
        if (!InputText.IsLine(OverlapReason, SessionInput.LineLength))
            problems.Add(Problem.Invalid("text.line", nameof(OverlapReason), SessionInput.LineLength));
        return problems;
    }

    /// <summary>The total in minor units, once <see cref="CheckOffer"/> found nothing; null = no price.</summary>
    public long? TotalMinor(string currency) => OfferRules.TotalMinor(Price, PricePer, Sessions!.Value, currency);
}

/// <summary>What bundles and templates have in common.</summary>
internal static class OfferRules
{
    public static IEnumerable<Problem> Check(
        string? name, int? sessions, int? minutes, decimal? price, PricePer per, string? location, string? videoLink, int documents, string currency)
    {
        if (InputText.Clean(name) is null)
            yield return Problem.Invalid("text.required", nameof(BundleInput.Name));
        else if (!InputText.IsLine(name, Bundle.NameLength))
            yield return Problem.Invalid("text.line", nameof(BundleInput.Name), Bundle.NameLength);
        if (sessions is not (>= 1 and <= Bundle.MostSessions))
            yield return Problem.Invalid("bundle.sessions", nameof(BundleInput.Sessions), Bundle.MostSessions);
        if (price is < 0)
            yield return Problem.Invalid("session.price_negative", nameof(BundleInput.Price));
        else if (price is { } amount && !InRange(amount, per, sessions ?? 1, currency))
            yield return Problem.Invalid("session.price_digits", nameof(BundleInput.Price), Money.DigitsOf(currency));
        if (!Enum.IsDefined(per))
            yield return Problem.Invalid("bundle.price_per", nameof(BundleInput.PricePer));
        if (minutes is not (>= 1 and <= SessionInput.LongestMinutes))
            yield return Problem.Invalid("session.duration_range", nameof(BundleInput.DurationMinutes));
        if (!InputText.IsLine(location, SessionInput.LineLength))
            yield return Problem.Invalid("text.line", nameof(BundleInput.Location), SessionInput.LineLength);
        if (!InputText.IsWebAddress(InputText.Clean(videoLink)))
            yield return Problem.Invalid("session.video_link", nameof(BundleInput.VideoLink));
        if (documents > SessionDocument.Most)
            yield return Problem.Invalid("document.too_many", nameof(BundleInput.Documents), SessionDocument.Most);
    }

    public static long? TotalMinor(decimal? price, PricePer per, int sessions, string currency) =>
        price is { } amount && Money.FromDecimal(amount, currency) is { } money ? money.Minor * (per == PricePer.Session ? sessions : 1) : null;

    // A forged count must not let the product run over.
    private static bool InRange(decimal amount, PricePer per, int sessions, string currency) =>
        Money.FromDecimal(amount, currency) is not null
        && (per != PricePer.Session || sessions is < 1 or > Bundle.MostSessions || Money.FromDecimal(amount * sessions, currency) is not null);
}

/// <summary>A date that stands in the way of writing a bundle.</summary>
/// <param name="Index">Its place in the list.</param>
/// <param name="Problem">Why.</param>
public sealed record DateRefusal(int Index, Problem Problem)
{
    /// <summary>The dates that a problem <c>bundle.dates_refused</c> lists.</summary>
    public static IReadOnlyList<DateRefusal> In(Problem problem) => [.. problem.Arguments.OfType<DateRefusal>()];
}
