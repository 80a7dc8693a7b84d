using CoachHub.Domain.Calendar;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Insights;

/// <summary>The practice's money: whatever it is divided by, it adds up, and behind each sum stand the rows that make it.</summary>
public sealed class FinanceQueriesTests : IAsyncLifetime
{
    private static readonly FinancePeriod Autumn = new(new(2026, 10, 1), new(2026, 12, 31));

    private DomainHarness harness = null!;
    private Actor claire = null!, marc = null!, administrator = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Given Given => harness.Given;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        claire = await Given.CoachAsync("Claire Dubois");
        marc = await Given.CoachAsync("Marc Lenoir");
        administrator = await Given.AdministratorAsync();
        anna = await Given.ClientAsync(claire, "Anna Petit");
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Sums_OverRandomMoney_AreTheSameHoweverTheyAreDivided(int seed)
    {
        await FillAsync(new Random(seed));

        foreach (var actor in (Actor[])[administrator, claire])
        {
            var expected = await ByHandAsync(actor, Autumn);
            Assert.True(expected is { Billed: > 0, Pending: > 0, Collected: > 0, Refunded: > 0 });
            foreach (var by in Enum.GetValues<FinanceGrouping>())
            {
                var report = (await harness.Get<FinanceQueries>().ReadAsync(actor, new FinanceQuestion(Autumn, by), 0, 500, Cancel)).Value;
                Assert.Equal(expected, report.Total);
                Assert.Equal(expected, report.Lines.Aggregate(FinanceSums.None, (sum, line) => sum.Plus(line.Sums)));
                Assert.Equal(report.LineCount, report.Lines.Count);
                Assert.Equal(report.Total.BilledMinor, report.Total.PendingMinor + report.Total.SettledMinor + report.Total.ReturnedMinor);
                foreach (var figure in Enum.GetValues<FinanceFigure>())
                {
                    await AssertRowsAsync(actor, new FinanceRowsQuestion(Autumn, figure, by, null), expected);
                    foreach (var line in report.Lines.Take(4))
                        await AssertRowsAsync(actor, new FinanceRowsQuestion(Autumn, figure, by, line.Key), line.Sums);
                }
            }
        }
    }

    [Fact]
    public async Task Months_AreThoseOfThePractice_AndOfTheDayOfThePayment()
    {
        // Half past midnight in Paris is still October in UTC.
        var id = await Given.SessionAsync(claire, anna, "2026-11-01 00:30", priceMinor: 5000);
        await PayAsync(id, PaymentKind.Payment, 5000, new(2026, 10, 31));
        await PayAsync(id, PaymentKind.Refund, 2000, new(2026, 12, 1));
        await PayAsync(id, PaymentKind.Payment, 9900, new(2026, 12, 1), voided: true);

        var months = (await ReadAsync(administrator)).Months;

        Assert.Equal([202610, 202611, 202612], months.Select(month => month.Key));
        Assert.Equal([(0, 5000), (5000, 0), (0, 0)], months.Select(month => ((int)month.Sums.BilledMinor, (int)month.Sums.CollectedMinor)));
        Assert.Equal([0, 0, 2000], months.Select(month => month.Sums.RefundedMinor));
        Assert.Equal(3000, (await ReadAsync(administrator)).Total.RevenueMinor);
    }

    [Fact]
    public async Task Billed_LeavesOutSlotsFreeSessionsAndCancelledPayments()
    {
        await Given.SessionAsync(claire, null, "2026-11-02 10:00", priceMinor: 5000);
        await Given.SessionAsync(claire, anna, "2026-11-03 10:00", priceMinor: 0);
        await Given.SessionAsync(claire, anna, "2026-11-04 10:00", priceMinor: null);
        await Given.SessionAsync(claire, anna, "2026-11-05 10:00", then: session => session.Change(session.Values() with { Payment = PaymentStatus.Cancelled }));
        var kept = await Given.SessionAsync(claire, anna, "2026-11-06 10:00", priceMinor: 700);

        Assert.Equal(700, (await ReadAsync(administrator)).Total.BilledMinor);
        Assert.Equal(kept, Assert.Single((await RowsAsync(administrator, FinanceFigure.Pending)).Rows).SessionId);
    }

