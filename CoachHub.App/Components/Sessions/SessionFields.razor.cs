using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Programs;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>The modal's fields, in the contract's order and names.</summary>
public sealed partial class SessionFields : IHandleEvent
{
    private const int ChoicesShown = 20;

    private Combobox<ClientChoice>? clientBox;
    private bool onlyALetter;

    [Parameter, EditorRequired] public required SessionFormModel Model { get; set; }
    [Parameter, EditorRequired] public required IReadOnlyList<CoachChoice> Coaches { get; set; }
    [Parameter] public SessionPreview? Preview { get; set; }

    [Parameter, EditorRequired] public required SessionDocumentsForm Documents { get; set; }

    /// <summary>What follows for the session's bundle.</summary>
    [Parameter, EditorRequired] public required OutcomeForm Outcome { get; set; }

    /// <summary>The session as it is saved; null for a new one.</summary>
    [Parameter] public SessionDetails? Details { get; set; }

    [Parameter] public bool ClientIsFixed { get; set; }
    [Parameter] public bool ReadOnly { get; set; }

    /// <summary>The session, where it can go to another client although this one was told; null where it cannot.</summary>
    [Parameter] public int? MayMove { get; set; }

    /// <summary>A field got a new value.</summary>
    [Parameter] public EventCallback Changed { get; set; }

    /// <summary>A letter was typed. No event callback: nothing is drawn anew for a letter.</summary>
    [Parameter] public Action? Typed { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [CascadingParameter] public EditContext? Form { get; set; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private bool SaysHowPaid => !ReadOnly && Model.Payment is PaymentStatus.Paid or PaymentStatus.Refunded
        && (Model.Payment != SavedPayment || Model.PaidBy is not null);

    private PaymentStatus SavedPayment => Details?.Row.Payment ?? PaymentStatus.Pending;

    private string? AutomaticTitle => Model.Client is { } client ? SessionTitle.Of(L, null, client.Name, Reader.Actor.Language) : null;

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // A new session starts with its client; an existing one opens with the keyboard in the dialog, on nothing that a key would change.
        if (firstRender && clientBox is not null && Model.Client is null)
            await clientBox.FocusAsync();
    }

    /// <summary>Letters reach the form at once, so that nothing typed is lost; seventeen fields are not drawn again for each.</summary>
    async Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem callback, object? arg)
    {
        onlyALetter = false;
        var handling = callback.InvokeAsync(arg);
        if (!onlyALetter)
            StateHasChanged();
        if (handling.IsCompletedSuccessfully)
            return;
        await handling;
        StateHasChanged();
    }

    private Task<IReadOnlyList<ClientChoice>> SearchClientsAsync(string text, CancellationToken cancel) =>
        Clients.SearchAsync(Reader.Actor, text, ChoicesShown, cancel);

    private Task CoachAsync(ChangeEventArgs e)
    {
        Model.CoachId = int.TryParse(e.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        // A time is meant on the wall clock where the coach works (D38).
        Model.ZoneId = Coaches.FirstOrDefault(coach => coach.Id == id)?.WorkingZoneId ?? Model.ZoneId;
        return Edited();
    }

    /// <summary>Back to what is saved: nothing was paid anew, so nothing is said about how.</summary>
    private Task PaymentChosen()
    {
        if (Model.Payment == SavedPayment)
            (Model.Method, Model.On) = (PaymentMethod.Unspecified, null);
        return Edited();
    }

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    private void Letter()
    {
        onlyALetter = true;
        Typed?.Invoke();
    }

    // The text has arrived letter by letter; leaving the field is the moment to ask what saving would do.
    private Task LeftAsync(string _) => Changed.InvokeAsync();

    private Task Edited() => Changed.InvokeAsync();
}
