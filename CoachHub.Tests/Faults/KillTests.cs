using System.Globalization;
using System.Text.Json;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.EndToEnd;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Faults;

/// <summary>
/// The program is killed at random moments while sessions are saved and mails are sent. <c>COACHHUB_ROUNDS=50</c> kills it fifty
/// times; with all tests it is a few.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int MostSavesInARound = 40, MostMailsInARound = 30, LongestMomentMilliseconds = 60;

    // A kill meets at most this many messages on their way: one on each connection.
    private static readonly int Connections = new OutboxOptions().Connections;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Kill_WhileSavingAndMailing_KeepsWhatWasAcknowledgedAndTellsOnce()
    {
        await using var server = await FaultServer.CreateAsync();
        var acknowledged = new Dictionary<int, DriverAnswer>();
        var told = new HashSet<int>();
        var (saves, mailed) = (0, 0);

        for (var round = 0; round < Effort.Rounds; round++)
        {
            var before = server.Mail.Received.Count;
            await server.App.StartAsync();
            await server.App.TellAsync(Driver.Spin + JsonSerializer.Serialize(new DriverSpin(round, server.Coach.Id, [.. server.Clients.Select(client => client.Id)])));
            var answers = new List<DriverAnswer>();
            for (var wanted = Random.Shared.Next(MostSavesInARound); answers.Count < wanted;)
                answers.Add(await server.Answers.ReadAsync(Cancel));
            // Sending begins a second after the start. Every other kill waits until some mails have gone, and meets it at work.
            var gone = before + Random.Shared.Next(MostMailsInARound);
            if (round % 2 == 1)
                await FaultServer.UntilAsync(() => Task.FromResult(server.Mail.Received.Count > gone));
            await MomentAsync(Random.Shared.Next(LongestMomentMilliseconds));
            await server.App.KillAsync();
            while (server.Answers.TryRead(out var answer))
                answers.Add(answer);

            Assert.All(answers, answer => Assert.Null(answer.Code));
            foreach (var answer in answers)
                acknowledged[answer.Id] = answer;
            told.UnionWith(answers.Where(answer => answer.Notify).Select(answer => answer.Id));
            var acks = answers.Count;

            saves += acks;
            await AssertNothingIsLostAsync(server, acknowledged);
            server.LetGo();
            mailed += server.Mail.Received.Count - before;
            output.WriteLine($"round {round + 1}: {acks} saves acknowledged, {server.Mail.Received.Count - before} mails taken, database whole");
        }

        await server.App.StartAsync();
        await FaultServer.UntilAsync(() => AllIsSettledAsync(server), seconds: 120);
        var twice = await AssertEachWasMailedOnceAsync(server, told);
        output.WriteLine($"{Effort.Rounds} kills: {saves} saves acknowledged on {acknowledged.Count} sessions, all present; {mailed} mails had gone before a kill; "
            + $"{server.Mail.Received.Count} messages taken for {server.Mail.Received.Select(mail => mail.Message.MessageId).Distinct().Count()} mails, {twice} of them twice");
        Assert.NotEqual(0, saves);
        Assert.NotEqual(0, mailed);
        Assert.True(twice <= Effort.Rounds * Connections);
    }

    [Fact]
    public async Task Kill_WhileTheDatabaseWasMade_LeavesNoLockBehind()
    {
        var folder = Directory.CreateTempSubdirectory("coachhub-lock-").FullName;
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder, "coachhub.db")};Pooling=False"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            // What a process that is killed while it migrates leaves: the next one would wait for it for ever.
            command.CommandText = """
                CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00');
                """;
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await using var app = new AppProcess(folder, new Dictionary<string, string> { ["Data__Folder"] = folder });
        await app.StartAsync();
        await app.KillAsync();

        Directory.Delete(folder, recursive: true);
    }

    private static async Task AssertNothingIsLostAsync(FaultServer server, Dictionary<int, DriverAnswer> acknowledged)
    {
        await server.AssertWholeAsync();
        await using var db = server.Db();
        var sessions = await db.Set<Session>().AsNoTracking().ToDictionaryAsync(session => session.Id, Cancel);
        Assert.Equal([], acknowledged.Keys.Except(sessions.Keys));
        // What was acknowledged may have been saved over since, by a save whose acknowledgement the kill cut off.
        Assert.All(acknowledged.Values, answer => Assert.True(
            sessions[answer.Id].Version > answer.Version || (sessions[answer.Id].Version == answer.Version && sessions[answer.Id].Title == answer.Title),
            $"session {answer.Id}: acknowledged version {answer.Version} titled {answer.Title}, found {sessions[answer.Id].Version} titled {sessions[answer.Id].Title}"));

        // A save is one transaction with its history and its mail: no version without its line, no mail without what it is about.
        var lines = await db.Set<HistoryEntry>().Where(line => line.Subject == nameof(Session))
            .GroupBy(line => line.SubjectId).Select(group => new { group.Key, Count = group.Count(), Newest = group.Max(line => line.Version) }).ToListAsync(Cancel);
        Assert.Equal(sessions.Values.Select(session => (session.Id, session.Version)).Order(), lines.Select(line => (line.Key, line.Count)).Order());
        Assert.All(lines, line => Assert.Equal(line.Count, line.Newest));
        Assert.False(await db.Set<MailMessage>().AnyAsync(mail => !db.Set<MailAbout>().Any(about => about.MailId == mail.Id), Cancel));
        var pending = await db.Set<MailMessage>()
            .Where(mail => mail.State == MailState.Queued || mail.State == MailState.Claimed || mail.State == MailState.Retry).Select(mail => mail.Id).ToListAsync(Cancel);
        Assert.All(sessions.Values.Where(session => session.PendingMailId is not null), session => Assert.Contains(session.PendingMailId!.Value, pending));
    }

    private static async Task<bool> AllIsSettledAsync(FaultServer server)
    {
        await using var db = server.Db();
        return !await db.Set<MailMessage>().AnyAsync(mail => mail.State == MailState.Queued || mail.State == MailState.Claimed || mail.State == MailState.Retry, Cancel);
    }

    /// <summary>How many messages came twice.</summary>
    private async Task<int> AssertEachWasMailedOnceAsync(FaultServer server, HashSet<int> told)
    {
        await using var db = server.Db();
        var mails = await db.Set<MailMessage>().AsNoTracking().ToListAsync(Cancel);
        var taken = server.Mail.Received.CountBy(mail => mail.Message.MessageId!).ToDictionary();
        Assert.Equal([], taken.Keys.Except(mails.Select(mail => mail.MessageId)));
        Assert.All(mails.Where(mail => mail.State == MailState.Accepted), mail =>
            Assert.True(taken[mail.MessageId] == 1 || (taken[mail.MessageId] == 2 && mail.MayRepeat), $"mail {mail.Id}: taken {taken[mail.MessageId]} times, may repeat: {mail.MayRepeat}"));
        // What was decided anew after a kill tells the newest facts, and the mail after it has nothing new to tell.
        Assert.All(mails.Where(mail => mail.State == MailState.Skipped), mail => Assert.Equal(SkipReasons.NothingNew, mail.SkipReason));
        // Killed twice with the same message on its way: a person decides about a third time.
        var undecided = mails.Where(mail => mail is { State: MailState.Unknown, MayRepeat: true }).Select(mail => mail.Id).ToHashSet();
        Assert.All(mails.Where(mail => mail.State != MailState.Accepted), mail =>
            Assert.True(taken.GetValueOrDefault(mail.MessageId) <= (undecided.Contains(mail.Id) ? 2 : 0), $"mail {mail.Id}: {mail.State}, taken {taken.GetValueOrDefault(mail.MessageId)} times"));

        // One intent, one row: whoever was to be told was told of the booking once, and knows the facts as they are.
        var abouts = await db.Set<MailAbout>().AsNoTracking().ToListAsync(Cancel);
        told.ExceptWith(abouts.Where(about => undecided.Contains(about.MailId)).Select(about => about.SessionId));
        var confirmed = mails.Where(mail => mail is { Type: MailType.BookingConfirmation, State: MailState.Accepted }).Select(mail => mail.Id).ToHashSet();
        Assert.All(told, id => Assert.Single(abouts, about => about.SessionId == id && confirmed.Contains(about.MailId)));
        Assert.Empty(await db.Set<Session>().Where(session => told.Contains(session.Id) && session.Told != ToldState.Told).ToListAsync(Cancel));
        output.WriteLine($"{undecided.Count} mails were on their way at two kills and wait for a person");
        return taken.Count(message => message.Value == 2);
    }

    // A random moment is what is tested here, not a wait for something.
    private static async Task MomentAsync(int milliseconds)
    {
        using var moment = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds + 1));
        await moment.WaitForNextTickAsync(Cancel);
    }
}
