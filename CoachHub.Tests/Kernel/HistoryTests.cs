using System.Text.Json;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Kernel;

public sealed class HistoryTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor coach = null!;
    private Actor client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        coach = await app.Given.CoachAsync();
        client = await app.Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Save_AddedRecord_HasOneRowWithItsNewIdAndValues()
    {
        var id = await app.Given.SessionAsync(coach, client);

        var row = Assert.Single(await RowsAsync(id));
        Assert.Equal(("added", 1, app.NowUtc), (row.Action, row.Version, row.AtUtc));
        Assert.Equal("60", Change(row, "DurationMinutes").After);
    }

    [Fact]
    public async Task Save_ChangedRecord_SaysWhoChangedWhatFromWhatToWhat()
    {
        var id = await app.Given.SessionAsync(coach, client);
        app.Clock.Advance(TimeSpan.FromHours(1));

        await EditAsync(id, session => Rewrite(session, title: "Mid-term review"));

        var row = (await RowsAsync(id))[^1];
        Assert.Equal(("changed", 2, coach.Id, coach.Name, app.NowUtc), (row.Action, row.Version, row.ActorId, row.ActorName, row.AtUtc));
        Assert.Equal((null, "Mid-term review"), Change(row, "Title"));
        Assert.Single(JsonDocument.Parse(row.Changes).RootElement.EnumerateObject());
    }

    [Fact]
    public async Task Save_WhatNobodySeesAsAnEdit_RaisesNoVersionAndWritesNoRow()
    {
        var id = await app.Given.SessionAsync(coach, client);

        await EditAsync(id, session => session.MailQueued(7));

        await using var db = app.Db();
        Assert.Equal(1, (await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel)).Version);
        Assert.Single(await RowsAsync(id));
    }

    [Fact]
    public async Task Save_TransactionThatIsUndone_TakesItsHistoryWithIt()
    {
        var id = await app.Given.SessionAsync(coach, client);

        await using (var db = app.Db(coach))
        await using (await db.BeginWriteAsync([], Cancel))
        {
            Rewrite(await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel), title: "Never kept");
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Single(await RowsAsync(id));
    }

    [Fact]
    public async Task Save_HistoryThatCannotBeWritten_LeavesTheRecordAsItWas()
    {
        var id = await app.Given.SessionAsync(coach, client);
        await using (var db = app.Db())
            await db.Database.ExecuteSqlRawAsync("CREATE TRIGGER Refuse BEFORE INSERT ON History BEGIN SELECT RAISE(ABORT, 'full'); END;", Cancel);

        await Assert.ThrowsAsync<DbUpdateException>(() => EditAsync(id, session => Rewrite(session, title: "Never kept")));
        await Assert.ThrowsAsync<DbUpdateException>(() => app.Given.SessionAsync(coach, client, "2026-12-02 10:00"));

        await using var after = app.Db();
        Assert.Null((await after.Set<Session>().SingleAsync(Cancel)).Title);
    }

    [Fact]
    public async Task Save_Secrets_StayOutOfTheHistory()
    {
        await using var db = app.Db();
        var user = await db.Set<User>().SingleAsync(u => u.Id == coach.Id, Cancel);
        user.PasswordHash = "a hash that nobody should read";
        user.Rename("Clara", "Dubois");
        await db.SaveChangesAsync(Cancel);

        var rows = await db.Set<HistoryEntry>().Where(e => e.Subject == nameof(User) && e.SubjectId == coach.Id).ToListAsync(Cancel);
        Assert.Equal(2, rows.Count);
        Assert.DoesNotContain(rows, row => row.Changes.Contains("a hash", StringComparison.Ordinal) || row.Changes.Contains("Stamp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Save_TwoPeopleAtOnce_SecondIsRefused()
    {
        var id = await app.Given.SessionAsync(coach, client);
        await using var mine = app.Db(coach);
        var seen = await mine.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
        await EditAsync(id, session => Rewrite(session, title: "Theirs"));

        Rewrite(seen, title: "Mine");

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => mine.SaveChangesAsync(Cancel));
    }

    [Fact]
    public async Task Read_Instants_AreUtcAndUnchanged()
    {
        var id = await app.Given.SessionAsync(coach, client, "2026-12-01 10:00");

        await using var db = app.Db();
        var session = await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
        Assert.Equal(new DateTime(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc), session.StartsAtUtc);
        Assert.Equal((DateTimeKind.Utc, DateTimeKind.Utc), (session.StartsAtUtc.Kind, session.CreatedAtUtc.Kind));
    }

    [Fact]
    public async Task Save_LocalTime_IsAFault()
    {
        await using var db = app.Db();
        (await db.Set<User>().SingleAsync(u => u.Id == coach.Id, Cancel)).DisabledAtUtc = new DateTime(2026, 12, 1, 9, 0, 0, DateTimeKind.Local);

        await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Cancel));
    }

    private static void Rewrite(Session session, string title) => Assert.Null(session.Change(new SessionChange(
        session.ClientId, session.CoachId, session.StartsAtUtc, session.ZoneId, session.LocalStart, session.DurationMinutes, title,
        session.Location, session.VideoLink, session.PriceMinor, session.Status, session.Payment, session.PrivateNotes, session.SharedNote)));

    private static (string? Before, string? After) Change(HistoryEntry row, string property)
    {
        var pair = JsonDocument.Parse(row.Changes).RootElement.GetProperty(property);
        return (Text(pair[0]), Text(pair[1]));

        static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.ToString();
    }

    private async Task EditAsync(int id, Action<Session> edit)
    {
        await using var db = app.Db(coach);
        edit(await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel));
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<List<HistoryEntry>> RowsAsync(int sessionId)
    {
        await using var db = app.Db();
        return await db.Set<HistoryEntry>().AsNoTracking()
            .Where(e => e.Subject == nameof(Session) && e.SubjectId == sessionId).OrderBy(e => e.Id).ToListAsync(Cancel);
    }
}
