using System.Globalization;
using System.Text.RegularExpressions;
using CoachHub.App.Components.Kit;
using CoachHub.App.Integrations.Calendars;
using CoachHub.App.Mail;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Mail;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.Tests.Calendar;

/// <summary>
/// Part 4.7: page, mail and .ics agree on the instant, in every zone of the IANA data, around every change of its clock from 2024 to 2030.
/// A mail names the offset, so that what it says is turned back into an instant without the code that wrote it; the calendar file is read
/// by another library.
/// </summary>
public sealed partial class TimeAgreementTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Minutes = 50;

    private static readonly Instant First = Instant.FromUtc(2024, 1, 1, 0, 0), Last = Instant.FromUtc(2031, 1, 1, 0, 0);
    private static readonly string[] Zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    /// <summary>Minutes around a change: every quarter of an hour for four hours either way, and its edges.</summary>
    private static readonly int[] Around = [.. Enumerable.Range(-16, 33).Select(quarter => quarter * 15), -1, 1];

    private readonly Dictionary<DateTime, bool> calendars = [];
    private readonly Dictionary<string, DateWords> words = [];
    private MailBench bench = null!;
    private PracticeFacts practice = null!;
    private int instants, changes, pairs;

    public async ValueTask InitializeAsync()
    {
        bench = await MailBench.CreateAsync();
        practice = await bench.Domain.Given.PracticeAsync();
        words["en"] = DateWords.Of("en");
        words["fr"] = DateWords.Of("fr");
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public void Instant_AroundEveryClockChangeOfEveryZone_IsTheSameOnPageInMailAndInTheCalendar()
    {
        for (var i = 0; i < Zones.Length; i++)
        {
            foreach (var (index, change) in ChangesOf(Zones[i]).Index())
            {
                changes++;
                // Each change meets another zone and the other language, so that over the years a zone meets many.
                var other = Zones[(i + 1 + (index * 37)) % Zones.Length];
                var language = (i + index) % 2 == 0 ? "en" : "fr";
                CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = MailClock.CultureOf(language);
                foreach (var minutes in Around)
                    Agree(change.Plus(Duration.FromMinutes(minutes)).ToDateTimeUtc(), Zones[i], other, language);
            }
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Zones.Length} zones (IANA {DateTimeZoneProviders.Tzdb.VersionId}), {changes} change days 2024-2030, {instants} instants in a reader's and a plan's zone, "
            + $"{pairs} of them with two clocks, {calendars.Count} calendar files read: page, mail and .ics agree"));
    }

    private void Agree(DateTime at, string zone, string planZone, string language)
    {
        instants++;
        var where = $"{at:u} {zone} {planZone} {language}";
        var reader = MailBench.Anna with { ZoneId = zone, Language = language };
        var facts = MailBench.Facts with { StartsAtUtc = at, DurationMinutes = Minutes };
        var page = new Reader(new Actor(1, "Anna Petit", Role.Client, zone, language, new HashSet<Capability>()), practice);
        var when = new SessionFactRows(reader, MailBench.Letter(facts, zone: planZone, reader: reader), bench.Get<IStringLocalizer<Words>>(), at.AddDays(-200)).All(null)[0];

        var said = words[language].MailTime(when.Value, when.More[0]);
        Assert.True(at == said.InUtc(OffsetIn(when.More[1])), $"the mail is wrong: {where}: {when.Value} {when.More[0]} {when.More[1]}");
        Assert.True(said == words[language].PageTime(page.DateAndTime(at)), $"the page differs: {where}: {page.DateAndTime(at)}");
        Assert.True(page.Time(at) == said.ToString("HH:mm", CultureInfo.InvariantCulture), where);

        // Two clocks that differ are both shown, each with its zone's name.
        var differ = page.Local(at, planZone) != page.Local(at);
        Assert.True(when.More.Count == (differ ? 3 : 2), where);
        if (differ)
        {
            pairs++;
            var second = words[language].MailTime(when.More[2].TrimStart('=', ' '));
            Assert.True(at == second.InUtc(OffsetIn(when.More[2])), $"the plan's clock is wrong: {where}: {when.More[2]}");
            Assert.Contains(planZone.Replace('_', ' '), when.More[2], StringComparison.Ordinal);
            Assert.True(second == words[language].PageTime(page.DateAndTime(at, planZone)), where);
        }

        if (calendars.TryAdd(at, true))
            ReadCalendar(at, facts);
    }

    private void ReadCalendar(DateTime at, SessionFacts facts)
    {
        var invitation = MailBench.Letter(facts).Invitation!;
        var text = bench.Get<InvitationWriter>().Write([(invitation, new InvitationWords("Session", "With Claire", "https://coach.example/my"))], "Elan", "post@elan.example");
        var entry = Assert.Single(Ical.Net.Calendar.Load(text)!.Events);
        Assert.Equal((at, at.AddMinutes(Minutes)), (entry.Start!.AsUtc, entry.End!.AsUtc));
    }

    /// <summary>The starts of offsets in the seven years; a zone whose clock never changes is looked at on two days of each year.</summary>
    private static List<Instant> ChangesOf(string zoneId)
    {
        var found = DateTimeZoneProviders.Tzdb[zoneId].GetZoneIntervals(First, Last).Where(interval => interval.HasStart && interval.Start > First).Select(interval => interval.Start).ToList();
        return found.Count > 0 ? found : [.. Enumerable.Range(2024, 7).SelectMany(year => new[] { Instant.FromUtc(year, 3, 31, 1, 0), Instant.FromUtc(year, 10, 27, 1, 0) })];
    }

    private static TimeSpan OffsetIn(string text)
    {
        var found = OffsetText().Match(text);
        var span = new TimeSpan(int.Parse(found.Groups["hours"].Value, CultureInfo.InvariantCulture), found.Groups["minutes"] is { Success: true } minutes ? int.Parse(minutes.Value, CultureInfo.InvariantCulture) : 0, 0);
        return found.Groups["sign"].Value == "+" ? span : -span;
    }

    [GeneratedRegex(@"UTC(?<sign>[+−])(?<hours>\d+)(:(?<minutes>\d\d))?")]
    private static partial Regex OffsetText();

    /// <summary>Reads dates as a person reads them: by the names of days and months.</summary>
    private sealed record DateWords(string[] Days, string[] ShortDays, string[] Months, string[] ShortMonths)
    {
        public static DateWords Of(string language)
        {
            var format = MailClock.CultureOf(language).DateTimeFormat;
            return new DateWords(format.DayNames, Bare(format.AbbreviatedDayNames), format.MonthGenitiveNames, Bare(format.AbbreviatedMonthGenitiveNames));
        }

        /// <summary><c>Tuesday 1 December 2026</c> and <c>10:00–11:00 (60 min)</c>, or both in one text.</summary>
        public DateTime MailTime(string day, string? span = null)
        {
            var parts = day.Split(' ', 5);
            return Read(parts[0], parts[1].Replace("er", "", StringComparison.Ordinal), parts[2], parts[3].TrimEnd(','), (span ?? parts[4])[..5], Days, Months);
        }

        /// <summary><c>Tue 24 Nov 2026, 09:00</c></summary>
        public DateTime PageTime(string text)
        {
            var parts = text.Split(' ');
            return Read(parts[0], parts[1], parts[2], parts[3].TrimEnd(','), parts[4], ShortDays, ShortMonths);
        }

        private static DateTime Read(string dayName, string day, string month, string year, string time, string[] days, string[] months)
        {
            var date = new DateTime(Number(year), Array.IndexOf(months, month) + 1, Number(day), Number(time[..2]), Number(time[3..5]), 0, DateTimeKind.Unspecified);
            Assert.Equal(dayName, days[(int)date.DayOfWeek]);
            return date;
        }

        private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

        private static string[] Bare(string[] names) => [.. names.Select(name => name.Replace(".", "", StringComparison.Ordinal))];
    }
}

file static class WallClock
{
    /// <summary>The instant that a wall clock shows which is off by this much.</summary>
    public static DateTime InUtc(this DateTime local, TimeSpan offset) => DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
}
