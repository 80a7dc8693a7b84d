using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using NodaTime;
using Xunit;

namespace CoachHub.Tests.Sessions;

public sealed class SessionRereadsTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, other = null!, claire = null!, marc = null!;
    private int id;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionRereads Rereads => harness.Get<SessionRereads>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        other = admin with { Id = admin.Id + 1_000 };
        claire = await harness.Given.CoachAsync();
        marc = await harness.Given.CoachAsync("Marc Lenoir");
        id = await harness.Given.SessionAsync(claire, await harness.Given.ClientAsync(claire), title: "Before");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Rows_AskedByMany_AreReadOnceForEachChange()
    {
        Assert.Equal("Before", Assert.Single(await Rereads.RowsAsync(admin, [id], Cancel)).Title);

        Assert.Equal(0, await Statements.CountAsync(harness.Services, () => Rereads.RowsAsync(other, [id], Cancel)));

        await using (var db = harness.Db())
        {
            db.Entry(await db.Set<Session>().FindAsync([id], Cancel) ?? throw new InvalidOperationException()).Property(s => s.Title).CurrentValue = "After";
            await db.SaveChangesAsync(Cancel);
        }

        harness.Feed.Publish(Topics.Sessions, id);
        Assert.Equal("After", Assert.Single(await Rereads.RowsAsync(other, [id], Cancel)).Title);
    }

    [Fact]
    public async Task Rows_OfSomebodyWhoSeesOthers_AreAnAnswerOfTheirOwn()
    {
        Assert.Single(await Rereads.RowsAsync(claire, [id], Cancel));
        Assert.Empty(await Rereads.RowsAsync(marc, [id], Cancel));
        Assert.Empty(await Rereads.RowsAsync(claire with { Capabilities = new HashSet<Capability>() }, [id], Cancel));
        Assert.Single(await Rereads.RowsAsync(admin, [id], Cancel));
    }

    [Fact]
    public async Task Rows_AtTheSameMoment_AreReadOnce()
    {
        var statements = await Statements.CountAsync(
            harness.Services, () => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Rereads.RowsAsync(admin, [id], Cancel)))));

        Assert.Equal(1, statements);
    }

    [Fact]
    public async Task Matching_OfAnotherFilterOrZone_IsAskedForItself()
    {
        var day = new LocalDate(2026, 12, 1);
        var late = await harness.Given.SessionAsync(claire, await harness.Given.ClientAsync(claire), "2026-12-01 23:30");
        var thatDay = new SessionFilter { From = day, To = day };

        Assert.Equal([late], await Rereads.MatchingAsync(admin with { ZoneId = "Europe/Paris" }, thatDay, [late], Cancel));
        Assert.Empty(await Rereads.MatchingAsync(admin with { ZoneId = "Asia/Tokyo" }, thatDay, [late], Cancel));
        Assert.Empty(await Rereads.MatchingAsync(admin with { ZoneId = "Europe/Paris" }, thatDay with { CoachIds = [marc.Id] }, [late], Cancel));
        Assert.Equal(0, await Statements.CountAsync(
            harness.Services, () => Rereads.MatchingAsync(admin with { ZoneId = "Europe/Paris" }, new SessionFilter { From = day, To = day }, [late], Cancel)));
    }

    [Fact]
    public async Task Read_ThatFailed_IsTriedAgain()
    {
        var reads = new SharedReads<string, int>(harness.Feed, Topics.Sessions, TimeSpan.FromMinutes(1), harness.Clock);

        await Assert.ThrowsAsync<IOException>(() => reads.ReadAsync("", () => Task.FromException<int>(new IOException()), Cancel));

        Assert.Equal(7, await reads.ReadAsync("", () => Task.FromResult(7), Cancel));
    }

    [Fact]
    public async Task ReadLately_WhateverChanges_IsReadAtMostOnceInItsTime()
    {
        var (reads, asked) = (new SharedReads<string, int>(harness.Feed, Topics.Sessions, TimeSpan.FromSeconds(5), harness.Clock), 0);

        Assert.Equal(1, await AskAsync());
        for (var second = 0; second < 4; second++)
        {
            harness.Feed.Publish(Topics.Sessions, id);
            harness.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1, await AskAsync());
        }

        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await AskAsync());

        Task<int> AskAsync() => reads.ReadLatelyAsync("", () => Task.FromResult(++asked), Cancel);
    }

    [Fact]
    public async Task ReadLately_FirstChangeAfterAPageWasOpened_IsReadAtOnce()
    {
        var (reads, asked) = (new SharedReads<string, int>(harness.Feed, [Topics.Sessions, Topics.Accounts], TimeSpan.FromSeconds(5), harness.Clock), 0);

        Assert.Equal(1, await reads.ReadAsync("", ReadAsync, Cancel));
        Assert.Equal(1, await reads.ReadLatelyAsync("", ReadAsync, Cancel));
        harness.Feed.Publish(Topics.Accounts, 1);
        Assert.Equal(2, await reads.ReadLatelyAsync("", ReadAsync, Cancel));

        // Who opens the page now sees what is true now.
        harness.Feed.Publish(Topics.Sessions, id);
        Assert.Equal(2, await reads.ReadLatelyAsync("", ReadAsync, Cancel));
        Assert.Equal(3, await reads.ReadAsync("", ReadAsync, Cancel));

        Task<int> ReadAsync() => Task.FromResult(++asked);
    }
}
