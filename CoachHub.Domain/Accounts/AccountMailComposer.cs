using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>
/// Writes the mails that carry a link. The link is made here, when the mail goes out, so that its time runs from the sending
/// and its secret is in no table before.
/// </summary>
public sealed class AccountMailComposer(PracticeReader practice) : IMailComposer
{
    /// <inheritdoc />
    public IReadOnlySet<MailType> Types { get; } =
        new HashSet<MailType> { MailType.SignInLink, MailType.PasswordReset, MailType.Welcome, MailType.CoachInvitation, MailType.AddressChange, MailType.AddressChanged };

    /// <inheritdoc />
    public async Task<Letter> ComposeAsync(AppDbContext db, MailMessage mail, IReadOnlyList<MailAbout> abouts, DateTime nowUtc, CancellationToken cancel)
    {
        var user = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == mail.ToUserId && u.DisabledAtUtc == null, cancel);
        if (user?.Email is null)
            return new Letter.Skip(SkipReasons.NoReader);

        var facts = await practice.GetAsync(cancel);
        // These two go to the address that they are about, whatever the account's is by now.
        var there = new MailReader(user.DisplayName, mail.ToAddress, user.Language, user.ZoneId);
        if (mail.Type == MailType.AddressChanged)
            return new Letter.Send(mail.Type, new AddressChangedMail(there, facts.Name, user.Email));
        var purpose = PurposeOf(mail.Type);
        var token = AccountTokens.Create();
        var expires = nowUtc + AccountTokens.Lifetime(purpose);
        db.Add(new AccountLink { UserId = user.Id, Purpose = purpose, TokenHash = AccountTokens.Hash(token), ExpiresAtUtc = expires, NewEmail = mail.Type == MailType.AddressChange ? mail.ToAddress : null });

        var reader = new MailReader(user.DisplayName, user.Email, user.Language, user.ZoneId);
        return new Letter.Send(mail.Type, mail.Type switch
        {
            MailType.SignInLink => new SignInLinkMail(reader, facts.Name, token, expires),
            MailType.AddressChange => new AddressChangeMail(there, facts.Name, token, expires),
            MailType.PasswordReset => new PasswordResetMail(reader, facts.Name, token, expires),
            MailType.Welcome => new WelcomeMail(reader, facts.Name, token, expires, await InviterAsync(db, mail, cancel)),
            _ => new CoachInvitationMail(reader, facts.Name, token, expires, await InviterAsync(db, mail, cancel)),
        });
    }

    private static LinkPurpose PurposeOf(MailType type) => type switch
    {
        MailType.SignInLink => LinkPurpose.SignIn,
        MailType.PasswordReset => LinkPurpose.PasswordReset,
        MailType.AddressChange => LinkPurpose.AddressChange,
        _ => LinkPurpose.FirstSignIn,
    };

    private static async Task<string?> InviterAsync(AppDbContext db, MailMessage mail, CancellationToken cancel)
    {
        var inviter = await db.Set<User>().AsNoTracking().SingleOrDefaultAsync(u => u.Id == mail.RequestedById, cancel);
        return inviter?.DisplayName;
    }
}
