using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Insights;

/// <summary>The practice's money, or a coach's own. What is shown is in the address; the figures follow what others do.</summary>
public sealed partial class FinancesPage
{
    /// <summary>Parts and rows on a page.</summary>
    public const int Size = 25;

    private FinanceState state = new();
    private FinancePeriod period;
    private Problem? problem;
    private string? loadedAddress;
    private bool isRestored;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required FinanceRereads Finances { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public FinanceReport? Report { get; set; }

    /// <summary>The rows of the figure that is shown.</summary>
    [PersistentState] public FinanceRows? Rows { get; set; }

    private bool IsEmpty => Report!.Total is { Billed: 0, Collected: 0, Refunded: 0 };

    private string PeriodText => $"{Reader.Day(period.From)} – {Reader.Day(period.To)}";

    private IReadOnlyList<BarGroup> Bars =>
    [
        .. Report!.Months.Select(month =>
        {
            var part = new FinancePart(FinanceGrouping.Month, month.Key);
            var title = L["{0}: billed {1}, collected {2}", FinanceWords.Month(month.Key, Reader.Culture, "MMMM yyyy"), Reader.Amount(month.Sums.BilledMinor), Reader.Amount(month.Sums.CollectedMinor)];
            return new BarGroup(
                month.Key, FinanceWords.Month(month.Key, Reader.Culture, "MMM").TrimEnd('.'), title, state.With(state.Show ?? FinanceFigure.Billed, part).AddressOfRows,
                [new(Units(month.Sums.BilledMinor), "beside"), new(Units(month.Sums.CollectedMinor), "main")], state.Show is not null && state.Of == part);
        }),
    ];

    private IReadOnlyList<DonutSlice> Slices =>
    [
        new(SessionWords.Payment(L, PaymentStatus.Paid), Report!.Total.SettledMinor, Reader.Amount(Report.Total.SettledMinor), "good"),
        new(SessionWords.Payment(L, PaymentStatus.Pending), Report.Total.PendingMinor, Reader.Amount(Report.Total.PendingMinor), "careful", state.With(FinanceFigure.Pending, null).AddressOfRows),
        new(SessionWords.Payment(L, PaymentStatus.Refunded), Report.Total.ReturnedMinor, Reader.Amount(Report.Total.ReturnedMinor), "news"),
    ];

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        // At once, with sums of the last seconds; and once more, when none can be from before the last change.
        foreach (var kind in new[] { Topics.Sessions, Topics.Programs, Topics.Accounts })
        {
            Listen(kind, _ => LoadAsync(follows: true));
            Listen(kind, _ => LoadAsync(follows: true), FinanceRereads.Pace);
        }

        isRestored = Report is not null;
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        state = FinanceState.Parse(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
        period = state.PeriodAt(DateOnly.FromDateTime(Reader.Local(Clock.GetUtcNow().UtcDateTime, Reader.Practice.ZoneId).ToDateTimeUnspecified()));
        // Opening and closing the modal changes the address, not the finances.
        var isCarriedOver = loadedAddress is null && isRestored;
        if (loadedAddress == state.Address)
            return;
        if (isCarriedOver)
            loadedAddress = state.Address;
        else
            await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !isRestored)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    private Task LoadAsync() => LoadAsync(follows: false);

    private async Task LoadAsync(bool follows)
    {
        var asked = state;
        loadedAddress = asked.Address;
        try
        {
            var report = await Finances.ReportAsync(Reader.Actor, new FinanceQuestion(period, asked.By), (asked.Page - 1) * Size, Size, follows, Closing);
            var rows = asked.Show is { } figure && report.Ok
                ? await Finances.RowsAsync(Reader.Actor, RowsOf(asked, period, figure), (asked.RowPage - 1) * Size, Size, follows, Closing)
                : (Result<FinanceRows>?)null;
            // Another address was asked for meanwhile: its answer counts.
            if (asked != state)
                return;
            problem = report.Problem ?? rows?.Problem;
            (Report, Rows) = (problem is null ? report.Value : null, problem is null ? rows?.Value : null);
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // The page was left while it read.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            (problem, loadedAddress) = (storage, null);
        }
    }

    /// <summary>The rows that an address asks for.</summary>
    public static FinanceRowsQuestion RowsOf(FinanceState state, FinancePeriod period, FinanceFigure figure) =>
        new(period, figure, state.Of?.By ?? FinanceGrouping.Month, state.Of?.Key);

    private decimal Units(long minor) => new Money(Math.Max(minor, 0), Reader.Practice.Currency).ToDecimal();
}
