using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace CoachHub.App.Components.Kit;

/// <summary>What a control needs to be tied to its label, problem and hint.</summary>
/// <param name="Id">The control's id.</param>
/// <param name="Attributes">For <c>@attributes</c>: id, aria-describedby and aria-invalid.</param>
public sealed record FieldTie(string Id, IReadOnlyDictionary<string, object> Attributes);

/// <summary>
/// A labelled control. The control's accessible name is exactly the label. Problems come from <see cref="Error"/> and, inside an
/// <c>EditForm</c>, from the messages of the model's property named <see cref="For"/>.
/// </summary>
public sealed partial class Field : IDisposable
{
    private readonly string generatedId = $"f{Guid.NewGuid():N}";
    private EditContext? watched;

    [Parameter, EditorRequired] public required string Label { get; set; }

    /// <summary>The control's id; made up when left out.</summary>
    [Parameter] public string? InputId { get; set; }

    [Parameter] public string? Error { get; set; }
    [Parameter] public string? Hint { get; set; }

    /// <summary>The name of the form model's property whose messages belong here.</summary>
    [Parameter] public string? For { get; set; }

    /// <summary>Further classes, for example <c>wide</c>.</summary>
    [Parameter] public string? Class { get; set; }

    [Parameter, EditorRequired] public required RenderFragment<FieldTie> ChildContent { get; set; }

    [CascadingParameter] public EditContext? Form { get; set; }

    private string Id => InputId ?? generatedId;
    private string ErrorId => $"{Id}-error";
    private string HintId => $"{Id}-hint";

    private IReadOnlyList<string> Problems
    {
        get
        {
            var messages = For is not null && Form is not null ? Form.GetValidationMessages(Form.Field(For)) : [];
            return [.. string.IsNullOrEmpty(Error) ? messages : messages.Prepend(Error)];
        }
    }

    private FieldTie Tie
    {
        get
        {
            var attributes = new Dictionary<string, object> { ["id"] = Id };
            var invalid = Problems.Count > 0;
            var described = string.Join(' ', new[] { invalid ? ErrorId : null, string.IsNullOrEmpty(Hint) ? null : HintId }.OfType<string>());
            if (described.Length > 0)
                attributes["aria-describedby"] = described;
            if (invalid)
                attributes["aria-invalid"] = "true";
            return new FieldTie(Id, attributes);
        }
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (ReferenceEquals(watched, Form))
            return;
        Unwatch();
        watched = Form;
        if (watched is not null)
            watched.OnValidationStateChanged += Changed;
    }

    /// <inheritdoc />
    public void Dispose() => Unwatch();

    private void Unwatch()
    {
        if (watched is not null)
            watched.OnValidationStateChanged -= Changed;
    }

    private void Changed(object? sender, ValidationStateChangedEventArgs e) => _ = InvokeAsync(StateHasChanged);
}
