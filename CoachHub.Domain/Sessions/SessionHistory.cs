using System.Globalization;
using System.Text.Json;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Sessions;

/// <summary>A part of a session's history, newest first.</summary>
/// <param name="Changes">What happened.</param>
/// <param name="More">There is more before it.</param>
public sealed record SessionHistoryPage(IReadOnlyList<FieldChange> Changes, bool More);

/// <summary>The history's rows about a session, taken apart, and the mails that told of it.</summary>
internal static class SessionHistory
{
    /// <summary>The rows, in no order.</summary>
    public static IQueryable<HistoryEntry> Of(AppDbContext db, int sessionId) =>
        db.Set<HistoryEntry>().AsNoTracking().Where(e => e.Subject == nameof(Session) && e.SubjectId == sessionId);

    /// <summary>
    /// One change for each property. A session that was made is a single one, <c>Added</c> or <c>Imported</c>, with its start.
    /// </summary>
    public static IEnumerable<FieldChange> ToFieldChanges(HistoryEntry entry)
    {
        var changes = JsonSerializer.Deserialize<Dictionary<string, JsonElement[]>>(entry.Changes)!;
        if (entry.Action == "added")
        {
            var start = changes.TryGetValue(nameof(Session.StartsAtUtc), out var value) ? Text(value[1]) : null;
            return [new FieldChange(entry.AtUtc, entry.ActorName, changes.ContainsKey(nameof(Session.ExternalId)) ? FieldChange.Imported : FieldChange.Added, null, start)];
        }

        return changes.Select(change => new FieldChange(entry.AtUtc, entry.ActorName, change.Key, Text(change.Value[0]), Text(change.Value[1])));

        static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();
    }

    /// <summary>Saves and accepted mails, newest first. A session has tens of them, so the pages are cut from what is before them.</summary>
    public static async Task<SessionHistoryPage> PageAsync(AppDbContext db, int sessionId, int skip, int take, CancellationToken cancel)
    {
        var until = skip + take + 1;
        var entries = await Of(db, sessionId).OrderByDescending(e => e.Id).Take(until).ToListAsync(cancel);
        var mails = await (
            from about in db.Set<MailAbout>()
            where about.SessionId == sessionId
            join mail in db.Set<MailMessage>() on about.MailId equals mail.Id
            where mail.State == MailState.Accepted && mail.AcceptedAtUtc != null
            orderby mail.AcceptedAtUtc descending, mail.Id descending
            select new { mail.Type, mail.ToAddress, mail.RequestedById, At = mail.AcceptedAtUtc!.Value })
            .Take(until).ToListAsync(cancel);
        var events = entries.Select(entry => (entry.AtUtc, Changes: ToFieldChanges(entry).ToList()))
            .Concat(mails.Select(mail => (AtUtc: mail.At, Changes: new List<FieldChange> { new(mail.At, "", FieldChange.Mailed, EnumCode.Of(mail.Type), mail.ToAddress) })))
            .OrderByDescending(happened => happened.AtUtc)
            .Skip(skip)
            .ToList();
        return new SessionHistoryPage([.. events.Take(take).SelectMany(happened => happened.Changes)], events.Count > take);
    }

    /// <summary>Puts names in place of people's numbers. A client whom the person does not work with stays without.</summary>
    public static async Task<IReadOnlyList<FieldChange>> NamedAsync(
        AppDbContext db, ClientAccess clients, Actor actor, int? ownClientId, IReadOnlyList<FieldChange> changes, CancellationToken cancel)
    {
        if (!changes.Any(IsPerson))
            return changes;
        var ids = changes.Where(IsPerson).SelectMany(change => new[] { Id(change.Before), Id(change.After) }).OfType<int>().Distinct().ToList();
        var reachable = actor.IsAdministrator ? db.Set<Client>() : clients.Reachable(actor.Id, db);
        var names = await db.Set<User>()
            .Where(u => ids.Contains(u.Id) && (u.Role != Role.Client || u.Id == ownClientId || reachable.Any(c => c.Id == u.Id)))
            .ToDictionaryAsync(u => u.Id, u => u.FirstName + " " + u.LastName, cancel);
        return [.. changes.Select(change => IsPerson(change) ? change with { Before = Name(change.Before), After = Name(change.After) } : change)];

        // Null says nobody; an empty name somebody who is not named here.
        string? Name(string? id) => Id(id) is { } person ? names.GetValueOrDefault(person, "") : null;
    }

    private static bool IsPerson(FieldChange change) => change.Field is nameof(Session.ClientId) or nameof(Session.CoachId);

    private static int? Id(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}
