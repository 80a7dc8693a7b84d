using CoachHub.Domain.Programs;
using CsCheck;
using NodaTime;

namespace CoachHub.Tests.Programs;

public sealed class DateRuleTests
{
    private static readonly DateRule Weekly = new()
    {
        Weekdays = [IsoDayOfWeek.Tuesday],
        Time = new LocalTime(10, 0),
        Start = new LocalDate(2026, 11, 25),
        Count = 3,
    };

    [Fact]
    public void Generate_Weekly_BeginsAtTheFirstDayThatFits() =>
        Assert.Equal(["2026-12-01", "2026-12-08", "2026-12-15"], Days(Weekly));

    [Fact]
    public void Generate_TwoDaysEveryOtherWeek_CountsWeeksFromTheStart() =>
        Assert.Equal(
            ["2026-11-26", "2026-12-08", "2026-12-10", "2026-12-22"],
            Days(Weekly with { Weekdays = [IsoDayOfWeek.Thursday, IsoDayOfWeek.Tuesday], EveryWeeks = 2, Count = 4 }));

    [Fact]
    public void Generate_DaysToSkip_GoesOnLonger() =>
        Assert.Equal(["2026-12-01", "2026-12-15", "2026-12-22"], Days(Weekly with { Skip = [new LocalDate(2026, 12, 8)] }));

    [Fact]
    public void Generate_AnyRule_GivesAsManyDatesInOrderOnTheChosenDays() =>
        Gen.Select(Gen.Int[1, 127], Gen.Int[1, DateRule.MostWeeks], Gen.Int[0, 3000], Gen.Int[1, Bundle.MostSessions], Gen.Int[0, 40].Array[0, 20]).Sample((mask, every, offset, count, skip) =>
        {
            var start = new LocalDate(2024, 1, 1).PlusDays(offset);
            var rule = Weekly with
            {
                Weekdays = [.. Enumerable.Range(1, 7).Where(day => (mask & (1 << (day - 1))) != 0).Select(day => (IsoDayOfWeek)day)],
                EveryWeeks = every,
                Start = start,
                Count = count,
                Skip = [.. skip.Select(start.PlusDays)],
            };

            var dates = rule.Generate();

            Assert.Equal(count, dates.Count);
            Assert.Equal(dates.Select(date => date.Date).Distinct().Order(), dates.Select(date => date.Date));
            Assert.All(dates, date =>
            {
                Assert.Contains(date.Date.DayOfWeek, rule.Weekdays);
                Assert.DoesNotContain(date.Date, rule.Skip);
                Assert.True(date.Date >= start);
                var monday = start.PlusDays(1 - (int)start.DayOfWeek);
                Assert.Equal(0, Period.Between(monday, date.Date, PeriodUnits.Days).Days / 7 % every);
            });
        });

    [Fact]
    public void Check_NothingFilledIn_NamesEachField() =>
        Assert.Equal(
            [nameof(DateRule.Weekdays), nameof(DateRule.Time), nameof(DateRule.EveryWeeks), nameof(DateRule.Start), nameof(DateRule.Count)],
            new DateRule { EveryWeeks = 0, Count = 500 }.Check().Select(problem => problem.Field));

    private static IEnumerable<string> Days(DateRule rule) => rule.Generate().Select(date => date.Date.ToString("uuuu-MM-dd", null));
}
