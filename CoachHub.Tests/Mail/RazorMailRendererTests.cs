using System.Text;
using System.Text.RegularExpressions;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using MimeKit;

namespace CoachHub.Tests.Mail;

public sealed partial class RazorMailRendererTests
{
    public static TheoryData<string> Languages { get; } = ["en", "fr"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Render_EveryKind_SaysTheSameInBothTexts(string language)
    {
        await using var bench = await MailBench.CreateAsync();
        foreach (var content in MailBench.OneOfEach(MailBench.Anna with { Language = language }))
        {
            using var message = await bench.RenderAsync(content);

            Assert.NotEmpty(message.Subject!);
            Assert.Equal("abc@elan.example", message.MessageId);
            Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
            Assert.Contains($"lang=\"{language}\"", message.HtmlBody, StringComparison.Ordinal);
            var html = System.Net.WebUtility.HtmlDecode(Body().Match(message.HtmlBody!).Value);
            var inHtml = Squeezed(Tags().Replace(html, " ") + string.Concat(Links().Matches(html).Select(link => link.Value)));
            // Each line of the plain text, without what marks it up there, stands in the HTML too.
            foreach (var line in message.TextBody!.Split("\n-- ")[0].Split('\n').Skip(1).Select(line => Bare(line)).Where(line => line.Length > 0))
                Assert.Contains(Squeezed(line), inHtml, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Render_French_HasNoEnglishLeft()
    {
        await using var bench = await MailBench.CreateAsync();
        var english = MailBench.OneOfEach(MailBench.Anna);
        var french = MailBench.OneOfEach(MailBench.AnnaInFrench);
        for (var i = 0; i < english.Count; i++)
        {
            using var one = await bench.RenderAsync(english[i]);
            using var other = await bench.RenderAsync(french[i]);
            var shared = one.TextBody!.Split('\n').Intersect(other.TextBody!.Split('\n')).Where(line => Words().Count(line) > 3 && !line.StartsWith('>') && !line.StartsWith("https:", StringComparison.Ordinal));
            Assert.Empty(shared);
            Assert.NotEqual(one.Subject, other.Subject);
        }
    }

    [Fact]
    public async Task Render_Confirmation_NamesTheReadersZoneAndThePlansWhereTheyDiffer()
    {
        await using var bench = await MailBench.CreateAsync();

        using var message = await bench.RenderAsync(Confirmation(zone: "America/New_York"));

        Assert.Contains("Tuesday 1 December 2026", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("10:00–11:00 (60 min)", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("Europe/Paris, UTC+1", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("= Tuesday 1 December 2026, 04:00–05:00 (America/New York, UTC−5)", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_SameClockUnderAnotherName_NamesOneZone()
    {
        await using var bench = await MailBench.CreateAsync();

        using var message = await bench.RenderAsync(Confirmation(zone: "Europe/Berlin"));

        Assert.DoesNotContain("Berlin", message.TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2027-03-28T00:30:00Z", 60, "01:30–03:30")]
    [InlineData("2027-10-31T00:30:00Z", 60, "02:30–02:30")]
    public async Task Render_AcrossAClockChange_ShowsWhatTheWallClockShows(string start, int minutes, string expected)
    {
        await using var bench = await MailBench.CreateAsync();
        var facts = MailBench.Facts with { StartsAtUtc = DateTime.Parse(start, null, System.Globalization.DateTimeStyles.AdjustToUniversal), DurationMinutes = minutes };

        using var message = await bench.RenderAsync(Confirmation(facts));

        Assert.Contains(expected, message.TextBody, StringComparison.Ordinal);
        Assert.Contains("The clocks change on", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_Update_StandsOldBesideNew()
    {
        await using var bench = await MailBench.CreateAsync();

        using var message = await bench.RenderAsync(MailBench.OneOfEach(MailBench.Anna).OfType<SessionUpdateMail>().Single());

        Assert.Contains("(was: Monday 30 November 2026, 11:30–12:15 (45 min))", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("(was: €75.00)", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("<s>https://meet.example/old</s>", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("12 rue des Lilas, Lyon\n            (was: none)", message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("(was: Claire Dubois)", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_NewDocuments_NamesTheNewOnesWithTheirAddressAndNoCalendarEntry()
    {
        await using var bench = await MailBench.CreateAsync();

        using var message = await bench.RenderAsync(MailBench.OneOfEach(MailBench.AnnaInFrench).OfType<NewDocumentsMail>().Single());

        Assert.StartsWith("Nouveaux documents pour votre séance du mardi 1er décembre 2026", message.Subject, StringComparison.Ordinal);
        Assert.Contains("Brand-new.pdf (1,4\u00a0Mo)\nhttps://coach.example/documents/8\n", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("href=\"https://coach.example/documents/8\"", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Known.pdf", message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(message.BodyParts, part => part.ContentType.IsMimeType("text", "calendar"));
    }

    [Fact]
    public async Task Render_UpdateAndConfirmation_NameNewAndAllDocuments()
    {
        await using var bench = await MailBench.CreateAsync();
        var all = MailBench.OneOfEach(MailBench.Anna);

        using var update = await bench.RenderAsync(all.OfType<SessionUpdateMail>().Single());
        using var confirmation = await bench.RenderAsync(all.OfType<BookingConfirmationMail>().Single());

        Assert.DoesNotContain("Known.pdf", update.TextBody, StringComparison.Ordinal);
        Assert.Contains("New documents:\nBrand-new.pdf (1.4 MB)", update.TextBody, StringComparison.Ordinal);
        Assert.Contains("Documents:\nKnown.pdf (1 KB)\nhttps://coach.example/documents/7\nBrand-new.pdf", confirmation.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_TitleWithMarkupAndLineBreak_IsTextAndNoHeader()
    {
        await using var bench = await MailBench.CreateAsync();
        const string title = "<script>alert(1)</script>\r\nBcc: x@evil.example";
        var coach = MailBench.Anna with { Name = "Claire\r\nBcc: y@evil.example" };
        var letter = MailBench.Letter(MailBench.Facts with { Title = title }, reader: coach) with { ClientName = "Anna\r\nBcc: z@evil.example" };

        using var message = await bench.RenderAsync(new NewBookingMail(coach, "Élan\r\nBcc: p@evil.example", letter, "Ada"));

        Assert.Empty(message.Bcc);
        Assert.DoesNotContain(message.Headers, header => header.Field.Contains("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("<script>alert", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain(Unfolded(Ics(message)).Split("\r\n"), line => line.StartsWith("Bcc", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(InvitationMethod.Request, "REQUEST", "CONFIRMED")]
    [InlineData(InvitationMethod.Cancel, "CANCEL", "CANCELLED")]
    public async Task Render_Invitation_IsReadByAnIndependentLibrary(InvitationMethod method, string expectedMethod, string status)
    {
        await using var bench = await MailBench.CreateAsync(("Mail:FromAddress", "post@elan.example"));
        var facts = MailBench.Facts with { Title = "Goals; plans, and a \"why\" \\ part 2", Location = "Élan, 12 rue des Lilas" };

        using var message = await bench.RenderAsync(Confirmation(facts, method));

        var part = message.BodyParts.OfType<TextPart>().Single(p => p.ContentType.IsMimeType("text", "calendar"));
        Assert.Equal(expectedMethod, part.ContentType.Parameters["method"]);
        Assert.Contains(message.BodyParts.OfType<MimePart>(), p => p.FileName == "invite.ics");
        var calendar = Ical.Net.Calendar.Load(Ics(message))!;
        Assert.Equal(expectedMethod, calendar.Method);
        var calendarEvent = Assert.Single(calendar.Events);
        Assert.Equal(("f2b0c9", 3, status), (calendarEvent.Uid, calendarEvent.Sequence, calendarEvent.Status));
        Assert.Equal(MailBench.Start, calendarEvent.DtStart!.AsUtc);
        Assert.Equal(MailBench.Start.AddHours(1), calendarEvent.DtEnd!.AsUtc);
        Assert.Equal((facts.Title, facts.Location), (calendarEvent.Summary, calendarEvent.Location));
        Assert.Equal("mailto:post@elan.example", calendarEvent.Organizer!.Value!.ToString());
        Assert.Equal("mailto:anna@example.org", Assert.Single(calendarEvent.Attendees).Value!.ToString());
        Assert.All(Ics(message).Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
    }

    [Theory]
    [InlineData(null, "CONFIRMED")]
    [InlineData(MailType.Cancellation, "CANCELLED")]
    public async Task Render_SeveralSessions_ArePublishedInOneFileWithoutAttendees(MailType? only, string status)
    {
        await using var bench = await MailBench.CreateAsync(("Mail:FromAddress", "post@elan.example"));

        using var message = await bench.RenderAsync(MailBench.Several(MailBench.Anna, only));

        var part = message.BodyParts.OfType<TextPart>().Single(p => p.ContentType.IsMimeType("text", "calendar"));
        Assert.Equal("PUBLISH", part.ContentType.Parameters["method"]);
        var calendar = Ical.Net.Calendar.Load(Ics(message))!;
        Assert.Equal("PUBLISH", calendar.Method);
        Assert.Equal(["uid0", "uid14", "uid7"], calendar.Events.Select(e => e.Uid).Order());
        Assert.All(calendar.Events, e => Assert.Equal((0, 3, status, "mailto:post@elan.example"), (e.Attendees.Count, e.Sequence, e.Status, e.Organizer!.Value!.ToString())));
        Assert.Equal(MailBench.Start.AddDays(7), calendar.Events.Single(e => e.Uid == "uid7").DtStart!.AsUtc);
    }

    [Fact]
    public async Task Render_SeveralSessions_SaysOfEachWhatIsNew()
    {
        await using var bench = await MailBench.CreateAsync();

        using var message = await bench.RenderAsync(MailBench.Several(MailBench.Anna));

        Assert.Equal("News about your 3 sessions", message.Subject);
        Assert.Contains("New:      Tuesday 1 December 2026", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("Changed:  Tuesday 8 December 2026", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("(was: Monday 7 December 2026, 10:00–11:00 (60 min) · Location: Studio)", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("On again: Tuesday 15 December 2026", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("Note: Bring your goals.", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_CancellationOfAnUninvitedSession_HasNoCalendarEntry()
    {
        await using var bench = await MailBench.CreateAsync();

        using var message = await bench.RenderAsync(new CancellationMail(MailBench.Anna, "Élan", MailBench.Letter(method: null)));

        Assert.DoesNotContain(message.BodyParts, part => part.ContentType.IsMimeType("text", "calendar"));
        Assert.DoesNotContain("calendar", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_Link_LeadsToThePublicAddress()
    {
        await using var bench = await MailBench.CreateAsync();

        using var message = await bench.RenderAsync(MailBench.OneOfEach(MailBench.Anna).OfType<Domain.Accounts.SignInLinkMail>().Single());

        Assert.Contains("\nhttps://coach.example/account/link/s3cr3t-token\n", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_LeavesTheCallersCultureAlone()
    {
        await using var bench = await MailBench.CreateAsync();
        var before = System.Globalization.CultureInfo.CurrentUICulture;

        using var message = await bench.RenderAsync(Confirmation(reader: MailBench.AnnaInFrench));

        Assert.Equal(before, System.Globalization.CultureInfo.CurrentUICulture);
        Assert.Contains("mardi 1er décembre 2026", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("80,00 €", message.TextBody, StringComparison.Ordinal);
    }

    private static BookingConfirmationMail Confirmation(
        SessionFacts? facts = null, InvitationMethod method = InvitationMethod.Request, string zone = "Europe/Paris", MailReader? reader = null) =>
        new(reader ?? MailBench.Anna, "Élan Coaching", MailBench.Letter(facts, method, zone));

    private static string Ics(MimeMessage message) =>
        message.BodyParts.OfType<TextPart>().Single(part => part.ContentType.IsMimeType("text", "calendar")).Text.ReplaceLineEndings("\r\n");

    private static string Unfolded(string ics) => ics.Replace("\r\n ", "", StringComparison.Ordinal);

    private static string Bare(string line)
    {
        var bare = Marks().Replace(line.Trim(), "").Trim(' ', ':');
        return line.Trim().StartsWith('(') ? bare[..^1] : bare;
    }

    private static string Squeezed(string text) => Spaces().Replace(text, " ").Replace(" :", ":", StringComparison.Ordinal);

    [GeneratedRegex(@"href=""[^""]*""")]
    private static partial Regex Links();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex("<body.*</body>", RegexOptions.Singleline)]
    private static partial Regex Body();

    // The label's colon with its padding, a quotation mark, and the brackets around an old value.
    [GeneratedRegex(@"^> |^[^:]{2,14} ?: {1,20}(?=\S)|^\((was|avant ?): ")]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Words();
}
