using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Kernel;

public sealed class DraftServiceTests : IAsyncLifetime
{
    private static readonly DraftKey Key = new(SaveSession.DraftForm, 7);

    private DomainHarness harness = null!;
    private Actor claire = null!, marc = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DraftService Service => harness.Get<DraftService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        claire = await harness.Given.CoachAsync();
        marc = await harness.Given.CoachAsync("Marc Lenoir");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Keep_Again_ReplacesTheOneBefore()
    {
        await Service.KeepAsync(claire, Key, 3, "first", Cancel);
        harness.Clock.Advance(TimeSpan.FromSeconds(2));
        await Service.KeepAsync(claire, Key, 4, "second", Cancel);

        Assert.Equal(new KeptDraft(4, "second", harness.NowUtc), await Service.FindAsync(claire, Key, Cancel));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Draft_OfAnotherPerson_IsNeitherReadNorReplacedNorDiscarded()
    {
        await Service.KeepAsync(claire, Key, 1, "Claire's", Cancel);

        Assert.Null(await Service.FindAsync(marc, Key, Cancel));
        await Service.KeepAsync(marc, Key, 1, "Marc's", Cancel);
        await Service.DiscardAsync(marc, Key, Cancel);

        Assert.Equal("Claire's", (await Service.FindAsync(claire, Key, Cancel))!.Content);
    }

    [Fact]
    public async Task Draft_OfAnotherRecordOrForm_IsAnother()
    {
        await Service.KeepAsync(claire, Key, 1, "seven", Cancel);
        await Service.KeepAsync(claire, Key with { RecordId = 0 }, 0, "new", Cancel);
        await Service.KeepAsync(claire, Key with { Form = "client" }, 1, "client", Cancel);

        Assert.Equal("seven", (await Service.FindAsync(claire, Key, Cancel))!.Content);
        Assert.Equal("new", (await Service.FindAsync(claire, Key with { RecordId = 0 }, Cancel))!.Content);
    }

    [Fact]
    public async Task Keep_TooLong_IsRefusedAndTheOneBeforeStays()
    {
        await Service.KeepAsync(claire, Key, 1, "short", Cancel);

        Assert.Equal("draft.too_long", (await Service.KeepAsync(claire, Key, 1, new string('x', DraftService.ContentLength + 1), Cancel)).Problem!.Code);
        Assert.Equal("draft.form", (await Service.KeepAsync(claire, Key with { Form = new string('x', 41) }, 1, "", Cancel)).Problem!.Code);
        Assert.Equal("short", (await Service.FindAsync(claire, Key, Cancel))!.Content);
    }

    [Fact]
    public async Task Keep_MoreThanAPersonKeeps_TheOldestGiveWay()
    {
        await Service.KeepAsync(marc, Key, 1, "Marc's", Cancel);
        for (var record = 1; record <= DraftService.MostEach + 2; record++)
        {
            harness.Clock.Advance(TimeSpan.FromSeconds(1));
            await Service.KeepAsync(claire, Key with { RecordId = record }, 1, "text", Cancel);
        }

        Assert.Equal(DraftService.MostEach + 1, await CountAsync());
        Assert.Null(await Service.FindAsync(claire, Key with { RecordId = 2 }, Cancel));
        Assert.NotNull(await Service.FindAsync(claire, Key with { RecordId = 3 }, Cancel));
        Assert.NotNull(await Service.FindAsync(marc, Key, Cancel));
    }

    [Fact]
    public async Task Keep_AtTheSameTimeTwice_KeepsOne()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => Service.KeepAsync(claire, Key, 1, $"{n}", Cancel), Cancel)));

        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Sweep_AfterThirtyDays_TakesTheOldOnly()
    {
        await Service.KeepAsync(claire, Key, 1, "old", Cancel);
        harness.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        await Service.KeepAsync(claire, Key with { RecordId = 8 }, 1, "new", Cancel);
        Assert.Equal(0, await Service.SweepAsync(harness.NowUtc, Cancel));

        harness.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal((1, 0), (await Service.SweepAsync(harness.NowUtc, Cancel), await Service.SweepAsync(harness.NowUtc, Cancel)));
        Assert.Null(await Service.FindAsync(claire, Key, Cancel));
        Assert.NotNull(await Service.FindAsync(claire, Key with { RecordId = 8 }, Cancel));
    }

    [Fact]
    public async Task Save_OfWhatWasTyped_TakesTheDraftAwayInTheSameTransaction()
    {
        var anna = await harness.Given.ClientAsync(claire);
        var id = await harness.Given.SessionAsync(claire, anna);
        var key = new DraftKey(SaveSession.DraftForm, id);
        await Service.KeepAsync(claire, key, 1, "typed", Cancel);
        await Service.KeepAsync(marc, key, 1, "Marc's", Cancel);
        await using var db = harness.Db();
        var input = SessionInput.Of((await db.FindAsync<Session>([id], Cancel))!, "EUR");

        Assert.False((await harness.Get<SessionService>().SaveAsync(claire, Command(input with { DurationMinutes = 0 }), Cancel)).Ok);
        Assert.NotNull(await Service.FindAsync(claire, key, Cancel));
        Assert.True((await harness.Get<SessionService>().SaveAsync(claire, Command(input with { Time = new LocalTime(11, 0) }), Cancel)).Ok);

        Assert.Null(await Service.FindAsync(claire, key, Cancel));
        Assert.NotNull(await Service.FindAsync(marc, key, Cancel));

        SaveSession Command(SessionInput typed) => new(typed) { Id = id, DropsDraft = true };
    }

    [Fact]
    public async Task Draft_Kept_LeavesNoTraceInTheHistory()
    {
        await Service.KeepAsync(claire, Key, 1, "typed", Cancel);

        await using var db = harness.Db();
        Assert.False(await db.Set<HistoryEntry>().AnyAsync(entry => entry.Subject == nameof(Draft), Cancel));
    }

    private async Task<int> CountAsync()
    {
        await using var db = harness.Db();
        return await db.Set<Draft>().CountAsync(Cancel);
    }
}
