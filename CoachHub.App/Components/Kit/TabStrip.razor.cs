using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace CoachHub.App.Components.Kit;

/// <summary>One tab.</summary>
/// <param name="Key">Its name in the address.</param>
/// <param name="Label">Its words.</param>
/// <param name="Href">Its address, from <c>AppRoutes</c>.</param>
/// <param name="Count">A number beside the words.</param>
public sealed record Tab(string Key, string Label, string Href, int? Count = null);

/// <summary>Tabs whose choice is in the page's address. Arrow keys, Home and End move, as the ARIA pattern asks.</summary>
public sealed partial class TabStrip
{
    private readonly string id = $"tabs{Guid.NewGuid():N}";
    private readonly Dictionary<string, ElementReference> links = [];
    private bool focusSelected;

    [Parameter, EditorRequired] public required string Label { get; set; }
    [Parameter, EditorRequired] public required IReadOnlyList<Tab> Tabs { get; set; }
    [Parameter, EditorRequired] public required string Selected { get; set; }
    [Parameter] public RenderFragment? ChildContent { get; set; }
    [Inject] public required NavigationManager Navigation { get; init; }

    private string PanelId => $"{id}-panel";

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focusSelected || !links.TryGetValue(Selected, out var link))
            return;
        focusSelected = false;
        await link.FocusAsync();
    }

    private string TabId(string key) => $"{id}-{key}";

    private void Move(KeyboardEventArgs key)
    {
        var at = Math.Max(0, Tabs.ToList().FindIndex(tab => tab.Key == Selected));
        int? to = key.Key switch
        {
            "ArrowRight" => (at + 1) % Tabs.Count,
            "ArrowLeft" => (at + Tabs.Count - 1) % Tabs.Count,
            "Home" => 0,
            "End" => Tabs.Count - 1,
            _ => null,
        };
        if (to is not { } next || next == at)
            return;
        focusSelected = true;
        Navigation.NavigateTo(Tabs[next].Href);
    }
}
