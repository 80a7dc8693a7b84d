using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Clients;

/// <summary>
/// A client as staff see them: who it is, what comes next, and a tab for each side of the work. A client whom the person may not
/// see answers like one who does not exist.
/// </summary>
public sealed partial class ClientProfilePage
{
    /// <summary>The tabs' names in the address.</summary>
    public const string OverviewTab = "overview", SessionsTab = "sessions", ProgramsTab = "programs", FinancesTab = "finances", ContactTab = "contact",
        PhysicalTab = "physical";

    private int loadedId;
    private ClientProfile? profile;
    private SessionRow? next;
    private Problem? problem;
    private OwnChanges? own;
    private SessionRowMenu? menu;

    [Parameter] public int Id { get; set; }
    [SupplyParameterFromQuery(Name = "tab")] public string? Tab { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string SelectedTab => Tabs.Any(tab => tab.Key == Tab) ? Tab! : OverviewTab;

    private string Here => Address(SelectedTab);

    private IReadOnlyList<Tab> Tabs
    {
        get
        {
            var sees = Reader.Actor.Can(Capability.ViewSessions);
            (string Key, string Label, bool Shown)[] all =
            [
                (OverviewTab, L["Overview"], true),
                (SessionsTab, L["Sessions"], sees),
                (ProgramsTab, L["Programs"], Reader.Actor.Can(Capability.ManagePrograms)),
                (FinancesTab, L["Finances"], sees && Reader.Actor.Can(Capability.ViewFinances)),
                (ContactTab, L["Contact"], true),
                (PhysicalTab, L["Physical"], Reader.Practice.MeasurementsOn),
            ];
            return [.. all.Where(tab => tab.Shown).Select(tab => new Tab(tab.Key, tab.Label, Address(tab.Key)))];
        }
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        own = new OwnChanges(Clock);
        Listen(Topics.Clients, ids => ids.Contains(Id) || ids.Contains(0) ? ReadAsync() : Task.CompletedTask);
        Listen(Topics.Sessions, _ => ReadNextAsync());
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Id == loadedId)
            return;
        (loadedId, profile, next) = (Id, null, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            problem = null;
            await ReadAsync();
            await ReadNextAsync();
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
        var read = await Clients.ProfileAsync(Reader.Actor, Id, Closing);
        profile = read.Ok ? read.Value : null;
        if (!read.Ok)
            Navigation.NotFound();
    }

    private async Task ReadNextAsync()
    {
        if (profile is not null)
            next = await Sessions.ForClientAsync(Reader.Actor, Id, SessionTime.Upcoming, 0, 1, Closing) is [var first, ..] ? first : null;
    }

    private void Ask(SessionMenuAsked asked) => menu?.Open(asked.Row, asked.Payment);

    private string Address(string tab) => AppRoutes.Client(Id, tab == OverviewTab ? null : tab);
}
