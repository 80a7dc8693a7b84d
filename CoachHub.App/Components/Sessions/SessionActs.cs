using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Programs;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>What a card does with one tap, and the message after it: telling the client, and closing a session that is over.</summary>
public sealed class SessionActs(
    SessionService sessions, SessionQuickService quick, OutcomePolicyService policy, SessionUndoNotice notice, IDialogService dialogs, ISnackbar snackbar,
    IStringLocalizer<Words> L)
{
    private static readonly TimeSpan TimeToThink = TimeSpan.FromSeconds(8);

    /// <summary>Tells the client what is true. The problem, or null.</summary>
    public async Task<Problem?> TellAsync(Actor actor, SessionRow session, CancellationToken cancel)
    {
        var told = await sessions.NotifyAsync(actor, session.Id, cancel);
        if (told.Ok)
            notice.Tell(actor, told.Value);
        return told.Problem;
    }

    /// <summary>What would follow for the bundle of a session; null where nothing does.</summary>
    public async Task<Consequence?> ForeseeAsync(Actor actor, int sessionId, SessionStatus status, CancellationToken cancel) =>
        await policy.ForeseeAsync(actor, sessionId, status, cancel) is { Ok: true } read ? read.Value : null;

    /// <summary>
    /// Sets a status that mails nobody, with the way back in the message; asks first where something follows for a bundle. The problem,
    /// or null.
    /// </summary>
    public async Task<Problem?> SetStatusAsync(Reader reader, SessionRow session, SessionStatus status, CancellationToken cancel)
    {
        var actor = reader.Actor;
        var change = new QuickChange(session.Id, session.Status, session.Payment) { Status = status };
        if (await ForeseeAsync(actor, session.Id, status, cancel) is { } consequence)
        {
            if (await MissedSessionDialog.AskAsync(dialogs, L, reader, session, status, consequence) is not { } answer)
                return null;
            change = change with { Outcome = answer.Choice };
        }

        var saved = await quick.ChangeAsync(actor, change, cancel);
        if (saved.Ok)
        {
            snackbar.AddWithUndo(
                L, L["{0}: {1}.", session.ClientName ?? "", SessionWords.Status(L, status)], Severity.Normal, TimeToThink, () => TakeBackAsync(actor, change));
        }

        return saved.Problem;
    }

    /// <summary>Puts back what a change of status or payment replaced, and says so. True when it is undone.</summary>
    public async Task<bool> TakeBackAsync(Actor actor, QuickChange change)
    {
        var back = new QuickChange(change.Id, change.Status ?? change.SeenStatus, change.Payment ?? change.SeenPayment)
        {
            Status = change.SeenStatus,
            Payment = change.SeenPayment,
            TakesBack = true,
        };
        // The message outlives the page.
        var undone = await quick.ChangeAsync(actor, back, CancellationToken.None);
        snackbar.Add(undone.Problem is { } refused ? ProblemWords.Text(L, refused) : L["Undone."], undone.Ok ? Severity.Normal : Severity.Warning);
        return undone.Ok;
    }
}
