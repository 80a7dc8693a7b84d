using System.Globalization;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>What the message after a save says.</summary>
public static class SessionSavedWords
{
    /// <summary>What was saved, and whose changes were kept beside it.</summary>
    public static string Text(IStringLocalizer<Words> L, TellingOutcome telling, IReadOnlyList<MergedChange> together)
    {
        if (together.Count == 0)
            return Text(L, telling);
        var theirs = together.GroupBy(change => change.ActorName, change => SessionHistoryWords.Field(L, change.Field))
            .Select(changes => (Who: changes.Key, What: string.Join(", ", changes.Distinct())));
        return telling == TellingOutcome.NotAsked
            ? string.Join(' ', theirs.Select(change => L["Saved together with {0}'s change of {1}.", change.Who, change.What]))
            : $"{Text(L, telling)} {string.Join(' ', theirs.Select(change => L["{0}'s change of {1} was kept.", change.Who, change.What]))}";
    }

    public static string Text(IStringLocalizer<Words> L, TellingOutcome telling) => telling switch
    {
        { Queued: { } type } => L["Saved. {0} to {1} is waiting to be sent.", MailWords.Type(L, type), telling.ToAddress ?? ""],
        { SwitchedOff: true } => L["Saved. Nobody is mailed: this mail is switched off in Settings."],
        { WhyNot: NothingToTell.NothingNew or NothingToTell.OnItsWay } => L["Saved. The client knows the facts already."],
        { WhyNot: not null } => L["Saved. There was nobody to mail."],
        _ => L["Saved."],
    };

    public static Severity Severity(TellingOutcome telling) => telling.SwitchedOff ? MudBlazor.Severity.Warning : MudBlazor.Severity.Normal;
}
