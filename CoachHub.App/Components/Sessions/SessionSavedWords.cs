using System.Globalization;
using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>What the message after a save says.</summary>
public static class SessionSavedWords
{
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
