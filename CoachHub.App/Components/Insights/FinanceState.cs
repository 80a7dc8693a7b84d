using System.Globalization;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;

namespace CoachHub.App.Components.Insights;

/// <summary>The periods that one click chooses.</summary>
public enum FinanceSpan
{
    ThisYear,
    ThisMonth,
    LastMonth,
    LastYear,
    Own,
}

/// <summary>A part of the sums: a month, a coach, a client or a bundle, by its key.</summary>
public sealed record FinancePart(FinanceGrouping By, int Key);

/// <summary>What the address of the finances says: period, division, the figure whose rows are shown, and pages. Values that make no sense count as absent.</summary>
public sealed record FinanceState
{
    public FinanceSpan Span { get; init; }

    /// <summary>The first day of a period of one's own.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day of a period of one's own.</summary>
    public DateOnly? To { get; init; }

    public FinanceGrouping By { get; init; }

    /// <summary>The figure whose rows are shown; null = none.</summary>
    public FinanceFigure? Show { get; init; }

    /// <summary>The part to which the rows belong; null = all.</summary>
    public FinancePart? Of { get; init; }

    /// <summary>The page of parts, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>The page of rows, from 1.</summary>
    public int RowPage { get; init; } = 1;

    /// <summary>Reads the query of an address.</summary>
    public static FinanceState Parse(Func<string, string?> query) => new()
    {
        Span = EnumCode.TryParse<FinanceSpan>(query("period"), out var span) ? span : FinanceSpan.ThisYear,
        From = Day(query("from")),
        To = Day(query("to")),
        By = EnumCode.TryParse<FinanceGrouping>(query("by"), out var by) ? by : FinanceGrouping.Month,
        Show = EnumCode.TryParse<FinanceFigure>(query("show"), out var show) ? show : null,
        Of = Part(query("of")),
        Page = Number(query("page")),
        RowPage = Number(query("rows")),
    };

    /// <summary>The days that it means, seen from a day.</summary>
    public FinancePeriod PeriodAt(DateOnly today)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        return Span switch
        {
            FinanceSpan.ThisMonth => new(month, month.AddMonths(1).AddDays(-1)),
            FinanceSpan.LastMonth => new(month.AddMonths(-1), month.AddDays(-1)),
            FinanceSpan.LastYear => new(new DateOnly(today.Year - 1, 1, 1), new DateOnly(today.Year - 1, 12, 31)),
            FinanceSpan.Own => new(From ?? To ?? month, To ?? From ?? today),
            _ => new(new DateOnly(today.Year, 1, 1), new DateOnly(today.Year, 12, 31)),
        };
    }

    /// <summary>The address of these finances.</summary>
    public string Address => Written(AppRoutes.Finances, withPages: true);

    /// <summary>The same, where the browser moves to the rows.</summary>
    public string AddressOfRows => Address + "#rows";

    /// <summary>The address of the file with all that is shown here, page by page: the rows where they are shown, else the table.</summary>
    public string ExportAddress => Written(AppRoutes.FinancesExport, withPages: false);

    /// <summary>The same in another period.</summary>
    public FinanceState In(FinanceSpan span) => this with { Span = span, From = null, To = null, Of = Of?.By == FinanceGrouping.Month ? null : Of, Page = 1, RowPage = 1 };

    /// <summary>Divided otherwise.</summary>
    public FinanceState Divided(FinanceGrouping by) => this with { By = by, Page = 1 };

    /// <summary>With the rows of a figure, of one part where it is given.</summary>
    public FinanceState With(FinanceFigure figure, FinancePart? of) => this with { Show = figure, Of = of, RowPage = 1 };

    /// <summary>Without rows.</summary>
    public FinanceState Closed => this with { Show = null, Of = null, RowPage = 1 };

    /// <summary>A day as addresses and date fields write it.</summary>
    public static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A day from an address or a date field.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private string Written(string page, bool withPages) => AppRoutes.With(
        page,
        ("period", Span == FinanceSpan.ThisYear ? null : EnumCode.Of(Span)),
        ("from", Span == FinanceSpan.Own ? Text(From) : null),
        ("to", Span == FinanceSpan.Own ? Text(To) : null),
        ("by", By == FinanceGrouping.Month ? null : EnumCode.Of(By)),
        ("show", Show is { } figure ? EnumCode.Of(figure) : null),
        ("of", Show is not null && Of is { } part ? string.Create(CultureInfo.InvariantCulture, $"{EnumCode.Of(part.By)}-{part.Key}") : null),
        ("page", Numbered(Page, withPages)),
        ("rows", Numbered(RowPage, withPages)));

    private static string? Numbered(int page, bool withPages) => withPages && page > 1 ? page.ToString(CultureInfo.InvariantCulture) : null;

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 100_000 ? number : 1;

    private static FinancePart? Part(string? text) =>
        text?.Split('-') is [var by, var key] && EnumCode.TryParse<FinanceGrouping>(by, out var grouping) && int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new FinancePart(grouping, number)
            : null;
}
