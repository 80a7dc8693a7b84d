using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Clients;

/// <summary>
/// A client as staff see them: who it is, what comes next, and a tab for each side of the work. A client whom the person may not
/// see answers like one who does not exist.
/// </summary>
public sealed partial class ClientProfilePage
{
    private const string OverviewTab = "overview";
    private const string SessionsTab = "sessions";
    private const string ContactTab = "contact";

    private int loadedId;
    private ClientProfile? profile;
    private SessionRow? next;
    private Problem? problem, refused;
    private bool restoring;

    [Parameter] public int Id { get; set; }
    [SupplyParameterFromQuery(Name = "tab")] public string? Tab { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required ClientArchiveService Archive { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string SelectedTab => Tab switch
    {
        SessionsTab when Reader.Actor.Can(Capability.ViewSessions) => SessionsTab,
        ContactTab => ContactTab,
        _ => OverviewTab,
    };

    // The form of the contact tab has the screen's one primary button.
    private string NewSessionClass => SelectedTab == ContactTab ? "btn" : "btn primary";

    private string Here => AppRoutes.Client(Id, SelectedTab == OverviewTab ? null : SelectedTab);

    private IReadOnlyList<Tab> Tabs => Reader.Actor.Can(Capability.ViewSessions)
        ? [Named(OverviewTab, L["Overview"]), Named(SessionsTab, L["Sessions"]), Named(ContactTab, L["Contact"])]
        : [Named(OverviewTab, L["Overview"]), Named(ContactTab, L["Contact"])];

    /// <inheritdoc />
    protected override void OnInitialized()
    {
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

    private async Task ArchiveAsync()
    {
        refused = null;
        if (await ArchiveClientDialog.ShowAsync(Dialogs, L, Id))
            Navigation.NavigateTo(AppRoutes.Clients);
    }

    private async Task RestoreAsync()
    {
        restoring = true;
        try
        {
            refused = (await Archive.RestoreAsync(Reader.Actor, Id, Closing)).Problem;
            await ReadAsync();
        }
        finally
        {
            restoring = false;
        }
    }

    private Tab Named(string key, string label) => new(key, label, AppRoutes.Client(Id, key == OverviewTab ? null : key));

    /// <summary>Only what a telephone dials: digits and a leading plus, up to the first letter, where an extension or a remark begins.</summary>
    private static string TelephoneLink(string phone) =>
        $"tel:{(phone.StartsWith('+') ? "+" : "")}{string.Concat(phone.TakeWhile(sign => !char.IsLetter(sign)).Where(char.IsAsciiDigit))}";
}
