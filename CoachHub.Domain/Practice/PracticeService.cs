using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Practice;

/// <summary>Whether amounts in the practice's currency exist. Features that keep amounts implement it, because the practice comes before them.</summary>
public interface ICurrencyUse
{
    /// <summary>True once a change of the currency would change what amounts mean.</summary>
    Task<bool> IsUsedAsync(AppDbContext db, CancellationToken cancel);
}

/// <summary>
/// The settings, for administrators. Two people who edit different parts do not disturb each other; the second to save the same
/// part gets <c>practice.changed</c> with the name of the first.
/// </summary>
public sealed class PracticeService(IDbContextFactory<AppDbContext> databases, IEnumerable<ICurrencyUse> currencyUses, PracticeWriter writer)
{
    private static readonly string[] GeneralFields =
    [
        nameof(PracticeSettings.Name), nameof(PracticeSettings.ZoneId), nameof(PracticeSettings.Currency), nameof(PracticeSettings.Language),
        nameof(PracticeSettings.CancellationWindowHours), nameof(PracticeSettings.RemindersOn), nameof(PracticeSettings.ReminderLeads),
        nameof(PracticeSettings.AdministratorScope), nameof(PracticeSettings.CoachesLandOn), nameof(PracticeSettings.MeasurementsOn),
        nameof(PracticeSettings.ClientCardShows), nameof(PracticeSettings.Phone), nameof(PracticeSettings.Address), nameof(PracticeSettings.ContactEmail),
        nameof(PracticeSettings.TaxLine),
    ];

    private static readonly string[] MailFields =
    [
        nameof(PracticeSettings.MailHost), nameof(PracticeSettings.MailPort), nameof(PracticeSettings.MailSecurity), nameof(PracticeSettings.MailUser),
        nameof(PracticeSettings.MailFromAddress), nameof(PracticeSettings.MailFromName),
    ];

