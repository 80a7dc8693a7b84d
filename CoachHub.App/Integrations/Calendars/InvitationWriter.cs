using System.Globalization;
using System.Text;
using CoachHub.App.Mail;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Integrations.Calendars;

/// <summary>
/// Writes a calendar entry (RFC 5545, RFC 5546) that Gmail, Outlook and Apple update in place: the UID stays, SEQUENCE is the
/// session's revision. The organizer is always the practice, so that it survives a change of coach (D37).
/// </summary>
public sealed class InvitationWriter(TimeProvider clock)
{
    private const int LineOctets = 75;

    /// <summary>The iTIP method, as the calendar and the mail's part name it.</summary>
    public static string MethodOf(InvitationFacts facts) => facts.Method switch
    {
        InvitationMethod.Cancel => "CANCEL",
        InvitationMethod.Publish => "PUBLISH",
        _ => "REQUEST",
    };

    /// <summary>The text of the .ics, lines ended by CR LF. All entries are of one method; only what is published may be several (RFC 5546, 3.2).</summary>
    public string Write(IReadOnlyList<(InvitationFacts Facts, InvitationWords Words)> entries, string organizerName, string organizerAddress)
    {
        var calendar = new StringBuilder();
        Line(calendar, "BEGIN:VCALENDAR");
        Line(calendar, "PRODID:-//CoachHub//CoachHub//EN");
        Line(calendar, "VERSION:2.0");
        Line(calendar, "CALSCALE:GREGORIAN");
        Line(calendar, $"METHOD:{MethodOf(entries[0].Facts)}");
        foreach (var (facts, words) in entries)
            Event(calendar, facts, words, organizerName, organizerAddress);
        Line(calendar, "END:VCALENDAR");
        return calendar.ToString();
    }

    private void Event(StringBuilder calendar, InvitationFacts facts, InvitationWords words, string organizerName, string organizerAddress)
    {
        Line(calendar, "BEGIN:VEVENT");
        Line(calendar, $"UID:{Text(facts.Uid)}");
        Line(calendar, string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{facts.Sequence}"));
        Line(calendar, $"DTSTAMP:{Instant(clock.GetUtcNow().UtcDateTime)}");
        Line(calendar, $"DTSTART:{Instant(facts.StartsAtUtc)}");
        Line(calendar, $"DTEND:{Instant(facts.EndsAtUtc)}");
        Line(calendar, $"SUMMARY:{Text(words.Summary)}");
        Line(calendar, $"DESCRIPTION:{Text(words.Description)}");
        if ((facts.Location ?? facts.VideoLink) is { } place)
            Line(calendar, $"LOCATION:{Text(place)}");
        Line(calendar, $"URL:{Address(facts.VideoLink ?? words.Page)}");
        Line(calendar, $"ORGANIZER;CN={Parameter(organizerName)}:mailto:{Address(organizerAddress)}");
        // Nobody is asked to answer: the session is booked, and changes are made in the practice's own pages. A list has no attendee.
        if (facts.Method != InvitationMethod.Publish)
            Line(calendar, $"ATTENDEE;CN={Parameter(facts.AttendeeName)};CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{Address(facts.AttendeeAddress)}");
        Line(calendar, facts.Method == InvitationMethod.Cancel || facts.CalledOff ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        Line(calendar, "TRANSP:OPAQUE");
        Line(calendar, "END:VEVENT");
    }

    private static string Instant(DateTime utc) => utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Text(string value) => Clean(value.ReplaceLineEndings("\n"), keepLines: true)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(";", "\\;", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    // A quoted parameter knows no escape for its own quote.
    private static string Parameter(string value) => $"\"{Clean(value, keepLines: false).Replace('"', '\'')}\"";

    private static string Address(string value) => Clean(value, keepLines: false).Replace(" ", "", StringComparison.Ordinal);

    private static string Clean(string value, bool keepLines) =>
        string.Concat(value.Select(letter => char.IsControl(letter) && !(keepLines && letter == '\n') ? ' ' : letter));

    /// <summary>Writes a line, folded at 75 octets and never inside a character.</summary>
    private static void Line(StringBuilder calendar, string line)
    {
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > LineOctets)
            {
                calendar.Append("\r\n ");
                octets = 1;
            }

            calendar.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        calendar.Append("\r\n");
    }
}
