using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>What mails say and which of them go out, for administrators (D6, D26).</summary>
public sealed class MailWordingService(IDbContextFactory<AppDbContext> databases, ChangeFeed feed)
{
    private static readonly string[] Languages = ["en", "fr"];

    /// <summary>Every mail with its switch. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<IReadOnlyList<MailWordingRow>>> ListAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        var off = await OffAsync(db, cancel);
        var own = await db.Set<MailWording>().AsNoTracking().Where(w => w.Subject != "" || w.Introduction != "").ToListAsync(cancel);
        return MailWordingKind.All.Select(kind => Row(kind, off, own)).ToList();
    }

    /// <summary>One mail's words. Problems: <c>forbidden</c>, <c>mail.wording_unknown</c>.</summary>
    public async Task<Result<MailWordingEdit>> FindAsync(Actor actor, string mail, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        if (MailWordingKind.Find(mail) is not { } kind)
            return Problem.NotFound("mail.wording_unknown");
        await using var db = await databases.CreateDbContextAsync(cancel);
        var own = await db.Set<MailWording>().AsNoTracking().Where(w => w.Mail == mail).ToListAsync(cancel);
        var words = Languages.Select(language => ToInput(mail, language, own.Find(w => w.Language == language)));
        return new MailWordingEdit(Row(kind, await OffAsync(db, cancel), own), [.. words]);
    }

    /// <summary>
    /// Saves the words of one mail in one language; both empty is back to the standard. Problems: <c>forbidden</c>, those of
    /// <see cref="MailWordingInput.Check"/>, <c>practice.changed</c> (by whom), <c>storage.*</c>.
    /// </summary>
    public async Task<Result<MailWordingInput>> SaveAsync(Actor actor, MailWordingInput input, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        if (input.Check() is [var broken, ..])
            return broken;
        var saved = await StorageFault.CatchAsync<MailWordingInput>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var wording = await db.Set<MailWording>().SingleOrDefaultAsync(w => w.Mail == input.Mail && w.Language == input.Language, cancel);
            if ((wording?.Version ?? 0) != input.Version)
                return Problem.Conflict("practice.changed", null, await ChangedByAsync(db, wording, cancel));
            if (wording is null)
                db.Add(wording = new MailWording { Mail = input.Mail, Language = input.Language });
            (wording.Subject, wording.Introduction) = (input.ToWords().Subject, input.ToWords().Introduction);
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return ToInput(input.Mail, input.Language, wording);
        });
        if (saved.Ok)
            feed.Publish(Topics.Practice, PracticeSettings.OnlyId);
        return saved;
    }

    /// <summary>Switches a mail on or off (D6). Problems: <c>forbidden</c>, <c>mail.always_on</c>, <c>storage.*</c>.</summary>
    public async Task<Result> SwitchAsync(Actor actor, MailType type, bool on, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        if (MailWordingKind.All.FirstOrDefault(kind => kind.Type == type) is not { MayBeSwitchedOff: true })
            return Problem.Invalid("mail.always_on");
        var saved = await StorageFault.CatchAsync<bool>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var practice = await db.Set<PracticeSettings>().SingleAsync(cancel);
            var off = EnumCode.ParseList<MailType>(practice.DisabledMails).Where(other => other != type).Concat(on ? [] : [type]);
            practice.DisabledMails = string.Join(',', off.Order().Select(EnumCode.Of));
            await db.SaveChangesAsync(cancel);
            await write.CommitAsync(cancel);
            return on;
        });
        if (saved.Problem is { } problem)
            return problem;
        feed.Publish(Topics.Practice, PracticeSettings.OnlyId);
        return Result.Done;
    }

    private static async Task<string> ChangedByAsync(AppDbContext db, MailWording? wording, CancellationToken cancel) =>
        wording is null ? Actor.System.Name : await db.Set<HistoryEntry>()
            .Where(e => e.Subject == nameof(MailWording) && e.SubjectId == wording.Id).OrderByDescending(e => e.Id)
            .Select(e => e.ActorName).FirstOrDefaultAsync(cancel) ?? Actor.System.Name;

    private static async Task<HashSet<MailType>> OffAsync(AppDbContext db, CancellationToken cancel) =>
        [.. EnumCode.ParseList<MailType>(await db.Set<PracticeSettings>().Select(p => p.DisabledMails).SingleAsync(cancel))];

    private static MailWordingRow Row(MailWordingKind kind, HashSet<MailType> off, List<MailWording> own) => new(
        kind,
        kind.Type is { } type && off.Contains(type),
        [.. Languages.Where(language => own.Exists(w => w.Mail == kind.Code && w.Language == language && (w.Subject.Length > 0 || w.Introduction.Length > 0)))]);

    private static MailWordingInput ToInput(string mail, string language, MailWording? wording) => new()
    {
        Mail = mail,
        Language = language,
        Subject = wording?.Subject ?? "",
        Introduction = wording?.Introduction ?? "",
        Version = wording?.Version ?? 0,
    };
}
