using CoachHub.App.Resources;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>The words of acts on many sessions.</summary>
public static class SessionBulkWords
{
    public static string Title(IStringLocalizer<Words> L, BulkKind kind) => kind switch
    {
        BulkKind.Notify => L["Notify the clients"],
        BulkKind.Complete => L["Mark as completed"],
        BulkKind.NoShow => L["Mark as no-show"],
        BulkKind.Move => L["Move sessions"],
        _ => L["Cancel sessions"],
    };

    /// <summary>The act in a row of buttons.</summary>
    public static string Act(IStringLocalizer<Words> L, BulkKind kind) => kind switch
    {
        BulkKind.Notify => L["Notify"],
        BulkKind.Complete => L["Mark completed"],
        BulkKind.NoShow => L["Mark no-show"],
        BulkKind.Move => L["Move"],
        _ => L["Cancel sessions"],
    };

    /// <summary>The button that does it.</summary>
    public static string Button(IStringLocalizer<Words> L, BulkKind kind, BulkPreview preview) => kind switch
    {
        BulkKind.Notify => L["Send {0}", Mails(L, preview.Mails.Count)],
        BulkKind.Move when preview.Skipped.Count > 0 => L["Move the other {0}", preview.Ready.Count],
        BulkKind.Move => L["Move {0}", Sessions(L, preview.Ready.Count)],
        BulkKind.Cancel => L["Cancel {0}", Sessions(L, preview.Ready.Count)],
        _ => L["Mark {0}", Sessions(L, preview.Ready.Count)],
    };

    /// <summary>What was done, in one sentence or two.</summary>
    public static string Done(IStringLocalizer<Words> L, BulkKind kind, BulkOutcome outcome)
    {
        var (sessions, mails) = (Sessions(L, outcome.Done.Count), Mails(L, outcome.Mails));
        return kind switch
        {
            BulkKind.Notify => L["{0} about {1}: waiting to be sent.", mails, sessions],
            BulkKind.Complete => L["{0} marked as completed.", sessions],
            BulkKind.NoShow => L["{0} marked as no-show.", sessions],
            BulkKind.Move => L["{0} moved. Nobody was mailed.", sessions],
            _ when outcome.Mails == 0 => L["{0} cancelled. Nobody is mailed.", sessions],
            _ => L["{0} cancelled. {1}: waiting to be sent.", sessions, mails],
        };
    }

    private static string Sessions(IStringLocalizer<Words> L, int count) => count == 1 ? L["1 session"] : L["{0} sessions", count];

    private static string Mails(IStringLocalizer<Words> L, int count) => count == 1 ? L["1 mail"] : L["{0} mails", count];

    /// <summary><c>Confirmation × 3 · Session update × 1</c></summary>
    public static string Types(IStringLocalizer<Words> L, IReadOnlyDictionary<MailType, int> types) =>
        string.Join(" · ", types.OrderBy(type => type.Key).Select(type => $"{MailWords.Type(L, type.Key)} × {type.Value}"));
}
