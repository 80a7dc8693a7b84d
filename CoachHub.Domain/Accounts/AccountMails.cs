using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Accounts;

/// <summary>A link that signs its reader in once.</summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="PracticeName">The practice that writes.</param>
/// <param name="Token">The secret of the link; kept nowhere but in the message itself.</param>
/// <param name="ExpiresAtUtc">Until when the link works, UTC.</param>
public sealed record SignInLinkMail(MailReader Reader, string PracticeName, string Token, DateTime ExpiresAtUtc)
    : MailContent(Reader, PracticeName);

/// <summary>A link with which its reader chooses a new password.</summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="PracticeName">The practice that writes.</param>
/// <param name="Token">The secret of the link; kept nowhere but in the message itself.</param>
/// <param name="ExpiresAtUtc">Until when the link works, UTC.</param>
public sealed record PasswordResetMail(MailReader Reader, string PracticeName, string Token, DateTime ExpiresAtUtc)
    : MailContent(Reader, PracticeName);

/// <summary>To a new client: the account is there, with a link for the first sign-in.</summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="PracticeName">The practice that writes.</param>
/// <param name="Token">The secret of the link; kept nowhere but in the message itself.</param>
/// <param name="ExpiresAtUtc">Until when the link works, UTC.</param>
/// <param name="InvitedBy">The name of the person who made the account; null when it was the system.</param>
public sealed record WelcomeMail(MailReader Reader, string PracticeName, string Token, DateTime ExpiresAtUtc, string? InvitedBy)
    : MailContent(Reader, PracticeName);

/// <summary>To a new coach or administrator: the invitation, with a link for the first sign-in.</summary>
/// <param name="Reader">Who reads it.</param>
/// <param name="PracticeName">The practice that writes.</param>
/// <param name="Token">The secret of the link; kept nowhere but in the message itself.</param>
/// <param name="ExpiresAtUtc">Until when the link works, UTC.</param>
/// <param name="InvitedBy">The name of the administrator who invites; null when it was the system.</param>
public sealed record CoachInvitationMail(MailReader Reader, string PracticeName, string Token, DateTime ExpiresAtUtc, string? InvitedBy)
    : MailContent(Reader, PracticeName);

/// <summary>To a new address of one's own: the link that confirms it.</summary>
/// <param name="Reader">Who reads it, at the new address.</param>
/// <param name="PracticeName">The practice that writes.</param>
/// <param name="Token">The secret of the link; kept nowhere but in the message itself.</param>
/// <param name="ExpiresAtUtc">Until when the link works, UTC.</param>
public sealed record AddressChangeMail(MailReader Reader, string PracticeName, string Token, DateTime ExpiresAtUtc)
    : MailContent(Reader, PracticeName);

/// <summary>To the old address: the account has another one now.</summary>
/// <param name="Reader">Who reads it, at the old address.</param>
/// <param name="PracticeName">The practice that writes.</param>
/// <param name="NewEmail">The address now.</param>
public sealed record AddressChangedMail(MailReader Reader, string PracticeName, string NewEmail)
    : MailContent(Reader, PracticeName);
