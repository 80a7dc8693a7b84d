using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Bench.Lists;
using CoachHub.Bench.Support;
using CoachHub.Domain;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.AspNetCore.DataProtection;
using MimeKit;
using NodaTime;

namespace CoachHub.Bench.Mails;

/// <summary>P5: from the outbox to the server's 250, beside MailKit on one connection and two commits a message.</summary>
internal static class MailScenario
{
    private const int Messages = 100;
    private const int RoundCount = 3;
    private const int Phased = 60;
    private const int Warming = 40;
    private const int WarmRounds = 4;

    public static async Task RunAsync()
    {
        var report = new Report("P5", "mail out of the outbox");
        var practice = (await PracticeFile.OpenAsync(100_000)).Copy("mails");
        var ids = new Queue<int>(await IdsAsync(practice));
        await using var sink = new SmtpSink();
        sink.Start();
        var floor = new Side();
        await using var one = Services(practice, sink.Port, connections: 1);
        await using var four = Services(practice, sink.Port, connections: 4);
        (ServiceProvider Services, Side Side)[] ours = [(one, new Side()), (four, new Side())];
        for (var i = 0; i < WarmRounds; i++)
        {
            foreach (var (services, _) in ours)
                await OutboxAsync(services, sink, Take(ids, Warming));
            await Rounds.CompileAsync();
        }

        int lost = 0, doubled = 0;
        for (var round = 0; round < RoundCount; round++)
        {
            foreach (var (services, side) in ours)
            {
                var before = sink.Received.Count;
                await side.RunAsync(() => OutboxAsync(services, sink, Take(ids, Messages)));
                var taken = sink.Received.Skip(before).ToList();
                lost += Math.Max(0, Messages - taken.Count);
                doubled += taken.Count - taken.Select(mail => mail.Message.MessageId).Distinct().Count();
            }

            await floor.RunAsync(() => FloorAsync(sink, sink.Received[^1].Bytes));
        }

        report.Add("one connection, loopback", floor.Text, $"{ours[0].Side.Text}, {ours[0].Side.Rate / floor.Rate:0.00} ×", "≥ 0.7 ×", ours[0].Side.Rate >= 0.7 * floor.Rate);
        report.Add("four connections, loopback", floor.Text, $"{ours[1].Side.Text}, {ours[1].Side.Rate / floor.Rate:0.00} ×", "≥ 2 ×", ours[1].Side.Rate >= 2 * floor.Rate);
        var (claim, send, settle) = await PhasesAsync(one, Take(ids, Phased));
        report.Add("of which: claim, compose, draw, keep", "", $"{Report.Ms(claim)} cpu each", "", null);
        report.Add("of which: send", "", $"{Report.Ms(send)} cpu each, the test server's share included", "", null);
        report.Add("of which: record the answer", "", $"{Report.Ms(settle)} cpu each", "", null);
        report.Add("lost, doubled", "", $"{lost}, {doubled}", "0, 0", lost == 0 && doubled == 0);
        report.Note($"{Messages} confirmations a round, {RoundCount} rounds in turn; text, calendar entry and both commits are ours. Server, client and queueing share the process and its two cores; the processor time counts all of them.");
        report.IfMissed("On loopback a server answers in no time, and what is left is our own processor time, which two cores share with the test's server: four connections gain where a server takes its time. Composing a mail still asks EF for mail, session, coach and reader one by one, and Razor draws each mail with a renderer of its own. Plan: one question for a batch's facts, one renderer for a batch, the answer recorded by two fixed statements.");
        await report.WriteAsync();
    }

    private static List<int> Take(Queue<int> ids, int count) => [.. Enumerable.Range(0, count).Select(_ => ids.Dequeue())];

    private static async Task<List<int>> IdsAsync(PracticeFile practice)
    {
        await using var services = practice.Services();
        var list = services.GetRequiredService<SessionListQuery>();
        var page = new SessionPageRequest { Size = 100, At = LocalDate.FromDateTime(practice.NowUtc).PlusDays(2) };
        var filter = new SessionFilter { Statuses = [SessionStatus.Booked], Tolds = [ToldState.Never] };
        var ids = new List<int>();
        while (ids.Count < (2 * Messages * RoundCount) + (2 * Warming * WarmRounds) + Phased)
        {
            var read = await list.ReadAsync(ListScenario.Reader, filter, page, default);
            ids.AddRange(read.Rows.Select(row => row.Id));
            page = page with { At = null, After = read.Next };
        }

        return ids;
    }

