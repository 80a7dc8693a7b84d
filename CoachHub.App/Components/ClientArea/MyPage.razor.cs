using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.ClientArea;

/// <summary>The client's own area, in the client's own zone. Each tab reads what it shows and no more.</summary>
public sealed partial class MyPage
{
    private const string SessionsTab = "sessions";
    private const string PaymentsTab = "payments";
    private const string HistoryTab = "history";
    private const string PhysicalTab = "physical";
    private const string ProfileTab = "profile";

    private (string Tab, int Page) loaded;
    private Problem? problem;
    private bool isRestored, canPay;

    [SupplyParameterFromQuery(Name = "tab")] public string? Tab { get; set; }
    [SupplyParameterFromQuery(Name = "page")] public int? PageNumber { get; set; }
    [SupplyParameterFromQuery(Name = AppRoutes.SavedQuery)] public string? Saved { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientSessionQueries Sessions { get; init; }
    [Inject] public required SessionService Service { get; init; }
    [Inject] public required AccountService Accounts { get; init; }
    [Inject] public required MyActs Acts { get; init; }
    [Inject] public required MyPay Pay { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public ClientOutlook? Outlook { get; set; }

    /// <summary>Likewise.</summary>
    [PersistentState] public ClientPayments? Payments { get; set; }

    /// <summary>Likewise.</summary>
    [PersistentState] public ClientLines? History { get; set; }

    /// <summary>Likewise.</summary>
    [PersistentState] public OwnAccount? Own { get; set; }

    private Func<IReadOnlyCollection<int>, Task>? Paying => canPay ? ids => Pay.PayAsync(Reader, ids) : null;

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private string Selected => Tabs.Any(tab => tab.Key == Tab) ? Tab! : SessionsTab;

    private IReadOnlyList<Tab> Tabs =>
    [
        .. new[] { SessionsTab, PaymentsTab, HistoryTab, ProfileTab, PhysicalTab }
            .Where(key => key != PhysicalTab || Reader.Practice.MeasurementsOn).Select(key => new Tab(key, TitleOf(key), AppRoutes.MyTab(key))),
    ];

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Sessions, _ => LoadAsync());
        // The cancellation window and what cards show.
        Listen(Topics.Practice, _ => LoadAsync());
        Listen(Topics.Accounts, ids => Selected == ProfileTab && ids.Contains(Reader.Actor.Id) ? LoadAsync() : Task.CompletedTask);
        TickEveryMinute();
        isRestored = Own is not null || Outlook is not null || Payments is not null || History is not null;
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        canPay = await Pay.CanPayAsync(Reader, Closing);
        if (loaded == (Selected, PageNumber ?? 1))
            return;
        loaded = (Selected, PageNumber ?? 1);
        if (isRestored)
            return;
        (Payments, History, Own) = (null, null, null);
        await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !isRestored)
            return;
        isRestored = false;
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        try
        {
            problem = null;
            canPay = await Pay.CanPayAsync(Reader, Closing);
            switch (Selected)
            {
                case PaymentsTab:
                    Payments = await Pay.PaymentsAsync(Reader, PageNumber ?? 1, Closing);
                    break;
                case HistoryTab:
                    History = await Pay.HistoryAsync(Reader, PageNumber ?? 1, Closing);
                    break;
                case PhysicalTab:
                    // Its panel reads for itself.
                    break;
                case ProfileTab:
                    var own = await Accounts.GetOwnAsync(Reader.Actor, Closing);
                    (Own, problem) = (own.Ok ? own.Value : null, own.Problem);
                    break;
                default:
                    Outlook = await Sessions.OutlookAsync(Reader.Actor, Closing);
                    break;
            }
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

    private string TitleOf(string tab) => tab switch
    {
        PaymentsTab => L["Payments"],
        HistoryTab => L["History"],
        PhysicalTab => L["Physical"],
        ProfileTab => L["My profile"],
        _ => L["My sessions"],
    };

    private async Task AcknowledgeAsync(ClientSession session)
    {
        // The mark says which facts were on the screen: facts that changed under the click were not seen.
        var done = await Service.AcknowledgeAsync(Reader.Actor, session.Id, session.FactsHash, Closing);
        await LoadAsync();
        problem = done.Problem;
    }

    private async Task CancelAsync(ClientSession session)
    {
        if (await Acts.CancelAsync(Reader, session.Id))
            await LoadAsync();
    }
}