    [Fact]
    public async Task Coach_SeesTheOwnSessionsMoneyOnly()
    {
        var bert = await Given.ClientAsync(marc, "Bert Other");
        var other = await Given.SessionAsync(marc, bert, "2026-11-03 10:00", priceMinor: 4000);
        await PayAsync(other, PaymentKind.Payment, 4000, new(2026, 11, 4));
        var own = await Given.SessionAsync(claire, anna, "2026-11-03 10:00", priceMinor: 900);
        await PayAsync(own, PaymentKind.Payment, 900, new(2026, 11, 5));

        var report = await ReadAsync(claire, FinanceGrouping.Client);
        var rows = (await harness.Get<FinanceRowQueries>().ReadAsync(claire, new FinanceRowsQuestion(Autumn, FinanceFigure.Collected, FinanceGrouping.Client, bert.Id), 0, 25, Cancel)).Value;

        Assert.Equal((900, 900), (report.Total.BilledMinor, report.Total.CollectedMinor));
        Assert.Equal("Anna Petit", Assert.Single(report.Lines).Name);
        Assert.Equal((0, 0, null), (rows.Count, rows.SumMinor, rows.Name));
    }

    [Fact]
    public async Task Parts_AreInOrderOfWhatWasBilled_AndNamed()
    {
        await Given.SessionAsync(claire, anna, "2026-11-03 10:00", priceMinor: 900);
        await Given.BundleAsync(marc, await Given.ClientAsync(marc, "Bert Other"), sessions: 3, price: 300, first: "2026-11-04 10:00", name: "Three");

        Assert.Equal([("Three", 30000), (null, 900)], (await ReadAsync(administrator, FinanceGrouping.Bundle)).Lines.Select(line => (line.Name, (int)line.Sums.BilledMinor)));
        Assert.Equal(["Marc Lenoir", "Claire Dubois"], (await ReadAsync(administrator, FinanceGrouping.Coach)).Lines.Select(line => line.Name));
        var second = (await harness.Get<FinanceQueries>().ReadAsync(administrator, new FinanceQuestion(Autumn, FinanceGrouping.Client), 1, 1, Cancel)).Value;
        Assert.Equal(("Anna Petit", 2), (Assert.Single(second.Lines).Name, second.LineCount));
    }

    [Fact]
    public async Task Rows_AreTheLatestFirst_WithHowTheyWerePaid()
    {
        var first = await Given.SessionAsync(claire, anna, "2026-11-03 10:00", title: "First", then: session => session.Change(session.Values() with { Payment = PaymentStatus.Paid }));
        await using (var db = harness.Db())
            await FinanceWorld.ForgetAsync(db, first);
        await PayAsync(first, PaymentKind.Payment, 3000, new(2026, 11, 20), PaymentMethod.Cash);
        await PayAsync(first, PaymentKind.Payment, 5000, new(2026, 11, 4), PaymentMethod.Transfer);
        await Given.SessionAsync(claire, anna, "2026-11-10 10:00", title: "Second");

        var billed = (await RowsAsync(administrator, FinanceFigure.Billed)).Rows;
        var collected = (await RowsAsync(administrator, FinanceFigure.Collected)).Rows;

        Assert.Equal(["Second", "First"], billed.Select(row => row.Title));
        Assert.Equal([[], [PaymentMethod.Cash, PaymentMethod.Transfer]], billed.Select(row => row.Methods));
        Assert.Equal([(new DateOnly(2026, 11, 20), 3000), (new DateOnly(2026, 11, 4), 5000)], collected.Select(row => (row.Day, (int)row.AmountMinor)));
        Assert.All(collected, row => Assert.Equal(("Anna Petit", "Claire Dubois", first), (row.ClientName, row.CoachName, row.SessionId)));
    }