    /// <summary>Messages a second, from the first claim to the last answer recorded.</summary>
    private static async Task<double> OutboxAsync(IServiceProvider services, SmtpSink sink, List<int> ids)
    {
        var sessions = services.GetRequiredService<SessionService>();
        foreach (var id in ids)
        {
            if (await sessions.NotifyAsync(ListScenario.Reader, id, default) is { Problem: { } problem })
                throw new InvalidOperationException(problem.Code);
        }

        var outbox = services.GetRequiredService<Outbox>();
        using var worker = ActivatorUtilities.CreateInstance<OutboxWorker>(services);
        var begun = Stopwatch.GetTimestamp();
        await worker.StartAsync(default);
        var goal = sink.Received.Count + ids.Count;
        while (sink.Received.Count < goal || await outbox.AnyDueAsync(default))
        {
            if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMinutes(2))
                break;
            await Task.Delay(5);
        }

        var took = Stopwatch.GetElapsedTime(begun);
        await worker.StopAsync(default);
        return ids.Count / took.TotalSeconds;
    }

    /// <summary>Milliseconds of processor a message, step by step.</summary>
    private static async Task<(double Claim, double Send, double Settle)> PhasesAsync(IServiceProvider services, List<int> ids)
    {
        foreach (var id in ids)
            await services.GetRequiredService<SessionService>().NotifyAsync(ListScenario.Reader, id, default);
        var outbox = services.GetRequiredService<Outbox>();
        var transport = services.GetRequiredService<IMailTransport>();
        await transport.ReadyAsync(default);
        var spent = new double[3];
        for (var used = Cpu(); await outbox.ClaimDueAsync(20, default) is { Count: > 0 } claims; used = Cpu())
        {
            spent[0] += Cpu() - used;
            foreach (var mail in claims)
            {
                used = Cpu();
                var answer = await transport.SendAsync(mail.ToAddress, mail.Mime, default);
                spent[1] += Cpu() - used;
                used = Cpu();
                await outbox.SettleAsync(mail, answer, null, default);
                spent[2] += Cpu() - used;
            }
        }

        return (spent[0] / ids.Count, spent[1] / ids.Count, spent[2] / ids.Count);

        static double Cpu() => Environment.CpuUsage.TotalTime.TotalMilliseconds;
    }

    private static ServiceProvider Services(PracticeFile practice, int port, int connections)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = practice.Folder,
            ["PublicUrl"] = "https://bench.example/",
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Mail:Security"] = "None",
            ["Mail:FromAddress"] = "post@bench.example",
        }).Build();
        var settings = AppSettings.Read(configuration);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole());
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton(settings);
        services.AddSingleton(new OutboxOptions { Grace = TimeSpan.Zero, Connections = connections });
        services.AddLocalization();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddCoachHubDomain(practice.DatabasePath);
        services.AddMail(settings);
        return services.BuildServiceProvider();
    }

    /// <summary>The same bytes over one kept connection, with a claim and an acceptance committed for each.</summary>
    private static async Task<double> FloorAsync(SmtpSink sink, byte[] bytes)
    {
        var path = Path.Combine(Machine.Folder, "mail-floor.db");
        using var connection = RawSqlite.Open(path);
        connection.Run("CREATE TABLE IF NOT EXISTS Mails (Id INTEGER PRIMARY KEY, State TEXT, Mime BLOB); DELETE FROM Mails;");
        using var claim = connection.CreateCommand();
        claim.CommandText = "INSERT INTO Mails (State, Mime) VALUES ('claimed', @mime)";
        claim.Parameters.AddWithValue("@mime", bytes);
        using var accept = connection.CreateCommand();
        accept.CommandText = "UPDATE Mails SET State = 'accepted' WHERE Id = last_insert_rowid()";
        using var client = new SmtpClient();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", sink.Port);
        await client.ConnectAsync(socket, "127.0.0.1", sink.Port, SecureSocketOptions.None);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Messages; i++)
        {
            claim.ExecuteNonQuery();
            using var stream = new MemoryStream(bytes, writable: false);
            using var message = await MimeMessage.LoadAsync(stream);
            await client.SendAsync(message);
            accept.ExecuteNonQuery();
        }

        var took = Stopwatch.GetElapsedTime(begun);
        await client.DisconnectAsync(quit: true);
        return Messages / took.TotalSeconds;
    }

    /// <summary>The rounds of one side.</summary>
    private sealed class Side
    {
        private readonly List<double> rates = [];
        private readonly List<double> cpu = [];

        public double Rate => Rounds.Median(rates);

        public string Text => $"{Rate:0} messages/s, {Report.Ms(Rounds.Median(cpu))} cpu each";

        public async Task RunAsync(Func<Task<double>> round)
        {
            var used = Environment.CpuUsage.TotalTime;
            rates.Add(await round());
            cpu.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds / Messages);
        }
    }
}
