using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Mail;

/// <summary>A mail whose subject and introduction a practice may write itself (D26).</summary>
/// <param name="Code">The name of the mail's content without <c>Mail</c>, as a code: <c>booking_confirmation</c>.</param>
/// <param name="Type">Its type in the ledger; null for the mail about several sessions, which bears the type of what is newest in it.</param>
/// <param name="Placeholders">The names that its words may hold, in the order in which they are offered.</param>
public sealed record MailWordingKind(string Code, MailType? Type, IReadOnlyList<string> Placeholders)
{
    /// <summary>The mail about several sessions at once (D20).</summary>
    public const string Several = "sessions";

    private static readonly string[] OfAccounts = ["name", "practice", "address"];

    private static readonly string[] OfSessions =
        ["client", "coach", "practice", "date", "time", "duration", "zone", "title", "location", "video_link", "price"];

    /// <summary>Every mail whose words can be chosen, as they are listed.</summary>
    public static IReadOnlyList<MailWordingKind> All { get; } = [.. Listed()];

    /// <summary>The form under which unsaved words are kept as a draft.</summary>
    public string DraftForm => $"mail_{Code}";

    /// <summary>True where the practice may do without it. Nobody could sign in without the mails that hold a link, and whose address was changed must hear of it.</summary>
    public bool MayBeSwitchedOff => Type is not null && !IsAboutAccounts;

    /// <summary>True for mails that tell of no session.</summary>
    public bool IsAboutAccounts => Type is { } type && (DeliveryRules.HoldsSecret(type) || type == MailType.AddressChanged);

    /// <summary>True for mails that clients read.</summary>
    public bool IsForClients => Type is not (MailType.NewBooking or MailType.SessionHandedOver or MailType.ClientCancelled or MailType.CoachUpdate or MailType.CoachCancellation or MailType.CoachInvitation or MailType.PaymentReceived);

    /// <summary>The kind with this code, or null.</summary>
    public static MailWordingKind? Find(string? code) => All.FirstOrDefault(kind => kind.Code == code);

    /// <summary>The code of the mail with this content.</summary>
    public static string CodeOf(MailContent content)
    {
        var name = content.GetType().Name;
        return name == "SessionsMail" ? Several : Enum.TryParse<MailType>(name[..^"Mail".Length], out var type) ? EnumCode.Of(type) : "";
    }

    private static IEnumerable<MailWordingKind> Listed()
    {
        foreach (var type in Enum.GetValues<MailType>())
        {
            yield return new MailWordingKind(EnumCode.Of(type), type, Of(type));
            if (type == MailType.Reminder)
                yield return new MailWordingKind(Several, null, ["client", "practice", "count"]);
        }
    }

    private static string[] Of(MailType type) => type switch
    {
        MailType.BookingConfirmation or MailType.SessionUpdate or MailType.Cancellation or MailType.Reminder or MailType.ClientCancelled => OfSessions,
        MailType.NewDocuments => [.. OfSessions, "documents"],
        MailType.NewBooking => [.. OfSessions, "booked_by"],
        MailType.CoachUpdate => [.. OfSessions, "changed_by"],
        MailType.CoachCancellation => [.. OfSessions, "cancelled_by"],
        MailType.AddressChanged => [.. OfAccounts, "new_address"],
        MailType.SessionHandedOver => [.. OfSessions, "new_coach", "changed_by"],
        MailType.UnpaidReminder => ["client", "practice", "count", "total"],
        MailType.PaymentConfirmed or MailType.PaymentReceived => ["client", "practice", "count", "amount"],
        _ => OfAccounts,
    };
}
