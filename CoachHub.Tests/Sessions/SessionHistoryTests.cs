using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>What happened to a session, in words.</summary>
public sealed class SessionHistoryTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync(services => services.AddLocalization());
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task History_OfEveryField_SaysWhoWhatBeforeAndWhatAfter()
    {
        var marc = await harness.Given.CoachAsync("Marc Lenoir");
        var bob = await harness.Given.ClientAsync(claire, "Bob Grand");
        var (id, input) = await SessionAsync();
        await SaveAsync(id, input with
        {
            ClientId = bob.Id,
            CoachId = marc.Id,
            Time = new LocalTime(15, 0),
            DurationMinutes = 90,
            Title = "Review",
            Location = "Studio 2",
            VideoLink = "https://meet.example/a",
            Price = 95,
            Payment = PaymentStatus.Paid,
            Status = SessionStatus.NoShow,
            SharedNote = "Bring a pen",
            PrivateNotes = "Quiet",
        });

        var said = await SaidAsync(admin, id);

        string[] expected =
        [
            "Ada Martin changed the client from Anna Petit to Bob Grand",
            "Ada Martin changed the coach from Claire Dubois to Marc Lenoir",
            "Ada Martin moved it from Tue 1 Dec 2026, 10:00 to Tue 1 Dec 2026, 15:00",
            "Ada Martin changed the duration from 60 to 90 minutes",
            "Ada Martin changed the title from the automatic title to Review",
            "Ada Martin changed the location from 12 rue des Lilas to Studio 2",
            "Ada Martin changed the video link from nothing to https://meet.example/a",
            "Ada Martin changed the price from €80.00 to €95.00",
            "Ada Martin changed the payment from Pending to Paid",
            "Ada Martin changed the status from Booked to No-show",
            "Ada Martin changed the shared note",
            "Ada Martin changed the private notes",
        ];
        Assert.Equal(expected.Order(), said.Where(sentence => sentence.StartsWith("Ada", StringComparison.Ordinal)).Order());
        Assert.Equal("CoachHub created it for Tue 1 Dec 2026, 10:00", said[^1]);
    }

    [Fact]
    public async Task History_MailThatTold_StandsAmongTheSaves()
    {
        var (id, input) = await SessionAsync();
        await harness.Get<SessionService>().NotifyAsync(admin, id, Cancel);
        await harness.DeliverAsync(Cancel);
        harness.Clock.Advance(TimeSpan.FromMinutes(1));
        await SaveAsync(id, input with { Location = "Studio 2" });

        var said = await SaidAsync(admin, id);

        Assert.Equal(3, said.Count);
        Assert.StartsWith("Ada Martin changed the location", said[0], StringComparison.Ordinal);
        Assert.StartsWith("Confirmation to anna.petit", said[1], StringComparison.Ordinal);
        Assert.Contains("created it", said[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_ImportedSession_SaysSo()
    {
        var row = new SessionImportRow { Line = 2, ExternalId = "a-1", StartsAtUtc = new DateTime(2026, 12, 3, 9, 0, 0, DateTimeKind.Utc), ClientEmail = await EmailAsync(anna), CoachEmail = await EmailAsync(claire) };
        await harness.Get<SessionImport>().AddAsync(admin, [row], allowOverlap: false, Cancel);
        await using var db = harness.Db();
        var id = await db.Set<Session>().Where(s => s.ExternalId == "a-1").Select(s => s.Id).SingleAsync(Cancel);

        Assert.Equal(["Ada Martin imported it from a file, for Thu 3 Dec 2026, 10:00"], await SaidAsync(admin, id));
    }

    [Fact]
    public async Task History_LongPast_ComesInPages()
    {
        var (id, input) = await SessionAsync();
        for (var change = 1; change <= 14; change++)
        {
            harness.Clock.Advance(TimeSpan.FromMinutes(1));
            await SaveAsync(id, input with { Location = $"Studio {change}" });
        }

        var queries = harness.Get<SessionQueries>();
        var first = (await queries.HistoryAsync(admin, id, 0, 10, Cancel)).Value;
        var second = (await queries.HistoryAsync(admin, id, 10, 10, Cancel)).Value;

        Assert.Equal((10, true, 5, false), (first.Changes.Count, first.More, second.Changes.Count, second.More));
        Assert.Equal(("Studio 14", "Studio 4", FieldChange.Added), (first.Changes[0].After, second.Changes[0].After, second.Changes[^1].Field));
    }

    [Fact]
    public async Task History_ReadByACoach_DoesNotNameAnothersClient()
    {
        var stranger = await harness.Given.ClientAsync(await harness.Given.CoachAsync("Marc Lenoir"), "Tom Okafor");
        var (id, input) = await SessionAsync();
        await SaveAsync(id, input with { ClientId = stranger.Id });
        await SaveAsync(id, input);

        var said = await SaidAsync(claire, id);

        Assert.DoesNotContain(said, sentence => sentence.Contains("Okafor", StringComparison.Ordinal));
        Assert.Contains("Ada Martin changed the client from Anna Petit to another client", said);
    }

    private async Task<(int Id, SessionInput Input)> SessionAsync()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        await using var db = harness.Db();
        return (id, SessionInput.Of(await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel), "EUR"));
    }

    private async Task SaveAsync(int id, SessionInput input)
    {
        var saved = await harness.Get<SessionService>().SaveAsync(admin, new SaveSession(input) { Id = id }, Cancel);
        Assert.Null(saved.Problem);
    }

    private async Task<List<string>> SaidAsync(Actor reader, int id)
    {
        var page = (await harness.Get<SessionQueries>().HistoryAsync(reader, id, 0, 50, Cancel)).Value;
        var practice = await harness.Get<PracticeReader>().GetAsync(Cancel);
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
        try
        {
            var words = harness.Services.GetRequiredService<IStringLocalizer<Words>>();
            return [.. page.Changes.Select(change => SessionHistoryWords.Sentence(words, change, new Reader(reader, practice), practice.Currency))];
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    private async Task<string> EmailAsync(Actor person)
    {
        await using var db = harness.Db();
        return (await db.Set<Domain.Accounts.User>().SingleAsync(u => u.Id == person.Id, Cancel)).Email!;
    }
}
