using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Clients;

/// <summary>What a client was billed and paid, and the sessions behind it; the payment's filter is in the address.</summary>
public sealed partial class ClientFinancesPanel
{
    private const int Size = 25;

    private static readonly PaymentStatus?[] Choices = [null, PaymentStatus.Pending, PaymentStatus.Paid, PaymentStatus.Refunded];

    private readonly HashSet<int> marked = [];
    private IReadOnlyList<SessionRow>? rows;
    private ClientMoney? money;
    private Problem? problem;
    private (int ClientId, PaymentStatus? Only)? loaded;
    private int skipped;
    private bool more;

    [Parameter, EditorRequired] public int ClientId { get; set; }

    /// <summary>The page's address: a session opens on top of it.</summary>
    [Parameter, EditorRequired] public required string Here { get; set; }

    /// <summary>A row's payment or status is to be changed.</summary>
    [Parameter] public EventCallback<SessionMenuAsked> MenuAsked { get; set; }

    /// <summary>What was changed on this page.</summary>
    [Parameter] public OwnChanges? Own { get; set; }

    [SupplyParameterFromQuery(Name = "payment")] public string? Payment { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientFigureQueries Figures { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private PaymentStatus? Only => EnumCode.TryParse<PaymentStatus>(Payment, out var only) && Choices.Contains(only) ? only : null;

    private IReadOnlyList<DonutSlice> Slices =>
    [
        Slice(PaymentStatus.Paid, money!.PaidMinor, "good"),
        Slice(PaymentStatus.Pending, money.PendingMinor, "careful"),
        Slice(PaymentStatus.Refunded, money.RefundedMinor, "news"),
    ];

    /// <inheritdoc />
    protected override void OnInitialized() => Listen(Topics.Sessions, async ids =>
    {
        marked.UnionWith(Own?.Others(ids) ?? ids);
        await ReadAsync();
    });

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (ClientId, Only))
            return;
        loaded = (ClientId, Only);
        skipped = 0;
        marked.Clear();
        await LoadAsync();
    }

    private Task GoAsync(int skip)
    {
        skipped = Math.Max(0, skip);
        marked.Clear();
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // The page was left while it read.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            problem = storage;
        }
    }

    private async Task ReadAsync()
    {
        var figures = await Figures.ReadAsync(Reader.Actor, ClientId, Closing);
        var read = await Figures.BillableAsync(Reader.Actor, ClientId, Only, skipped, Size + 1, Closing);
        // What stood here may have another payment status by now: the page before it is the last one then.
        if (read.Ok && read.Value.Count == 0 && skipped > 0)
        {
            skipped = Math.Max(0, skipped - Size);
            read = await Figures.BillableAsync(Reader.Actor, ClientId, Only, skipped, Size + 1, Closing);
        }

        problem = figures.Problem ?? read.Problem;
        if (problem is not null)
            return;
        money = figures.Value.Money;
        more = read.Value.Count > Size;
        rows = [.. read.Value.Take(Size)];
    }

    private DonutSlice Slice(PaymentStatus payment, long minor, string tint) =>
        new(SessionWords.Payment(L, payment), minor, Reader.Amount(minor), tint, AddressOf(payment));

    private string AddressOf(PaymentStatus? payment) => AppRoutes.With(Here, ("payment", payment is { } only ? EnumCode.Of(only) : null));
}
