using CoachHub.App.Resources;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>What the saved views are called, and what it means when one is empty.</summary>
public static class SessionViewWords
{
    public static string Name(IStringLocalizer<Words> L, SessionView view) => view switch
    {
        SessionView.NotTold => L["Not told"],
        SessionView.ToldOldFacts => L["Told old facts"],
        SessionView.PastNotClosed => L["Past, not closed"],
        SessionView.Unpaid => L["Unpaid"],
        _ => L["Failed mail"],
    };

    public static string Empty(IStringLocalizer<Words> L, SessionView view) => view switch
    {
        SessionView.NotTold => L["Every client has been told."],
        SessionView.ToldOldFacts => L["Every client has the current facts."],
        SessionView.PastNotClosed => L["Every past session is closed."],
        SessionView.Unpaid => L["Nothing is unpaid."],
        _ => L["Every mail was accepted."],
    };
}
