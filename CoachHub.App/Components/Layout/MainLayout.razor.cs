using System.Reflection;
using CoachHub.App.Components.Kit;
using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace CoachHub.App.Components.Layout;

/// <summary>
/// The shell around every interactive page. It knows who is looking and cascades it as <see cref="Reader"/>: by a source that tells of
/// another reader only, because the layout is drawn with every navigation and a value cascaded in it would draw every component anew.
/// </summary>
public sealed partial class MainLayout
{
    private Reader? reader;
    private bool loaded;
    private string theme = "system";
    private bool isDark;
    private IJSObjectReference? module;
    private IJSObjectReference? watch;
    private DotNetObjectReference<MainLayout>? self;

    [Parameter] public RenderFragment? Body { get; set; }
    [CascadingParameter] public ThemeChoice? Choice { get; set; }
    [CascadingParameter] public Microsoft.AspNetCore.Components.RouteData? Page { get; set; }
    [Inject] public required CurrentActor Current { get; init; }
    [Inject] public required PracticeReader Practices { get; init; }
    [Inject] public required CascadingValueSource<Reader> Readers { get; init; }
    [Inject] public required IJSRuntime Js { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What this person may see. With other eyes a page begins anew: what it holds was read with the former ones.</summary>
    private (bool Clients, bool Sessions, bool Finances) Sight =>
        (reader!.Actor.Can(Capability.ViewClients), reader.Actor.Can(Capability.ViewSessions), reader.Actor.Can(Capability.ViewFinances));

    private bool MayOpen => Page?.PageType.GetCustomAttribute<NeedsAttribute>()?.Capabilities.All(reader!.Actor.Can) ?? true;

    private string Here => Navigation.Uri.Split('#')[0];

    /// <summary>The browser's system setting changed; called from theme.js.</summary>
    [JSInvokable]
    public void SystemThemeChanged(bool dark)
    {
        isDark = dark;
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        theme = Choice?.Name ?? "system";
        isDark = theme == "dark";
        Listen(Topics.Accounts, _ => LoadAsync());
        Listen(Topics.Practice, _ => LoadAsync());
        await LoadAsync();
        loaded = true;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        module = await Js.InvokeAsync<IJSObjectReference>("import", Closing, "./theme.js");
        self = DotNetObjectReference.Create(this);
        watch = await module.InvokeAsync<IJSObjectReference>("watch", Closing, self);
        var dark = await module.InvokeAsync<bool>("isDark", Closing);
        if (dark != isDark)
            SystemThemeChanged(dark);
    }

    /// <inheritdoc />
    protected override async ValueTask DisposeCoreAsync()
    {
        try
        {
            if (watch is not null)
            {
                await watch.InvokeVoidAsync("stop");
                await watch.DisposeAsync();
            }

            if (module is not null)
                await module.DisposeAsync();
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and its listeners with it.
        }
        finally
        {
            self?.Dispose();
        }

        await base.DisposeCoreAsync();
    }

    private async Task LoadAsync()
    {
        var actor = await Current.FindAsync();
        if (reader is { } before && actor?.Role != before.Actor.Role)
        {
            // Switched off, or of another role now: what stands on the screen is no longer this person's.
            Navigation.NavigateTo(actor is null ? AppRoutes.Login : AppRoutes.Root, forceLoad: true);
            return;
        }

        var practice = await Practices.FindAsync(Closing);
        reader = actor is not null && practice is not null ? new Reader(actor, practice) : null;
        if (reader is not null)
            await Readers.NotifyChangedAsync(reader);
    }

    private async Task ChooseThemeAsync(string chosen)
    {
        theme = chosen;
        if (module is not null)
            isDark = await module.InvokeAsync<bool>("choose", Closing, chosen);
    }
}
