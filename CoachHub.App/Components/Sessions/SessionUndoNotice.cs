using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>What the message after an act on sessions says, with *Undo* while that is possible: the same in the modal, in the list and after many at once.</summary>
public sealed class SessionUndoNotice(ISnackbar snackbar, SessionUndo undo, IStringLocalizer<Words> L, TimeProvider clock)
{
    /// <summary>After a save or a notify of one session.</summary>
    public void Tell(Actor actor, TellingOutcome telling) => Tell(actor, SessionSavedWords.Text(L, telling), SessionSavedWords.Severity(telling), telling.Undo);

    /// <summary>The same, where others had saved in the meantime and their changes were kept.</summary>
    public void Tell(Actor actor, TellingOutcome telling, IReadOnlyList<MergedChange> together) =>
        Tell(actor, SessionSavedWords.Text(L, telling, together), SessionSavedWords.Severity(telling), telling.Undo);

    /// <summary>Any message; without a ticket there is nothing to undo.</summary>
    public void Tell(Actor actor, string text, Severity severity, UndoTicket? ticket)
    {
        if (ticket is null)
            snackbar.Add(text, severity);
        else
            snackbar.AddWithUndo(L, text, severity, ticket.UntilUtc - clock.GetUtcNow().UtcDateTime, () => UndoAsync(actor, ticket));
    }

    private async Task UndoAsync(Actor actor, UndoTicket ticket)
    {
        var undone = await undo.UndoAsync(actor, ticket, CancellationToken.None);
        if (undone.Problem is { } problem)
            snackbar.Add(ProblemWords.Text(L, problem), Severity.Warning);
        else
            snackbar.Add(Words(ticket, undone.Value), undone.Value.Refused.Count > 0 ? Severity.Warning : Severity.Normal);
    }

    private string Words(UndoTicket ticket, UndoOutcome outcome)
    {
        if (outcome.Refused.Count > 0)
            return L["Undone for {0} of {1}. {2}", outcome.Undone.Count, ticket.Sessions.Count, ProblemWords.Text(L, outcome.Refused[0].Problem)];
        return ticket switch
        {
            { Restores: false, Sessions.Count: 1 } => L["Undone: the mail is withdrawn. What you saved stays."],
            { Restores: false } => L["Undone: the mails about {0} sessions are withdrawn.", ticket.Sessions.Count],
            { Sessions.Count: 1 } => L["Undone: the session is what it was, and nobody is mailed."],
            _ => L["Undone: {0} sessions are what they were, and nobody is mailed.", ticket.Sessions.Count],
        };
    }
}
