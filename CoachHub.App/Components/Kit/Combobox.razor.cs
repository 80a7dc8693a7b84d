using CoachHub.App.Resources;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Kit;

/// <summary>
/// Chooses one of many by typing. The list is searched on the server, 200 ms after the last letter; a newer search cancels the
/// one before. Leaving the box without a choice puts the chosen one's words back, emptying it clears the choice.
/// </summary>
public sealed partial class Combobox<T> : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly string id = $"c{Guid.NewGuid():N}";
    private ElementReference input;
    private CancellationTokenSource? search;
    private IReadOnlyList<T> options = [];
    private T? shown;
    private string text = "";
    private bool open;
    private bool searching;
    private int active = -1;

    /// <summary>The label's words once more, for the list.</summary>
    [Parameter, EditorRequired] public required string Label { get; set; }

    [Parameter] public T? Value { get; set; }
    [Parameter] public EventCallback<T?> ValueChanged { get; set; }

    /// <summary>What matches the text; an empty text asks for the first ones.</summary>
    [Parameter, EditorRequired] public required Func<string, CancellationToken, Task<IReadOnlyList<T>>> Search { get; set; }

    /// <summary>An option's first line, and the box's text once it is chosen.</summary>
    [Parameter, EditorRequired] public required Func<T, string> Primary { get; set; }

    /// <summary>An option's second line.</summary>
    [Parameter] public Func<T, string?>? Secondary { get; set; }

    /// <summary>The name of the form model's property, so that its message goes away with a new choice.</summary>
    [Parameter] public string? For { get; set; }

    [Parameter] public string? Placeholder { get; set; }
    [Parameter] public string? NothingFound { get; set; }
    [Parameter] public bool Disabled { get; set; }
    [Parameter(CaptureUnmatchedValues = true)] public IReadOnlyDictionary<string, object>? Attributes { get; set; }
    [CascadingParameter] public EditContext? Form { get; set; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }

    private bool Listing => open && options.Count > 0;
    private string? Announcement => open && !searching ? L["{0} found", options.Count].Value : null;
    private string ListId => $"{id}-list";

    /// <summary>Puts the keyboard into the box.</summary>
    public ValueTask FocusAsync() => input.FocusAsync();

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (EqualityComparer<T?>.Default.Equals(shown, Value))
            return;
        shown = Value;
        text = TextOf(Value);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        search?.Cancel();
        search?.Dispose();
    }

    private string OptionId(int index) => $"{id}-{index}";

    private string TextOf(T? value) => value is null ? "" : Primary(value);

    private async Task TypedAsync()
    {
        // The options on the screen answer fewer letters: Enter before the new ones are there must not choose one of them.
        active = -1;
        if (text.Length == 0 && Value is not null)
            await SetAsync(null);
        await SearchAsync(text, Pause);
    }

    private Task OpenAsync() => open || Disabled ? Task.CompletedTask : SearchAsync(text == TextOf(Value) ? "" : text, TimeSpan.Zero);

    private async Task SearchAsync(string wanted, TimeSpan pause)
    {
        search?.Cancel();
        search?.Dispose();
        search = new CancellationTokenSource();
        var cancel = search.Token;
        searching = true;
        try
        {
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause, Clock, cancel);
            var found = await Search(wanted.Trim(), cancel);
            if (cancel.IsCancellationRequested)
                return;
            options = found;
            active = found.Count > 0 && wanted.Length > 0 ? 0 : -1;
            open = true;
            searching = false;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // A newer search, a choice or a closed box made this one pointless.
        }
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" or "ArrowUp" when !open:
                await OpenAsync();
                active = options.Count == 0 ? -1 : key.Key == "ArrowDown" ? 0 : options.Count - 1;
                break;
            case "ArrowDown" when options.Count > 0:
                active = (active + 1) % options.Count;
                break;
            case "ArrowUp" when options.Count > 0:
                active = active <= 0 ? options.Count - 1 : active - 1;
                break;
            case "Enter" when open && active >= 0 && active < options.Count:
                await ChooseAsync(options[active]);
                break;
            case "Escape" when open:
                Close();
                break;
        }
    }

    private async Task ChooseAsync(T option)
    {
        await SetAsync(option);
        Close();
    }

    private async Task ClearAsync()
    {
        await SetAsync(null);
        Close();
        await input.FocusAsync();
    }

    private async Task SetAsync(T? value)
    {
        Value = shown = value;
        if (value is not null)
            text = Primary(value);
        await ValueChanged.InvokeAsync(value);
        if (For is not null)
            Form?.NotifyFieldChanged(Form.Field(For));
    }

    private void Close()
    {
        search?.Cancel();
        (open, searching, active) = (false, false, -1);
        text = TextOf(Value);
    }
}