    /// <summary>The general settings. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<PracticeGeneral>> GetGeneralAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var practice = await db.Set<PracticeSettings>().AsNoTracking().SingleAsync(cancel);
        return new PracticeGeneral(ToInput(practice), await IsCurrencyUsedAsync(db, cancel));
    }

    /// <summary>The mail server as it is saved. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<PracticeMail>> GetMailAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var practice = await db.Set<PracticeSettings>().AsNoTracking().SingleAsync(cancel);
        return new PracticeMail(ToMailInput(practice), practice.MailPasswordProtected.Length > 0);
    }

    /// <summary>Each field's problem, in the order of the form.</summary>
    public static IReadOnlyList<Problem> Check(PracticeInput input)
    {
        Problem?[] problems =
        [
            InputText.Clean(input.Name) is null ? Problem.Invalid("text.required", nameof(input.Name)) : null,
            InputText.IsLine(input.Name, PracticeInput.NameLength) ? null : Problem.Invalid("text.line", nameof(input.Name), PracticeInput.NameLength),
            input.ZoneId is not null && DateTimeZoneProviders.Tzdb.GetZoneOrNull(input.ZoneId) is not null ? null : Problem.Invalid("zone.unknown", nameof(input.ZoneId)),
            Currencies.Exists(input.Currency) ? null : Problem.Invalid("practice.currency_unknown", nameof(input.Currency)),
            input.Language is "en" or "fr" ? null : Problem.Invalid("practice.language", nameof(input.Language)),
            input.CancellationWindowHours is >= 0 and <= PracticeInput.LongestHours ? null : Problem.Invalid("practice.window", nameof(input.CancellationWindowHours)),
            .. ReminderLeads.Check(input.ReminderLeads),
            Enum.IsDefined(input.AdministratorScope) ? null : Problem.Invalid("practice.scope", nameof(input.AdministratorScope)),
            Enum.IsDefined(input.CoachesLandOn) ? null : Problem.Invalid("practice.choice", nameof(input.CoachesLandOn)),
            input.ClientCardShows.All(Enum.IsDefined) ? null : Problem.Invalid("practice.choice", nameof(input.ClientCardShows)),
            InputText.IsLine(input.Phone, PracticeInput.PhoneLength) ? null : Problem.Invalid("text.line", nameof(input.Phone), PracticeInput.PhoneLength),
            InputText.IsNote(input.Address, PracticeInput.AddressLength) ? null : Problem.Invalid("text.note", nameof(input.Address), PracticeInput.AddressLength),
            InputText.IsNote(input.TaxLine, PracticeInput.TaxLineLength) ? null : Problem.Invalid("text.note", nameof(input.TaxLine), PracticeInput.TaxLineLength),
            InputText.Clean(input.ContactEmail) is { } contact && !InputText.IsEmail(contact) ? Problem.Invalid("email.invalid", nameof(input.ContactEmail)) : null,
        ];
        return [.. problems.OfType<Problem>()];
    }

    /// <summary>Each field's problem, in the order of the form.</summary>
    public static IReadOnlyList<Problem> Check(PracticeMailInput input)
    {
        var host = InputText.Clean(input.Host);
        var from = InputText.Clean(input.FromAddress);
        Problem?[] problems =
        [
            host is null || (host.Length <= 255 && Uri.CheckHostName(host) != UriHostNameType.Unknown) ? null : Problem.Invalid("practice.mail_host", nameof(input.Host)),
            input.Port is >= 1 and <= 65_535 ? null : Problem.Invalid("practice.mail_port", nameof(input.Port)),
            Enum.IsDefined(input.Security) ? null : Problem.Invalid("practice.mail_security", nameof(input.Security)),
            InputText.IsLine(input.User, 255) ? null : Problem.Invalid("text.line", nameof(input.User), 255),
            from is null || InputText.IsEmail(from) ? null : Problem.Invalid("email.invalid", nameof(input.FromAddress)),
            InputText.IsLine(input.FromName, 120) ? null : Problem.Invalid("text.line", nameof(input.FromName), 120),
        ];
        return [.. problems.OfType<Problem>()];
    }

    /// <summary>
    /// Saves the general settings. Problems: <c>forbidden</c>, those of <see cref="Check(PracticeInput)"/>,
    /// <c>practice.currency_fixed</c>, <c>practice.changed</c> (by whom), <c>storage.*</c>.
    /// </summary>
    public Task<Result<PracticeGeneral>> SaveGeneralAsync(Actor actor, PracticeInput input, CancellationToken cancel) =>
        writer.SaveAsync<PracticeGeneral>(actor, Check(input), GeneralFields, input.Version, async (db, practice) =>
        {
            var isFixed = await IsCurrencyUsedAsync(db, cancel);
            if (isFixed && input.Currency != practice.Currency)
                return Problem.Invalid("practice.currency_fixed", nameof(input.Currency));
            practice.Name = input.Name!.Trim();
            (practice.ZoneId, practice.Currency, practice.Language) = (input.ZoneId!, input.Currency!, input.Language!);
            practice.CancellationWindowHours = input.CancellationWindowHours!.Value;
            (practice.RemindersOn, practice.ReminderLeads) = (input.RemindersOn, ReminderLeads.Format(input.ReminderLeads));
            (practice.AdministratorScope, practice.CoachesLandOn, practice.MeasurementsOn) = (input.AdministratorScope, input.CoachesLandOn, input.MeasurementsOn);
            practice.ClientCardShows = EnumCode.List(input.ClientCardShows);
            practice.Phone = InputText.Clean(input.Phone) ?? "";
            practice.Address = InputText.Clean(input.Address)?.ReplaceLineEndings("\n") ?? "";
            practice.ContactEmail = InputText.Clean(input.ContactEmail) ?? "";
            practice.TaxLine = InputText.Clean(input.TaxLine)?.ReplaceLineEndings("\n") ?? "";
            await db.SaveChangesAsync(cancel);
            return new PracticeGeneral(ToInput(practice), isFixed);
        }, cancel);

    /// <summary>
    /// Saves the mail server. The saved password goes to no other server than the one it was typed for, and not over a connection that is
    /// no longer protected. Problems: <c>forbidden</c>, those of <see cref="Check(PracticeMailInput)"/>, <c>practice.mail_password_again</c>,
    /// <c>practice.mail_password_plain</c>, <c>practice.changed</c> (by whom), <c>storage.*</c>.
    /// </summary>
    public Task<Result<PracticeMail>> SaveMailAsync(Actor actor, PracticeMailInput input, CancellationToken cancel) =>
        writer.SaveAsync<PracticeMail>(actor, Check(input), MailFields, input.Version, async (db, practice) =>
        {
            var host = InputText.Clean(input.Host) ?? "";
            var user = InputText.Clean(input.User) ?? "";
            var isElsewhere = host.Length > 0 && !string.Equals(host, practice.MailHost, StringComparison.OrdinalIgnoreCase);
            if (isElsewhere && user.Length > 0 && practice.MailPasswordProtected.Length > 0 && input.NewPasswordProtected is null)
                return Problem.Invalid("practice.mail_password_again", "Password");
            if (practice.MailSecurity.IsLoweredBy(input.Security) && user.Length > 0 && practice.MailPasswordProtected.Length > 0 && input.NewPasswordProtected is null)
                return Problem.Invalid("practice.mail_password_plain", "Password");
            if (isElsewhere || user.Length == 0 || input.NewPasswordProtected is not null)
                practice.MailPasswordProtected = user.Length == 0 ? "" : input.NewPasswordProtected ?? "";
            (practice.MailHost, practice.MailPort, practice.MailSecurity, practice.MailUser) = (host, input.Port!.Value, input.Security, user);
            practice.MailFromAddress = InputText.Clean(input.FromAddress) ?? "";
            practice.MailFromName = InputText.Clean(input.FromName) ?? "";
            await db.SaveChangesAsync(cancel);
            return new PracticeMail(ToMailInput(practice), practice.MailPasswordProtected.Length > 0);
        }, cancel);

    private async Task<bool> IsCurrencyUsedAsync(AppDbContext db, CancellationToken cancel)
    {
        foreach (var use in currencyUses)
        {
            if (await use.IsUsedAsync(db, cancel))
                return true;
        }

        return false;
    }

    private static PracticeInput ToInput(PracticeSettings practice) => new()
    {
        Name = practice.Name,
        ZoneId = practice.ZoneId,
        Currency = practice.Currency,
        Language = practice.Language,
        CancellationWindowHours = practice.CancellationWindowHours,
        RemindersOn = practice.RemindersOn,
        ReminderLeads = [.. ReminderLeads.Parse(practice.ReminderLeads).Select(lead => (int?)lead.TotalHours)],
        AdministratorScope = practice.AdministratorScope,
        CoachesLandOn = practice.CoachesLandOn,
        MeasurementsOn = practice.MeasurementsOn,
        ClientCardShows = EnumCode.ParseList<ClientCardPart>(practice.ClientCardShows).ToHashSet(),
        Phone = practice.Phone,
        Address = practice.Address,
        ContactEmail = practice.ContactEmail,
        TaxLine = practice.TaxLine,
        Version = practice.Version,
    };

    private static PracticeMailInput ToMailInput(PracticeSettings practice) => new()
    {
        Host = practice.MailHost,
        Port = practice.MailPort,
        Security = practice.MailSecurity,
        User = practice.MailUser,
        FromAddress = practice.MailFromAddress,
        FromName = practice.MailFromName,
        Version = practice.Version,
    };
}
