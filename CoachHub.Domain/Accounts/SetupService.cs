using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Accounts;

/// <summary>What the first person of an installation says.</summary>
public sealed record SetupInput
{
    /// <summary>The practice's name.</summary>
    public string? PracticeName { get; init; }

    /// <summary>IANA zone of the practice and of the first administrator.</summary>
    public string? ZoneId { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public string? Currency { get; init; }

    /// <summary><c>en</c> or <c>fr</c>.</summary>
    public string? Language { get; init; }

    /// <summary>The administrator's given name.</summary>
    public string? FirstName { get; init; }

    /// <summary>The administrator's family name.</summary>
    public string? LastName { get; init; }

    /// <summary>The administrator's address.</summary>
    public string? Email { get; init; }

    /// <summary>The administrator's password.</summary>
    public string? Password { get; init; }

    /// <summary>Whether the administrator also coaches.</summary>
    public bool Coaches { get; init; }

    /// <summary>The mail server; null or without a host = the local mailbox.</summary>
    public SetupMail? Mail { get; init; }
}

/// <summary>The mail server as typed at set-up.</summary>
/// <param name="Host">Server name.</param>
/// <param name="Port">Port.</param>
/// <param name="Security">Protection of the connection.</param>
/// <param name="User">User name; empty = no sign-in there.</param>
/// <param name="PasswordProtected">The password, already encrypted with the data protection keys.</param>
/// <param name="FromAddress">Address that mails come from.</param>
/// <param name="FromName">Name that mails come from; empty = the practice's.</param>
public sealed record SetupMail(string Host, int Port, MailSecurity Security, string User, string PasswordProtected, string FromAddress, string FromName);

/// <summary>Makes the practice and its first administrator, once.</summary>
public sealed class SetupService(
    IDbContextFactory<AppDbContext> databases,
    AccountRegistrar registrar,
    IPasswordHasher<User> hasher,
    ChangeFeed feed)
{
    private const int LongestPracticeName = 120;

    /// <summary>
    /// Every problem with what was typed, first to last. Codes: <c>setup.practice_name_required</c>, <c>setup.practice_name_line</c>,
    /// <c>setup.currency_unknown</c>, <c>setup.mail_host</c>, <c>setup.mail_port</c>, <c>setup.mail_from</c>, <c>setup.mail_line</c>,
    /// those of <see cref="AccountFields"/> and <see cref="PasswordRules"/>.
    /// </summary>
    public static IReadOnlyList<Problem> Check(SetupInput input)
    {
        Problem?[] problems =
        [
            CheckPracticeName(input.PracticeName),
            AccountFields.CheckZone(input.ZoneId),
            Currencies.Exists(input.Currency) ? null : Problem.Invalid("setup.currency_unknown", nameof(input.Currency)),
            AccountFields.CheckLanguage(input.Language),
            AccountFields.CheckName(input.FirstName, input.LastName),
            AccountFields.CheckEmail(input.Email),
            PasswordRules.Check(input.Password, nameof(input.Password), input.FirstName, input.LastName, input.Email, input.PracticeName),
            input.Mail is { Host.Length: > 0 } mail ? CheckMail(mail) : null,
        ];
        return [.. problems.OfType<Problem>()];
    }

    /// <summary>The problems that stand in the way of a test mail; the rest of the form may still be empty.</summary>
    public static IReadOnlyList<Problem> CheckForTest(SetupInput input)
    {
        Problem?[] problems = [AccountFields.CheckEmail(input.Email), input.Mail is { Host.Length: > 0 } mail ? CheckMail(mail) : null];
        return [.. problems.OfType<Problem>()];
    }

    /// <summary>
    /// Makes the practice and the administrator in one transaction and returns the administrator's id. Of two people who set up at
    /// once one wins; the other gets <c>setup.done</c>. Problems: those of <see cref="Check"/>, <c>storage.*</c>.
    /// </summary>
    public async Task<Result<int>> RunAsync(SetupInput input, CancellationToken cancel)
    {
        if (Check(input) is [var first, ..])
            return first;
        var done = await StorageFault.CatchAsync(() => WriteAsync(input, cancel));
        if (done.Ok)
        {
            feed.Publish(Topics.Practice, PracticeSettings.OnlyId);
            feed.Publish(Topics.Accounts, done.Value);
        }

        return done;
    }

    private async Task<Result<int>> WriteAsync(SetupInput input, CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        await using var write = await db.BeginWriteAsync([], cancel);
        if (await db.Set<PracticeSettings>().AnyAsync(cancel))
            return Problem.Conflict("setup.done");
        db.Add(ToPractice(input));
        var added = await registrar.AddAsync(
            db, new NewAccount(input.FirstName, input.LastName, input.Email, Role.Administrator, input.ZoneId, input.Language), cancel);
        if (!added.Ok)
            return added.Problem!;
        added.Value.Coaches = input.Coaches;
        added.Value.SetPassword(hasher.HashPassword(added.Value, input.Password!));
        await db.SaveChangesAsync(cancel);
        await write.CommitAsync(cancel);
        return added.Value.Id;
    }

    /// <summary>The settings as they would be saved.</summary>
    public static PracticeSettings ToPractice(SetupInput input)
    {
        var practice = new PracticeSettings
        {
            Name = input.PracticeName?.Trim() ?? "",
            ZoneId = input.ZoneId ?? "",
            Currency = input.Currency ?? "",
            Language = input.Language ?? "",
        };
        if (input.Mail is { Host.Length: > 0 } mail)
        {
            practice.MailHost = mail.Host;
            practice.MailPort = mail.Port;
            practice.MailSecurity = mail.Security;
            practice.MailUser = mail.User;
            practice.MailPasswordProtected = mail.PasswordProtected;
            practice.MailFromAddress = mail.FromAddress;
            practice.MailFromName = mail.FromName;
        }

        return practice;
    }

    private static Problem? CheckPracticeName(string? name) => InputText.Clean(name) switch
    {
        null => Problem.Invalid("setup.practice_name_required", nameof(SetupInput.PracticeName)),
        var text => InputText.IsLine(text, LongestPracticeName) ? null : Problem.Invalid("setup.practice_name_line", nameof(SetupInput.PracticeName), LongestPracticeName),
    };

    private static Problem? CheckMail(SetupMail mail)
    {
        if (mail.Host.Length > 255 || Uri.CheckHostName(mail.Host) == UriHostNameType.Unknown)
            return Problem.Invalid("setup.mail_host", "MailHost");
        if (mail.Port is < 1 or > 65_535)
            return Problem.Invalid("setup.mail_port", "MailPort");
        if (!InputText.IsEmail(mail.FromAddress))
            return Problem.Invalid("setup.mail_from", "MailFromAddress");
        if (!InputText.IsLine(mail.User, 255))
            return Problem.Invalid("setup.mail_line", "MailUser", 255);
        return InputText.IsLine(mail.FromName, 120) ? null : Problem.Invalid("setup.mail_line", "MailFromName", 120);
    }
}
