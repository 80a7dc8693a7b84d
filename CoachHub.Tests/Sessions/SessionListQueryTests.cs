using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using NodaTime;
using Xunit;

namespace CoachHub.Tests.Sessions;

public sealed class SessionListQueryTests : IAsyncLifetime
{
    private const int SessionSearchLimit = 1000;

    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, marc = null!, anna = null!, eleonore = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionListQuery List => harness.Get<SessionListQuery>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        marc = await harness.Given.CoachAsync("Marc Lenoir");
        anna = await harness.Given.ClientAsync(claire);
        eleonore = await harness.Given.ClientAsync(marc, "Éléonore Dùpont");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Theory]
    [InlineData("abc\0def")]
    [InlineData("\0\0\0\0")]
    [InlineData("a\"b* OR c")]
    public async Task Search_TextThatIsNoWord_FindsNothing(string text) =>
        Assert.Empty((await List.ReadAsync(admin, new SessionFilter { Text = text }, new SessionPageRequest(), Cancel)).Rows);

    [Fact]
    public async Task Search_MoreHitsThanAreLookedAt_SaysSoAlsoToACoachWhoSeesFew()
    {
        await harness.Given.SessionAsync(claire, anna, title: "Quarterly review");
        await using (var db = harness.Db())
        {
            var start = new DateTime(2027, 1, 1, 9, 0, 0, DateTimeKind.Utc);
            db.AddRange(Enumerable.Range(0, SessionSearchLimit + 1).Select(day => Session.Create(
                new SessionChange(
                    eleonore.Id, marc.Id, start.AddDays(day), "Etc/UTC", LocalDateTime.FromDateTime(start.AddDays(day)), 60, "Quarterly review",
                    null, null, null, SessionStatus.Booked, PaymentStatus.Pending, null, null),
                0,
                harness.NowUtc).Value));
            await db.SaveChangesAsync(Cancel);
        }

        Assert.True((await List.ReadAsync(claire, new SessionFilter { Text = "quarterly" }, new SessionPageRequest(), Cancel)).Truncated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_InDateOrder_ShowEachSessionOnceBothWays(bool descending)
    {
        // Several at one instant: the key must settle ties by id.
        for (var day = 1; day <= 20; day++)
        {
            await harness.Given.SessionAsync(claire, anna, $"2026-12-{day:00} 10:00");
            await harness.Given.SessionAsync(marc, eleonore, $"2026-12-{day:00} 10:00");
        }

        var request = new SessionPageRequest { Size = 7, Descending = descending, At = new LocalDate(2026, 12, descending ? 31 : 1) };
        var forward = new List<int>();
        var page = await List.ReadAsync(admin, new SessionFilter(), request, Cancel);
        Assert.Null(page.Previous);
        var last = page;
        for (; ; )
        {
            forward.AddRange(page.Rows.Select(r => r.Id));
            last = page;
            if (page.Next is null)
                break;
            page = await List.ReadAsync(admin, new SessionFilter(), request with { At = null, After = page.Next }, Cancel);
        }

        var backward = new List<int>(last.Rows.Select(r => r.Id));
        while (last.Previous is { } previous)
        {
            last = await List.ReadAsync(admin, new SessionFilter(), request with { At = null, Before = previous }, Cancel);
            backward.InsertRange(0, last.Rows.Select(r => r.Id));
        }

        Assert.Equal(40, forward.Distinct().Count());
        Assert.Equal(forward, backward);
    }

    [Fact]
    public async Task FirstPage_BeginsToday_AndIsFilledUpFromThePast()
    {
        var past = await harness.Given.SessionAsync(claire, anna, "2026-10-01 10:00");
        var ahead = await harness.Given.SessionAsync(claire, anna, "2026-12-01 10:00");
        var today = await harness.Given.SessionAsync(claire, anna, "2026-11-23 08:00");

        var filled = await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { Size = 25 }, Cancel);
        var two = await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { Size = 1 }, Cancel);

        Assert.Equal([past, today, ahead], filled.Rows.Select(r => r.Id));
        Assert.Equal([today], two.Rows.Select(r => r.Id));
        Assert.NotNull(two.Previous);
    }

    [Theory]
    [InlineData("eleonore")]
    [InlineData("DÙPONT")]
    [InlineData("él")]
    [InlineData("eleonore.dupont")]
    [InlineData("public spea")]
    [InlineData("Rhetorique")]
    public async Task Search_NamesTitlesAddresses_FindsWithoutAccents(string text)
    {
        await harness.Given.SessionAsync(claire, anna);
        var wanted = await harness.Given.SessionAsync(marc, eleonore, title: "Public speaking, rhétorique");

        var found = await List.ReadAsync(admin, new SessionFilter { Text = text }, new SessionPageRequest(), Cancel);

        Assert.Equal([wanted], found.Rows.Select(r => r.Id));
    }

    [Theory]
    [InlineData("\" OR 1=1 --")]
    [InlineData("title:*")]
    [InlineData("%")]
    public async Task Search_OperatorsOfTheSearchLanguage_AreOnlyText(string text)
    {
        await harness.Given.SessionAsync(claire, anna);

        Assert.Empty((await List.ReadAsync(admin, new SessionFilter { Text = text }, new SessionPageRequest(), Cancel)).Rows);
    }

    [Fact]
    public async Task Coach_SeesOnlyOwnSessions_InListSearchAndCounts()
    {
        var own = await harness.Given.SessionAsync(claire, anna);
        var others = await harness.Given.SessionAsync(marc, eleonore, title: "Public speaking");

        Assert.Equal([own], (await List.ReadAsync(claire, new SessionFilter(), new SessionPageRequest(), Cancel)).Rows.Select(r => r.Id));
        Assert.Empty((await List.ReadAsync(claire, new SessionFilter { Text = "public speaking" }, new SessionPageRequest(), Cancel)).Rows);
        Assert.Empty(await List.ReadRowsAsync(claire, [others], Cancel));
        Assert.Equal(1, (await List.CountViewsAsync(claire, Cancel))[SessionView.NotTold].Count);
    }

    [Fact]
    public async Task Views_HoldWhatTheirNamesSay()
    {
        var never = await harness.Given.SessionAsync(claire, anna);
        await harness.Given.ToldSessionAsync(claire, anna, "2026-12-02 10:00");
        var old = await harness.Given.SessionAsync(claire, anna, "2026-12-03 10:00", then: s =>
        {
            s.TellOutside(claire.Name, harness.NowUtc.AddDays(-1));
            s.Change(new SessionChange(s.ClientId, s.CoachId, s.StartsAtUtc.AddHours(1), s.ZoneId, s.LocalStart.PlusHours(1), 60, null, null, null, 8000, s.Status, s.Payment, null, null));
        });
        var open = await harness.Given.SessionAsync(claire, anna, "2026-11-20 10:00", priceMinor: null);

        Assert.Equal([never], await InViewAsync(SessionView.NotTold));
        Assert.Equal([old], await InViewAsync(SessionView.ToldOldFacts));
        Assert.Equal([open], await InViewAsync(SessionView.PastNotClosed));
        Assert.Equal(3, (await InViewAsync(SessionView.Unpaid)).Count);
        Assert.Empty(await InViewAsync(SessionView.FailedMail));
    }

    [Fact]
    public async Task Sorts_EachColumnBothWays_KeepEverySession()
    {
        for (var day = 1; day <= 9; day++)
            await harness.Given.SessionAsync(day % 2 == 0 ? claire : marc, day % 3 == 0 ? eleonore : anna, $"2026-12-0{day} 10:00", priceMinor: day * 100, title: $"T{day % 4}");

        foreach (var sort in Enum.GetValues<SessionSort>())
        {
            var up = await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { Sort = sort }, Cancel);
            var down = await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { Sort = sort, Descending = true }, Cancel);
            Assert.Equal(up.Rows.Select(r => r.Id).Order(), down.Rows.Select(r => r.Id).Order());
            Assert.Equal(9, up.Rows.Count);
        }

        var byPrice = await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { Sort = SessionSort.Price, Descending = true }, Cancel);
        Assert.Equal(900, byPrice.Rows[0].PriceMinor);
    }

    [Fact]
    public async Task Page_AnyOfThem_TakesOneStatement()
    {
        for (var day = 1; day <= 9; day++)
            await harness.Given.SessionAsync(claire, anna, $"2026-12-0{day} 10:00");
        var first = await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { Size = 4 }, Cancel);
        var second = await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { Size = 4, After = first.Next }, Cancel);
        SessionPageRequest[] pages = [new() { Size = 4 }, new() { Size = 4, After = first.Next }, new() { Size = 4, Before = second.Previous }, new() { Size = 4, Descending = true }];

        foreach (var page in pages)
            Assert.Equal(1, await Statements.CountAsync(harness.Services, () => List.ReadAsync(admin, new SessionFilter(), page, Cancel)));
    }

    [Fact]
    public async Task Page_AskedAgainWithOtherValues_AnswersThose()
    {
        // The question is translated once and kept; whose it was must not be kept with it.
        var annas = await harness.Given.SessionAsync(claire, anna, "2026-12-01 10:00");
        var eleonores = await harness.Given.SessionAsync(marc, eleonore, "2026-12-02 10:00", status: SessionStatus.Cancelled);
        (SessionFilter First, SessionFilter Second)[] pairs =
        [
            (new() { ClientId = anna.Id }, new() { ClientId = eleonore.Id }),
            (new() { CoachIds = [claire.Id] }, new() { CoachIds = [marc.Id] }),
            (new() { CoachIds = [claire.Id, 0] }, new() { CoachIds = [0, marc.Id, -1] }),
            (new() { Statuses = [SessionStatus.Booked] }, new() { Statuses = [SessionStatus.Cancelled] }),
            (new() { Statuses = [SessionStatus.Booked, SessionStatus.NoShow] }, new() { Statuses = [SessionStatus.Cancelled, SessionStatus.LateCancelled] }),
            (new() { To = new LocalDate(2026, 12, 1) }, new() { From = new LocalDate(2026, 12, 2) }),
            (new() { Payments = [PaymentStatus.Pending] }, new() { Payments = [PaymentStatus.Cancelled] }),
        ];

        foreach (var (first, second) in pairs)
        {
            Assert.Equal([annas], await IdsAsync(admin, first));
            Assert.Equal([eleonores], await IdsAsync(admin, second));
            Assert.Equal([annas], await IdsAsync(admin, first));
        }

        Assert.Equal([annas], await IdsAsync(claire, new SessionFilter()));
        Assert.Equal([eleonores], await IdsAsync(marc, new SessionFilter()));
        Assert.Equal([annas], await IdsAsync(anna, new SessionFilter()));
        Assert.Equal([eleonores], await IdsAsync(eleonore, new SessionFilter()));
    }

    [Fact]
    public async Task Counts_AskedByMany_AreReadOnceForEachChange()
    {
        var counts = harness.Get<SessionRereads>();
        await harness.Given.SessionAsync(claire, anna);
        Assert.Equal(1, (await counts.ViewCountsAsync(claire, Cancel))[SessionView.NotTold].Count);
        Assert.Equal(0, (await counts.ViewCountsAsync(marc, Cancel))[SessionView.NotTold].Count);

        Assert.Equal(0, await Statements.CountAsync(harness.Services, () => counts.ViewCountsAsync(claire, Cancel)));

        var id = await harness.Given.SessionAsync(claire, anna, "2026-12-02 10:00");
        harness.Feed.Publish(Topics.Sessions, id);
        Assert.Equal(2, (await counts.ViewCountsAsync(claire, Cancel))[SessionView.NotTold].Count);

        // An import in another process announces nothing here.
        await harness.Given.SessionAsync(claire, anna, "2026-12-03 10:00");
        harness.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(3, (await counts.ViewCountsAsync(claire, Cancel))[SessionView.NotTold].Count);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("azk5OTk5OTk5OTk5OTk5OTk5OTk5OTku")]
    [InlineData("%%%")]
    public async Task Cursor_Mangled_LeadsToTheFirstPage(string cursor)
    {
        await harness.Given.SessionAsync(claire, anna);

        Assert.Single((await List.ReadAsync(admin, new SessionFilter(), new SessionPageRequest { After = cursor }, Cancel)).Rows);
    }

    private async Task<IEnumerable<int>> IdsAsync(Actor actor, SessionFilter filter) =>
        (await List.ReadAsync(actor, filter, new SessionPageRequest { Descending = true }, Cancel)).Rows.Select(row => row.Id);

    private async Task<IReadOnlyList<int>> InViewAsync(SessionView view)
    {
        var page = await List.ReadAsync(admin, new SessionFilter { View = view }, new SessionPageRequest(), Cancel);
        Assert.Equal(page.Rows.Count, (await List.CountViewsAsync(admin, Cancel))[view].Count);
        return [.. page.Rows.Select(r => r.Id)];
    }
}
