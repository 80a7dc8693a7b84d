using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Clients;

/// <summary>The client list. Its whole state is its address; what others change shows by itself, marked.</summary>
public sealed partial class ClientsPage
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly HashSet<int> marked = [];
    private readonly CarriedReads reads = new();
    private ClientListState state = new(new ClientListQuery());
    private string? loadedAddress;
    private Page<ClientRow>? page;
    private IReadOnlyList<AssignableCoach> coaches = [];
    private Problem? problem;
    private string? typed;
    private ITimer? typing;
    private bool dialogOpen, addWanted;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>The first page as it was prerendered, so that the circuit need not read it again.</summary>
    [PersistentState] public Page<ClientRow>? FirstPage { get; set; }

    private string EmptyText => Reader.Actor.IsAdministrator
        ? L["A client needs a name and a mail address."]
        : L["Here are the clients who are assigned to you, and those whom you have a session with."];

    /// <inheritdoc />
    protected override void OnInitialized() => Listen(Topics.Clients, RefreshAsync);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        state = ClientListState.Parse(Navigation.Uri);
        if (state.Address == loadedAddress)
            return;
        // The address speaks only when it changed: it must not take away letters that are still being typed.
        if (InputText.Clean(typed) != state.Query.Text)
            typed = state.Query.Text;
        await LoadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && reads.IsCarriedOver)
        {
            // What was prerendered may have changed before this circuit listened.
            await LoadAsync();
            StateHasChanged();
        }

        if (dialogOpen || !Reader.Actor.Can(Capability.CreateClients))
            return;
        var asked = ClientListState.Parse(Navigation.Uri).Adding;
        if (asked && !addWanted)
        {
            // Every navigation closes the dialogs that are open: this one opens when the address has settled.
            addWanted = true;
            Navigation.NavigateTo(state.Address, replace: true);
            StateHasChanged();
        }
        else if (!asked && addWanted)
        {
            addWanted = false;
            await AddAsync();
        }
    }

    /// <inheritdoc />
    protected override async ValueTask DisposeCoreAsync()
    {
        if (typing is not null)
            await typing.DisposeAsync();
        reads.Dispose();
        await base.DisposeCoreAsync();
    }

    private async Task LoadAsync()
    {
        var cancel = await reads.BeginAsync(Closing);
        try
        {
            loadedAddress = state.Address;
            page = await reads.ReadAsync(FirstPage, () => ReadAsync(cancel));
            FirstPage = RendererInfo.IsInteractive ? null : page;
            marked.Clear();
            coaches = Reader.Actor.IsAdministrator ? await Clients.ListedCoachesAsync(Reader.Actor, cancel) : [];
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A newer address is being read.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            (problem, loadedAddress) = (storage, null);
        }
    }

    private async Task<Page<ClientRow>?> ReadAsync(CancellationToken cancel)
    {
        var read = await Clients.ListAsync(Reader.Actor, state.Query, cancel);
        problem = read.Problem;
        return read.Ok ? read.Value : null;
    }

    private async Task RefreshAsync(IReadOnlySet<int> ids)
    {
        page = await ReadAsync(Closing);
        marked.UnionWith(ids);
    }

    private void Typed()
    {
        typing?.Dispose();
        typing = Clock.CreateTimer(_ => _ = InvokeAsync(Search), null, Pause, Timeout.InfiniteTimeSpan);
    }

    private void Search()
    {
        if (!Closing.IsCancellationRequested && InputText.Clean(typed) is var text && text != state.Query.Text)
            Navigation.NavigateTo(state.Searching(text).Address, replace: true);
    }

    private void Narrow(ChangeEventArgs e) =>
        Navigation.NavigateTo(state.Of(int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null).Address);

    private void Shelve(ChangeEventArgs e) => Navigation.NavigateTo(state.Shelved(e.Value as string == "1").Address);

    private async Task AddAsync()
    {
        dialogOpen = true;
        try
        {
            await AddClientDialog.ShowAsync(Dialogs, L);
        }
        finally
        {
            dialogOpen = false;
        }
    }
}
