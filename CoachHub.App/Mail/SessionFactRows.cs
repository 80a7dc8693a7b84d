using System.Globalization;
using CoachHub.App.Resources;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Mail;

/// <summary>A session's facts as the lines of a mail, old ones beside the new where they differ.</summary>
public sealed class SessionFactRows(MailReader reader, SessionLetter session, IStringLocalizer<Words> L, DateTime nowUtc)
{
    private readonly MailClock clock = new(reader);
    private readonly SessionFacts now = session.Facts;

    /// <summary>The title that people read: the automatic one where nobody gave another (D34).</summary>
    public string Title => TitleOf(now);

    /// <summary>All lines. <paramref name="before"/> are facts that the reader was told; null shows none.</summary>
    public IReadOnlyList<FactRow> All(SessionFacts? before, bool forCoach = false)
    {
        FactRow?[] rows =
        [
            When(before),
            Text(L["Session"], Title, before is null ? null : TitleOf(before), before is not null),
            forCoach ? new FactRow(L["Client"], session.ClientName) : Coach(before),
            Text(L["Location"], now.Location, before?.Location, before is not null),
            Text(L["Video link"], now.VideoLink, before?.VideoLink, before is not null, isLink: true),
            Text(L["Price"], Amount(now.PriceMinor), Amount(before?.PriceMinor), before is not null),
        ];
        return [.. rows.OfType<FactRow>()];
    }

    /// <summary>What identifies the session and no more: for mails that say it is gone.</summary>
    public IReadOnlyList<FactRow> Brief(bool forCoach = false) =>
        [When(null), new FactRow(L["Session"], Title), forCoach ? new FactRow(L["Client"], session.ClientName) : new FactRow(L["Coach"], now.CoachName)];

    /// <summary>A sentence about the change of the clocks between now and the session, or null.</summary>
    public string? ClockChange(bool several = false)
    {
        if (ZoneClock.ChangeBetween(nowUtc, now.EndsAtUtc, reader.ZoneId) is not { } change)
            return null;
        return several
            ? L["The clocks change on {0}. The times above are what your clock shows on the day of each session.", clock.Day(change)]
            : L["The clocks change on {0}. The time above is what your clock shows on the day of the session.", clock.Day(change)];
    }

    private FactRow When(SessionFacts? before)
    {
        var changed = before is not null && (before.StartsAtUtc != now.StartsAtUtc || before.DurationMinutes != now.DurationMinutes);
        var more = new List<string>
        {
            L["{0} ({1} min)", clock.Span(now.StartsAtUtc, now.EndsAtUtc), now.DurationMinutes],
            clock.Zone(now.StartsAtUtc),
        };
        if (!clock.Same(session.ZoneId, now.StartsAtUtc))
            more.Add($"= {clock.Day(now.StartsAtUtc, session.ZoneId)}, {clock.Span(now.StartsAtUtc, now.EndsAtUtc, session.ZoneId)} ({clock.Zone(now.StartsAtUtc, session.ZoneId)})");
        return new FactRow(L["When"], clock.Day(now.StartsAtUtc))
        {
            More = more,
            Was = changed ? $"{clock.Day(before!.StartsAtUtc)}, {L["{0} ({1} min)", clock.Span(before.StartsAtUtc, before.EndsAtUtc), before.DurationMinutes]}" : null,
        };
    }

    // The name alone is no news (D1): the coach changed when the account did.
    private FactRow Coach(SessionFacts? before) =>
        new(L["Coach"], now.CoachName) { Was = before is not null && before.CoachId != now.CoachId ? before.CoachName : null };

    private FactRow? Text(string label, string? value, string? before, bool compare, bool isLink = false)
    {
        var changed = compare && before != value;
        if (value is null && !changed)
            return null;
        return new FactRow(label, value ?? L["none"]) { Was = changed ? before ?? L["none"] : null, Link = isLink ? value : null };
    }

    private string TitleOf(SessionFacts facts) => facts.Title ?? L["Session with {0}", session.ClientName];

    private string? Amount(long? minor) => minor is { } amount ? new Money(amount, session.Currency).ToString(clock.Culture) : null;
}
