using CoachHub.Bench.Support;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace CoachHub.Bench.Lists;

/// <summary>P1: pages of the session list at a thousand, a hundred thousand and a million sessions.</summary>
internal static class ListScenario
{
    private const int Million = 1_000_000;
    private static readonly HashSet<Capability> Nothing = [];

    public static Actor Reader { get; } = new(1, "Ada Martin", Role.Administrator, "Europe/Paris", "en", Nothing);

    public static async Task RunAsync()
    {
        var report = new Report("P1", "the session list's queries, 50 rows");
        var small = new Dictionary<string, double>();
        foreach (var size in new[] { 1_000, 100_000, Million })
        {
            var practice = await PracticeFile.OpenAsync(size);
            await using var services = practice.Services();
            using var connection = practice.Connect();
            var list = services.GetRequiredService<SessionListQuery>();
            foreach (var question in ListCase.Usual(practice))
                await UsualAsync(report, practice, connection, list, question, small);
            await MixedAsync(report, practice, connection, list);
            if (size == Million)
            {
                await SortsAsync(report, practice, list);
                await CountsAsync(report, list);
            }
        }

        report.Note("Floor: the 51 rows of the page by one prepared statement on a kept connection. Ours adds the question whether there is an earlier page.");
        await report.WriteAsync();
    }

    private static async Task UsualAsync(
        Report report, PracticeFile practice, SqliteConnection connection, SessionListQuery list, ListCase question, Dictionary<string, double> small)
    {
        var (floor, ours) = await MeasureAsync(practice, connection, list, question, rounds: 15, repeat: 20);
        var bar = Bar(floor.Cpu);
        report.Add(
            $"{practice.Sessions:N0}: {question.Name}", $"{Report.Ms(floor.Cpu)} cpu",
            $"{Report.Ms(ours.Cpu)} cpu, {Report.Kb(ours.Allocated)} allocated", $"≤ {Report.Ms(bar)}", ours.Cpu <= bar);
        if (practice.Sessions == 1_000)
            small[question.Name] = ours.Cpu;
        if (practice.Sessions == Million)
            report.Add($"1,000,000 beside 1,000: {question.Name}", "", $"{ours.Cpu / small[question.Name]:0.00} ×", "≤ 1.5 ×", ours.Cpu <= 1.5 * small[question.Name]);
    }

    private static async Task MixedAsync(Report report, PracticeFile practice, SqliteConnection connection, SessionListQuery list)
    {
        var measured = new List<(ListCase Question, double Floor, double Ours)>();
        foreach (var question in ListCase.Mixed(practice, 30))
        {
            var (floor, ours) = await MeasureAsync(practice, connection, list, question, rounds: 5, repeat: 4);
            measured.Add((question, floor.Cpu, ours.Cpu));
        }

        var missed = measured.Where(m => m.Ours > Bar(m.Floor)).ToList();
        var worst = measured.MaxBy(m => m.Ours / Bar(m.Floor));
        report.Add(
            $"{practice.Sessions:N0}: 30 mixed filters", $"median {Report.Ms(Rounds.Median(measured.Select(m => m.Floor)))}",
            $"median {Report.Ms(Rounds.Median(measured.Select(m => m.Ours)))}, most {Report.Ms(measured.Max(m => m.Ours))} ({missed.Count} over; worst {Report.Ms(worst.Ours)} beside {Report.Ms(worst.Floor)})",
            "each ≤ max(3 ×, + 0.5 ms)", missed.Count == 0);
        if (missed.Count > 0)
            report.Note($"{practice.Sessions:N0}, farthest from the bar: {string.Join("; ", missed.OrderByDescending(m => m.Ours / Bar(m.Floor)).Take(3).Select(m => $"{m.Question} {Report.Ms(m.Ours)} beside {Report.Ms(m.Floor)}"))}.");
    }

    private static async Task SortsAsync(Report report, PracticeFile practice, SessionListQuery list)
    {
        SessionFilter[] filters =
        [
            new(), new() { Statuses = [SessionStatus.Booked] }, new() { CoachIds = [practice.CoachIds[0]] }, new() { Tolds = [ToldState.Failed] },
            new() { Payments = [PaymentStatus.Pending] }, new() { ClientId = practice.ClientIds[0] },
        ];
        foreach (var sort in Enum.GetValues<SessionSort>().Where(sort => sort != SessionSort.Date))
        {
            var page = new SessionPageRequest { Sort = sort };
            var costs = await Rounds.MeasureAsync(5, 3, [.. filters.Select(filter => (Func<Task>)(() => list.ReadAsync(Reader, filter, page, default)))]);
            report.Add(
                $"1,000,000: sorted by {EnumCode.Of(sort)}, no filter or one of five", "",
                $"no filter {Report.Ms(costs[0].Cpu)}, most {Report.Ms(costs.Max(cost => cost.Cpu))} cpu", "≤ 5 ms", costs.All(cost => cost.Cpu <= 5));
        }
    }

    private static async Task CountsAsync(Report report, SessionListQuery list)
    {
        var cost = (await Rounds.MeasureAsync(7, 5, () => list.CountViewsAsync(Reader, default)))[0];
        report.Add("1,000,000: counts of the five saved views", "", $"{Report.Ms(cost.Cpu)} cpu", "", null);
    }

    private static async Task<(Cost Floor, Cost Ours)> MeasureAsync(
        PracticeFile practice, SqliteConnection connection, SessionListQuery list, ListCase question, int rounds, int repeat)
    {
        var day = LocalDate.FromDateTime(practice.NowUtc).PlusDays(question.Deep ? -3 * 365 : 0);
        var page = new SessionPageRequest { Descending = question.Descending };
        (string, int)? key = null;
        string? start = null;
        if (question.Deep)
        {
            var there = await list.ReadAsync(Reader, question.Filter, page with { At = day }, default);
            page = page with { After = there.Next };
            key = (ListFloor.Text(there.Rows[^1].StartsAtUtc), there.Rows[^1].Id);
        }
        else if (!question.Descending)
        {
            start = ListFloor.Text(ZoneClock.StartOfDay(day, Reader.ZoneId));
        }

        using var floor = new ListFloor(connection, question.Filter, Reader.ZoneId, key, question.Descending, start);
        var expected = floor.Read().Take(50).Select(row => row.Id).ToList();
        var found = (await list.ReadAsync(Reader, question.Filter, page, default)).Rows.Select(row => row.Id).ToList();
        // Where fewer rows follow than fit, the list fills its page up from before.
        if (!(expected.Count == 50 ? found.SequenceEqual(expected) : expected.All(found.Contains)))
            throw new InvalidOperationException($"{question.Name}: the floor reads other rows than the list.");
        var costs = await Rounds.MeasureAsync(rounds, repeat, () => { floor.Read(); return Task.CompletedTask; }, () => list.ReadAsync(Reader, question.Filter, page, default));
        return (costs[0], costs[1]);
    }

    private static double Bar(double floor) => Math.Max(3 * floor, floor + 0.5);
}
