using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>One polite mail to a client about all sessions that are not paid, sent by hand. It tells nothing about the sessions themselves: what the client knows stays as it is.</summary>
public sealed class UnpaidReminderService(
    IDbContextFactory<AppDbContext> databases, PracticeReader practices, ClientAccess clients, MailIntents intents, ISessionMoney money, OutboxSignal outbox, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>For how long another one asks for a word of its own.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    // Failed and withdrawn ones reached nobody.
    private static readonly MailState[] WentOut = [MailState.Queued, MailState.Claimed, MailState.Retry, MailState.Accepted, MailState.Unknown];

    private DateTime NowUtc => clock.GetUtcNow().UtcDateTime;

    /// <summary>Of which sessions the client would be reminded, and whether somebody did so lately. Problems: <c>forbidden</c>, <c>client.not_found</c>.</summary>
    public async Task<Result<UnpaidReminderPreview>> PreviewAsync(Actor actor, int clientId, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await ReadAsync(db, actor, clientId, cancel);
    }

    /// <summary>The mail as it would go out now. Problems: <c>forbidden</c>, <c>client.not_found</c>, <c>unpaid.nothing</c>, <c>unpaid.no_address</c>, <c>text.line</c>.</summary>
    public async Task<Result<MailContent>> LetterAsync(Actor actor, int clientId, string? personalLine, CancellationToken cancel)
    {
        var preview = await PreviewAsync(actor, clientId, cancel);
        if (preview.Problem is { } problem)
            return problem;
        if (WhyNot(preview.Value, personalLine) is { } refused)
            return refused;
        await using var db = await databases.CreateDbContextAsync(cancel);
        var client = await Addressee.FindAsync(db, clientId, cancel);
        var practice = await practices.GetAsync(cancel);
        var replyTo = await UnpaidReminderComposer.ReplyToAsync(db, practice, [.. preview.Value.Sessions.Select(s => s.SessionId)], cancel);
        return UnpaidReminderComposer.Write(practice, client!, preview.Value.Sessions, InputText.Clean(personalLine), replyTo);
    }

    /// <summary>
    /// Sends it once. Problems: those of <see cref="LetterAsync"/>, <c>unpaid.changed</c> when the sessions are no longer those that the
    /// person saw, <c>unpaid.sent_meanwhile</c> when somebody else was faster, <c>unpaid.recent</c> without <see cref="SendUnpaidReminder.Again"/>,
    /// <c>unpaid.switched_off</c>, <c>storage.*</c>.
    /// </summary>
    /// <returns>The address to which it goes.</returns>
    public async Task<Result<string>> SendAsync(Actor actor, SendUnpaidReminder send, CancellationToken cancel)
    {
        if (!actor.Can(Capability.EditSessions))
            return Problem.Forbidden();
        var practice = await practices.GetAsync(cancel);
        var sent = await StorageFault.CatchAsync<string>(async () =>
        {
            await using var db = (await databases.CreateDbContextAsync(cancel)).ActingAs(actor);
            await using var write = await db.BeginWriteAsync([], cancel);
            var now = await ReadAsync(db, actor, send.ClientId, cancel);
            if (now.Problem is { } gone)
                return gone;
            if ((WhyNot(now.Value, send.PersonalLine) ?? Differs(now.Value, send)) is { } refused)
                return refused;
            // Two who press at once saw the same last mail: the second finds the first's and is told so.
            var key = string.Create(CultureInfo.InvariantCulture, $"unpaid:{send.ClientId}:{now.Value.LastMailId}");
            var intent = new MailIntent(MailType.UnpaidReminder, send.ClientId, now.Value.ToAddress!, key)
            {
                SessionIds = [.. now.Value.Sessions.Select(s => s.SessionId)],
                PersonalLine = InputText.Clean(send.PersonalLine),
            };
            await intents.AddAsync(db, practice, intent, cancel);
            await write.CommitAsync(cancel);
            return now.Value.ToAddress!;
        });
        if (sent.Ok)
            Announce(send);
        return sent;
    }

    /// <summary>Unpaid (D25): it has a price, its end has passed, and the payment is pending.</summary>
    internal static IQueryable<Session> Unpaid(IQueryable<Session> sessions, int clientId, DateTime nowUtc) =>
        sessions.Where(s => s.ClientId == clientId && s.PriceMinor > 0 && s.Payment == PaymentStatus.Pending && s.EndsAtUtc <= nowUtc);

    /// <summary>The sessions as the mail lists them, oldest first.</summary>
    internal static async Task<IReadOnlyList<UnpaidSession>> RowsAsync(AppDbContext db, ISessionMoney money, IQueryable<Session> unpaid, CancellationToken cancel)
    {
        var rows = await (
            from session in unpaid
            join coach in db.Set<User>() on session.CoachId equals coach.Id
            orderby session.StartsAtUtc, session.Id
            select new UnpaidSession(
                session.Id, session.StartsAtUtc, session.DurationMinutes, session.ZoneId, session.Title, coach.FirstName + " " + coach.LastName, session.PriceMinor!.Value)
            {
                CoachFirstName = coach.FirstName,
            })
            .ToListAsync(cancel);
        var received = await money.ReceivedAsync(db, [.. rows.Select(row => row.SessionId)], cancel);
        return [.. rows.Select(row => row with { AmountMinor = row.AmountMinor - received.GetValueOrDefault(row.SessionId) })];
    }

    private async Task<Result<UnpaidReminderPreview>> ReadAsync(AppDbContext db, Actor actor, int clientId, CancellationToken cancel)
    {
        if (!await clients.VisibleTo(actor, db).AnyAsync(c => c.Id == clientId, cancel) || await Addressee.FindAsync(db, clientId, cancel) is not { } client)
            return Problem.NotFound("client.not_found");
        var practice = await practices.GetAsync(cancel);
        var last = await db.Set<MailMessage>().AsNoTracking()
            .Where(m => m.ToUserId == clientId && m.Type == MailType.UnpaidReminder && WentOut.Contains(m.State))
            .OrderByDescending(m => m.Id).Select(m => new { m.Id, At = m.AcceptedAtUtc ?? m.CreatedAtUtc }).FirstOrDefaultAsync(cancel);
        return new UnpaidReminderPreview(
            client.Name,
            client.Reachable ? client.Address : null,
            await RowsAsync(db, money, Unpaid(db.Set<Session>().AsNoTracking().VisibleTo(actor), clientId, NowUtc), cancel),
            practice.DisabledMails.Contains(EnumCode.Of(MailType.UnpaidReminder)),
            last?.Id ?? 0,
            last?.At,
            last is not null && NowUtc - last.At < Recent);
    }

    private static Problem? WhyNot(UnpaidReminderPreview preview, string? personalLine)
    {
        if (preview.Sessions.Count == 0)
            return Problem.Invalid("unpaid.nothing");
        if (preview.ToAddress is null)
            return Problem.Invalid("unpaid.no_address");
        return InputText.IsLine(personalLine, MailIntent.PersonalLineLength)
            ? null
            : Problem.Invalid("text.line", nameof(SendUnpaidReminder.PersonalLine), MailIntent.PersonalLineLength);
    }

    private static Problem? Differs(UnpaidReminderPreview now, SendUnpaidReminder seen)
    {
        if (now.SwitchedOff)
            return Problem.Conflict("unpaid.switched_off");
        if (now.LastMailId != seen.LastMailId)
            return Problem.Conflict("unpaid.sent_meanwhile");
        if (!now.Sessions.Select(s => s.SessionId).ToHashSet().SetEquals(seen.SessionIds))
            return Problem.Conflict("unpaid.changed");
        return now.IsRecent && !seen.Again ? Problem.Conflict("unpaid.recent") : null;
    }

    private void Announce(SendUnpaidReminder send)
    {
        outbox.Wake();
        foreach (var id in send.SessionIds)
            feed.Publish(Topics.Sessions, id);
    }
}