    [Theory]
    [InlineData("2026-12-01", "2026-11-30")]
    [InlineData("2016-12-01", "2026-12-01")]
    [InlineData("0001-01-01", "0001-01-02")]
    public async Task Period_ThatMakesNoSense_IsRefused(string from, string to)
    {
        var period = new FinancePeriod(DateOnly.ParseExact(from, "yyyy-MM-dd", null), DateOnly.ParseExact(to, "yyyy-MM-dd", null));

        Assert.Equal("finance.period", (await harness.Get<FinanceQueries>().ReadAsync(administrator, new FinanceQuestion(period, default), 0, 10, Cancel)).Problem?.Code);
        Assert.Equal("finance.period", (await harness.Get<FinanceRowQueries>().ReadAsync(administrator, new FinanceRowsQuestion(period, default, default, null), 0, 10, Cancel)).Problem?.Code);
        Assert.Equal("finance.period", (await harness.Get<FinanceExport>().RowsAsync(administrator, new FinanceRowsQuestion(period, default, default, null), Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task File_HasAllRows_AndTheHistoryKnowsWhoTookIt()
    {
        await FillAsync(new Random(3));
        foreach (var figure in Enum.GetValues<FinanceFigure>())
        {
            var exported = (await harness.Get<FinanceExport>().RowsAsync(administrator, new FinanceRowsQuestion(Autumn, figure, default, null), Cancel)).Value;
            var rows = await exported.Rows!.ToListAsync(Cancel);
            var page = await RowsAsync(administrator, figure);
            Assert.Equal((page.Count, page.SumMinor), (rows.Count, rows.Sum(row => row.AmountMinor)));
            Assert.Equal(page.Rows.Select(row => row.Id), rows.Take(page.Rows.Count).Select(row => row.Id));
        }

        await using var db = harness.Db();
        Assert.Equal(4, await db.Set<HistoryEntry>().CountAsync(entry => entry.Subject == "Export" && entry.ActorId == administrator.Id, Cancel));
    }

    [Fact]
    public async Task Sums_ReadIndexesAndNoTable()
    {
        await FillAsync(new Random(4));
        var statements = await Statements.OfAsync(harness.Services, async () =>
        {
            foreach (var actor in (Actor[])[administrator, claire])
            {
                foreach (var by in Enum.GetValues<FinanceGrouping>())
                {
                    await harness.Get<FinanceQueries>().ReadAsync(actor, new FinanceQuestion(Autumn, by), 0, 25, Cancel);
                    foreach (var figure in Enum.GetValues<FinanceFigure>())
                        await harness.Get<FinanceRowQueries>().ReadAsync(actor, new FinanceRowsQuestion(Autumn, figure, by, by == FinanceGrouping.Month ? 202611 : anna.Id), 0, 25, Cancel);
                }
            }
        });

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(harness.Folder, "coachhub.db")};Pooling=False");
        await connection.OpenAsync(Cancel);
        var asked = statements.Where(sql => sql.Contains("\"Sessions\"", StringComparison.Ordinal) || sql.Contains("\"Payments\"", StringComparison.Ordinal)).Distinct().ToList();
        Assert.True(asked.Count > 15);
        Assert.Equal([], asked.SelectMany(sql => Scans(Plan(connection, sql)).Select(step => $"{step}\n{sql}")));
        Assert.Contains(asked, sql => Plan(connection, sql).Any(step => step.Contains("COVERING INDEX IX_Sessions_Billable", StringComparison.Ordinal)));
        Assert.Contains(asked, sql => Plan(connection, sql).Any(step => step.Contains("COVERING INDEX IX_Payments_Counting", StringComparison.Ordinal)));
    }

    // The sessions are called s, the payments p; a page of them that was read before is walked, of course.
    private static IEnumerable<string> Scans(List<string> plan) => plan.Where(step =>
        step.Split(' ') is ["SCAN", ['s' or 'p', ..] table, ..] && !plan.Contains($"CO-ROUTINE {table}") && !plan.Contains($"MATERIALIZE {table}"));

    private static List<string> Plan(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(sql, @"@\w+").Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, name.Contains("keys", StringComparison.Ordinal) || name.Contains("ids", StringComparison.Ordinal) ? "[1]" : 1);
        using var reader = command.ExecuteReader();
        var steps = new List<string>();
        while (reader.Read())
            steps.Add(reader.GetString(3));
        return steps;
    }

    private async Task AssertRowsAsync(Actor actor, FinanceRowsQuestion question, FinanceSums sums)
    {
        var rows = (await harness.Get<FinanceRowQueries>().ReadAsync(actor, question, 0, 1000, Cancel)).Value;
        Assert.Equal((sums.CountOf(question.Figure), sums.MinorOf(question.Figure)), (rows.Count, rows.SumMinor));
        Assert.Equal((rows.Count, rows.SumMinor), (rows.Rows.Count, rows.Rows.Sum(row => row.AmountMinor)));
    }

    private async Task FillAsync(Random random)
    {
        List<Actor> clients = [anna, await Given.ClientAsync(claire, "Bea Long"), await Given.ClientAsync(marc, "Carl Short")];
        await Given.BundleAsync(claire, clients[1], sessions: 5, price: 501.01m, first: "2026-10-06 10:00", name: "Five");
        await Given.BundleAsync(marc, clients[2], sessions: 4, price: 100, first: "2026-12-10 10:00", name: "Four");
        for (var i = 0; i < 60; i++)
        {
            var day = new DateOnly(2026, 9, 20).AddDays(random.Next(120));
            await Given.SessionAsync(
                random.Next(2) == 0 ? claire : marc, clients[random.Next(clients.Count)], $"{day:yyyy-MM-dd} {random.Next(24):00}:{random.Next(60):00}",
                priceMinor: random.Next(6) switch { 0 => null, 1 => 0, _ => random.Next(1, 20_000) },
                then: session => session.Change(session.Values() with { Payment = Enum.GetValues<PaymentStatus>()[random.Next(4)] }));
        }

        await using var db = harness.Db();
        await db.Set<Payment>().ExecuteDeleteAsync(Cancel);
        foreach (var session in await db.Set<Session>().AsNoTracking().Where(s => s.PriceMinor > 0).ToListAsync(Cancel))
        {
            for (var rows = random.Next(4); rows > 0; rows--)
            {
                await FinanceWorld.BookAsync(
                    db, session.Id, random.Next(3) == 0 ? PaymentKind.Refund : PaymentKind.Payment, random.Next(1, 9000), new DateOnly(2026, 9, 20).AddDays(random.Next(120)),
                    PaymentMethod.Cash, voided: random.Next(5) == 0);
            }
        }
    }

    /// <summary>The same sums without the database: everything is read, and added up one by one.</summary>
    private async Task<FinanceSums> ByHandAsync(Actor actor, FinancePeriod period)
    {
        await using var db = harness.Db();
        var sessions = (await db.Set<Session>().AsNoTracking().ToListAsync(Cancel)).Where(s => actor.IsAdministrator || s.CoachId == actor.Id).ToDictionary(s => s.Id);
        var sum = FinanceSums.None;
        foreach (var s in sessions.Values.Where(s => s.ClientId is not null && s.PriceMinor > 0 && s.Payment != PaymentStatus.Cancelled && Within(ZoneClock.ToLocal(s.StartsAtUtc, "Europe/Paris").Date.ToDateOnly())))
        {
            var minor = s.PriceMinor!.Value;
            sum = sum.Plus(new FinanceSums
            {
                BilledMinor = minor,
                Billed = 1,
                PendingMinor = s.Payment == PaymentStatus.Pending ? minor : 0,
                Pending = s.Payment == PaymentStatus.Pending ? 1 : 0,
                SettledMinor = s.Payment == PaymentStatus.Paid ? minor : 0,
            });
        }

        foreach (var p in (await db.Set<Payment>().AsNoTracking().ToListAsync(Cancel)).Where(p => p.VoidedAtUtc is null && Within(p.PaidOn) && sessions.ContainsKey(p.SessionId)))
            sum = sum.Plus(p.Kind == PaymentKind.Payment ? new() { CollectedMinor = p.AmountMinor, Collected = 1 } : new() { RefundedMinor = p.AmountMinor, Refunded = 1 });
        return sum;

        bool Within(DateOnly day) => day >= period.From && day <= period.To;
    }

    private async Task PayAsync(int sessionId, PaymentKind kind, long minor, DateOnly on, PaymentMethod method = PaymentMethod.Transfer, bool voided = false)
    {
        await using var db = harness.Db();
        await FinanceWorld.BookAsync(db, sessionId, kind, minor, on, method, voided);
    }

    private async Task<FinanceReport> ReadAsync(Actor actor, FinanceGrouping by = FinanceGrouping.Month) =>
        (await harness.Get<FinanceQueries>().ReadAsync(actor, new FinanceQuestion(Autumn, by), 0, 100, Cancel)).Value;

    private async Task<FinanceRows> RowsAsync(Actor actor, FinanceFigure figure) =>
        (await harness.Get<FinanceRowQueries>().ReadAsync(actor, new FinanceRowsQuestion(Autumn, figure, default, null), 0, 25, Cancel)).Value;
}
