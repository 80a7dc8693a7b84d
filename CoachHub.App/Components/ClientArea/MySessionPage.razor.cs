using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.ClientArea;

/// <summary>One of the client's own sessions, whole. Mails lead here. Another's answers like one that does not exist.</summary>
public sealed partial class MySessionPage
{
    private int loadedId;
    private Problem? problem;
    private bool busy, isRestored, canPay;

    [Parameter] public int Id { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ClientSessionQueries Sessions { get; init; }
    [Inject] public required SessionService Service { get; init; }
    [Inject] public required MyActs Acts { get; init; }
    [Inject] public required MyPay Pay { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>What the prerendered page showed; read again as soon as the circuit listens.</summary>
    [PersistentState] public ClientSessionDetails? Details { get; set; }

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private ClientSession Session => Details!.Session;

    private SessionFacts Facts => Session.Facts;

    private bool IsOff => Session.Status.IsCalledOff();

    private string Title => SessionTitle.Of(L, Facts.Title, Reader.Actor.Name, Reader.Actor.Language);

    private DateTime? ClockChange => ZoneClock.ChangeBetween(Now, Facts.EndsAtUtc, Reader.ZoneId);

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Sessions, ids => ids.Contains(Id) || ids.Contains(0) ? ReadAsync() : Task.CompletedTask);
        Listen(Topics.Practice, _ => ReadAsync());
        TickEveryMinute();
        isRestored = Details is not null;
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (Id == loadedId)
            return;
        canPay = await Pay.CanPayAsync(Reader, Closing);
        loadedId = Id;
        if (isRestored)
            return;
        Details = null;
        await ReadAsync();
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || !isRestored)
            return;
        isRestored = false;
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        try
        {
            var found = await Sessions.FindAsync(Reader.Actor, Id, Closing);
            canPay = await Pay.CanPayAsync(Reader, Closing);
            (Details, problem) = (found.Ok ? found.Value : null, null);
            if (!found.Ok)
                Navigation.NotFound();
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

    private async Task AcknowledgeAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            // The mark says which facts were on the screen: facts that changed under the click were not seen.
            var done = await Service.AcknowledgeAsync(Reader.Actor, Id, Session.FactsHash, Closing);
            await ReadAsync();
            problem = done.Problem;
        }
        finally
        {
            busy = false;
        }
    }

    private async Task PayAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            await Pay.PayAsync(Reader, [Id]);
        }
        finally
        {
            busy = false;
        }
    }

    private async Task CancelAsync()
    {
        if (await Acts.CancelAsync(Reader, Id))
            await ReadAsync();
    }
}
