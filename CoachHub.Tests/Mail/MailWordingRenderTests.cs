using System.Net;
using System.Text;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using MimeKit;
using Rendering = CoachHub.App.Mail;

namespace CoachHub.Tests.Mail;

/// <summary>The practice's own words in the mails that are written.</summary>
public sealed class MailWordingRenderTests : IAsyncLifetime
{
    private MailBench bench = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        bench = await MailBench.CreateAsync();
        await bench.Domain.Given.PracticeAsync();
    }

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Render_EveryKindWithEveryPlaceholder_FillsThemAllInBothLanguages()
    {
        foreach (var language in new[] { "en", "fr" })
        {
            foreach (var kind in MailWordingKind.All)
                await OwnAsync(kind.Code, language, "S " + Listed(kind), "I " + Listed(kind));
            foreach (var content in MailBench.OneOfEach(MailBench.Anna with { Language = language }).Where(mail => mail is not ConnectionTestMail))
            {
                using var message = await bench.RenderAsync(content);

                Assert.StartsWith("S ", message.Subject, StringComparison.Ordinal);
                Assert.Contains("I " + MailWordingKind.Find(MailWordingKind.CodeOf(content))!.Placeholders[0] + "=", message.TextBody, StringComparison.Ordinal);
                // A name that the template knows nothing of would leave nothing behind its sign. All facts of these mails are filled.
                Assert.DoesNotMatch("=(;|$)", message.TextBody!.Split('\n').First(line => line.StartsWith("I ", StringComparison.Ordinal)).Replace("documents=;", "", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task Render_OwnWords_StandInsteadOfTheStandardOnesInBothTextsAndTheFactsStay()
    {
        await OwnAsync("booking_confirmation", "en", "{practice}: {date} at {time}", "Dear {client},\nbring shoes.");

        using var message = await bench.RenderAsync(Confirmation());

        Assert.Equal("Élan Coaching: Tuesday 1 December 2026 at 10:00", message.Subject);
        Assert.Contains("Dear Anna Petit,\nbring shoes.", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("Dear Anna Petit,", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("This session is booked for you:", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("10:00–11:00 (60 min)", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_PlainText_GreetsThenSaysThePersonalLineTheIntroductionAndTheFacts()
    {
        await OwnAsync("booking_confirmation", "en", "", "Own introduction.");
        var content = Confirmation();

        using var message = await bench.RenderAsync(content with { Session = content.Session with { PersonalLine = "Personal line." } });

        int[] places = [.. new[] { "Hello Anna Petit,", "Personal line.", "Own introduction.", "When:" }.Select(words => message.TextBody!.IndexOf(words, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public async Task Render_OwnWordsOfAnotherLanguage_AreNotForThisReader()
    {
        await OwnAsync("booking_confirmation", "fr", "Bonjour", "Bonjour");

        using var message = await bench.RenderAsync(Confirmation());

        Assert.StartsWith("Your session is confirmed:", message.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_MarkupInWordsAndFacts_IsTextInHtmlAndItselfInPlainText()
    {
        const string Evil = "<img src=x onerror=alert(1)>&{client}";
        await OwnAsync("booking_confirmation", "en", "<b>{title}</b>", "<script>alert(1)</script> {title}");
        await SignAsync("<b>Élan</b>\n& partners");

        using var message = await bench.RenderAsync(Confirmation(MailBench.Facts with { Title = Evil }));

        Assert.DoesNotContain("<script>alert", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("<script>alert(1)</script> " + Evil, message.TextBody, StringComparison.Ordinal);
        Assert.Contains("<b>Élan</b>\n& partners", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;&#xC9;lan", message.HtmlBody!.Replace("É", "&#xC9;", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\r\nBcc: thief@example.org")]
    [InlineData("\nBcc: thief@example.org\n\nnew body")]
    [InlineData("\u2028Bcc: thief@example.org")]
    [InlineData("\u0000\u000bBcc: thief@example.org")]
    public async Task Render_LineBreakInAFilledFact_BeginsNoHeader(string evil)
    {
        await OwnAsync("booking_confirmation", "en", "For {client}", "For {client}");
        var content = Confirmation();

        var mail = await bench.Get<Rendering.RazorMailRenderer>().RenderAsync(content with { Session = content.Session with { ClientName = "Anna" + evil } }, "abc@elan.example", Cancel);

        using var message = await MimeMessage.LoadAsync(new MemoryStream(mail.Mime), Cancel);
        Assert.Empty(message.Bcc);
        Assert.StartsWith("For Anna", message.Subject, StringComparison.Ordinal);
        var head = Encoding.ASCII.GetString(mail.Mime).Split("\r\n\r\n")[0];
        Assert.DoesNotContain("\nBcc:", head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Render_WordsThatComeOutEmpty_GiveWayToTheStandardOnes()
    {
        await OwnAsync("booking_confirmation", "en", "{location}", "{location}");

        using var message = await bench.RenderAsync(Confirmation(MailBench.Facts with { Location = null }));

        Assert.StartsWith("Your session is confirmed:", message.Subject, StringComparison.Ordinal);
        Assert.Contains("This session is booked for you:", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_ContactOfThePractice_StandsAtTheFootOfEveryMailInBothTexts()
    {
        await bench.Domain.Given.PracticeAsync(practice =>
            (practice.Phone, practice.ContactEmail, practice.Address) = ("+33 1 23 45 67 89", "hello@elan.example", "12 rue des Lilas\n69003 Lyon"));
        const string Line = "+33 1 23 45 67 89 · hello@elan.example · 12 rue des Lilas, 69003 Lyon";

        foreach (var content in MailBench.OneOfEach(MailBench.Anna))
        {
            using var message = await bench.RenderAsync(content);
            Assert.Contains($"-- \n{content.PracticeName}\n{Line}\n", message.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
            Assert.Contains(Line, WebUtility.HtmlDecode(message.HtmlBody), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Render_Signature_StandsBelowEveryMailInBothTexts()
    {
        await SignAsync("Élan Coaching\n12 rue des Lilas, Lyon");

        foreach (var content in MailBench.OneOfEach(MailBench.Anna))
        {
            using var message = await bench.RenderAsync(content);
            Assert.Contains("Élan Coaching\n12 rue des Lilas, Lyon\n\n-- \n", message.TextBody, StringComparison.Ordinal);
            Assert.Contains("12 rue des Lilas, Lyon", WebUtility.HtmlDecode(message.HtmlBody), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Render_PracticeWithAStyle_WearsItsColourAndNamesItsLogo()
    {
        await bench.Domain.Given.PracticeAsync(practice =>
        {
            practice.AccentColor = "#7a3e9d";
            (practice.LogoHash, practice.LogoType, practice.LogoSize, practice.LogoWidth, practice.LogoHeight) = ("abc123", "image/png", 900, 300, 100);
        });

        using var message = await bench.RenderAsync(Confirmation());

        Assert.Contains("#7a3e9d", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("#0f6b63", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("#4cc2b3", message.HtmlBody, StringComparison.Ordinal);
        Assert.Matches("<img src=\"http[^\"]+/brand/logo/abc123\" alt=\"[^\"]+ Coaching\"", message.HtmlBody);
    }

    [Fact]
    public async Task Outbox_WordsSavedBeforeTheClaim_AreInTheMailThatWaitsAndLaterOnesAreNot()
    {
        var app = bench.Domain;
        var coach = await app.Given.CoachAsync();
        var id = await app.Given.SessionAsync(coach, await app.Given.ClientAsync(coach));
        Assert.Null((await app.Get<SessionService>().NotifyAsync(coach, id, Cancel)).Problem);
        await OwnAsync("booking_confirmation", "en", "First words", "");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        var claimed = Assert.Single(await app.Get<Outbox>().ClaimDueAsync(10, Cancel));
        await app.Get<Outbox>().SettleAsync(claimed, new DeliveryAnswer(DeliveryOutcome.Temporary, "450 later"), null, Cancel);
        await OwnAsync("booking_confirmation", "en", "Second words", "");
        app.Clock.Advance(TimeSpan.FromHours(1));

        var again = Assert.Single(await app.Get<Outbox>().ClaimDueAsync(10, Cancel));
        Assert.Equal(claimed.Mime, again.Mime);
        Assert.Equal("First words", MimeMessage.Load(new MemoryStream(again.Mime), Cancel).Subject);
    }

    private static string Listed(MailWordingKind kind) => string.Join("; ", kind.Placeholders.Select(name => $"{name}={{{name}}}"));

    private static BookingConfirmationMail Confirmation(SessionFacts? facts = null) => new BookingConfirmationMail(MailBench.Anna, "Élan Coaching", MailBench.Letter(facts));

    private async Task OwnAsync(string mail, string language, string subject, string introduction)
    {
        await using (var db = bench.Domain.Db())
        {
            var wording = await db.Set<MailWording>().SingleOrDefaultAsync(w => w.Mail == mail && w.Language == language, Cancel);
            if (wording is null)
                db.Add(wording = new MailWording { Mail = mail, Language = language });
            (wording.Subject, wording.Introduction) = (subject, introduction);
            await db.SaveChangesAsync(Cancel);
        }

        bench.Domain.Feed.Publish(Topics.Practice, PracticeSettings.OnlyId);
    }

    private Task<PracticeFacts> SignAsync(string signature) => bench.Domain.Given.PracticeAsync(practice => practice.MailSignature = signature);
}
