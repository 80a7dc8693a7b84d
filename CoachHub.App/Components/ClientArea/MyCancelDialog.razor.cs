using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Programs;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.ClientArea;

/// <summary>Closes with the <see cref="ClientCancellation"/>.</summary>
public sealed partial class MyCancelDialog
{
    private ClientSessionDetails? details;
    private Consequence? foreseen;
    private SessionFacts? seenBefore;
    private Problem? problem;
    private ElementReference keep;
    private bool busy;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter, EditorRequired] public int SessionId { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required ClientSessionQueries Sessions { get; init; }
    [Inject] public required ClientSessionService Service { get; init; }
    [Inject] public required OutcomePolicyService Policy { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private SessionFacts Facts => details!.Session.Facts;

    private bool MayCancel => details?.Session.MayCancel(Now) == true;

    private string Follows =>
        ProgramWords.ForClient(L, foreseen!, foreseen!.Outcome.FeeMinor is { } fee ? Reader.Amount(fee) : null);

    // Nobody is promised a mail that the practice has switched off.
    private string Mailed(string coach) => (IsOff(MailType.ClientCancelled), IsOff(MailType.Cancellation)) switch
    {
        (false, false) => L["{0} is told, and a confirmation is mailed to you.", coach],
        (false, true) => L["{0} is told by mail.", coach],
        (true, false) => L["A confirmation is mailed to you."],
        _ => L["No mail goes out: {0} sees it in the sessions.", coach],
    };

    private bool IsOff(MailType type) => Reader.Practice.DisabledMails.Contains(EnumCode.Of(type));

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => ReadAsync();

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Whoever presses Enter without reading keeps the session.
        if (firstRender)
            await keep.FocusAsync();
    }

    private async Task ReadAsync()
    {
        var found = await Sessions.FindAsync(Reader.Actor, SessionId, CancellationToken.None);
        problem = found.Problem;
        details = found.Ok ? found.Value : null;
        // In time it is the client's own cancellation; later it is one that only the coach can make.
        var follows = await Policy.ForeseeAsync(Reader.Actor, SessionId, MayCancel ? SessionStatus.Cancelled : SessionStatus.LateCancelled, CancellationToken.None);
        foreseen = follows.Ok ? follows.Value : null;
    }

    private async Task CancelAsync()
    {
        if (busy || details is null)
            return;
        busy = true;
        try
        {
            var seen = details.Session;
            var done = await Service.CancelAsync(Reader.Actor, SessionId, seen.FactsHash, CancellationToken.None);
            if (done.Ok)
            {
                Dialog.Close(DialogResult.Ok(done.Value));
                return;
            }

            // Read again: what is shown says then why, and what may be done now.
            await ReadAsync();
            if (done.Problem!.Code == "session.changed_since")
                seenBefore = seen.Facts;
            else if (done.Problem.Code is not ("session.cancel_too_late" or "session.not_booked"))
                problem = done.Problem;
        }
        finally
        {
            busy = false;
        }
    }
}
