using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using CsCheck;
using NodaTime;

namespace CoachHub.Tests.Calendar;

public sealed class ZoneClockTests
{
    private const string Paris = "Europe/Paris";

    [Fact]
    public void ToUtc_OrdinaryTime_IsTheInstant() =>
        Assert.Equal(Utc(2026, 7, 1, 8, 0), ZoneClock.ToUtc(new LocalDateTime(2026, 7, 1, 10, 0), Paris).Value);

    [Fact]
    public void ToUtc_HourThatTheClockSkips_IsAProblemThatNamesTheNextTime()
    {
        var problem = ZoneClock.ToUtc(new LocalDateTime(2026, 3, 29, 2, 30), Paris).Problem;

        Assert.NotNull(problem);
        Assert.Equal((ProblemKind.Invalid, "time.skipped"), (problem.Kind, problem.Code));
        Assert.Equal("03:00", problem.Arguments[0]);
    }

    [Theory]
    [InlineData(DoubledHour.First, 0)]
    [InlineData(DoubledHour.Second, 1)]
    public void ToUtc_HourThatTheClockRepeats_IsTheOneAskedFor(DoubledHour doubled, int hourUtc)
    {
        var local = new LocalDateTime(2026, 10, 25, 2, 30);

        Assert.True(ZoneClock.IsDoubled(local, Paris));
        Assert.Equal(Utc(2026, 10, 25, hourUtc, 30), ZoneClock.ToUtc(local, Paris, doubled).Value);
    }

    [Fact]
    public void StartOfDay_MidnightThatTheClockSkips_IsTheFirstInstantOfTheDay() =>
        // Chile goes from 24:00 to 01:00.
        Assert.Equal(Utc(2026, 9, 6, 4, 0), ZoneClock.StartOfDay(new LocalDate(2026, 9, 6), "America/Santiago"));

    [Fact]
    public void ToLocal_AnyInstantInAnyZone_LeadsBackThroughOneOfItsTwoMeanings() =>
        Gen.Select(Gen.Int[0, ZoneClock.Ids.Count - 1], Gen.Int[0, 15 * 366 * 24 * 60])
            .Sample((zone, minutes) =>
            {
                var id = ZoneClock.Ids[zone];
                var instant = Utc(2020, 1, 1, 0, 0).AddMinutes(minutes);
                var local = ZoneClock.ToLocal(instant, id);
                return ZoneClock.ToUtc(local, id).Value == instant || ZoneClock.ToUtc(local, id, DoubledHour.Second).Value == instant;
            });

    [Fact]
    public void ChangeBetween_ClockThatChanges_IsTheFirstChange()
    {
        Assert.Equal(Utc(2026, 10, 25, 1, 0), ZoneClock.ChangeBetween(Utc(2026, 7, 1, 0, 0), Utc(2027, 7, 1, 0, 0), Paris));
        Assert.Equal(Utc(2026, 10, 25, 1, 0), ZoneClock.ChangeBetween(Utc(2026, 7, 1, 0, 0), Utc(2026, 10, 25, 1, 0), Paris));
        Assert.Null(ZoneClock.ChangeBetween(Utc(2026, 7, 1, 0, 0), Utc(2026, 10, 25, 0, 59), Paris));
    }

    [Fact]
    public void ChangeBetween_OtherNameForTheSameClock_IsNoChange() =>
        // In 1968 Britain did not go back in autumn: summer time became the standard.
        Assert.Null(ZoneClock.ChangeBetween(Utc(1968, 9, 1, 0, 0), Utc(1969, 9, 1, 0, 0), "Europe/London"));

    [Theory]
    [InlineData("Europe/Paris", true)]
    [InlineData("Europe/Nowhere", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Exists_ZoneId_IsKnownOrNot(string? zone, bool exists) => Assert.Equal(exists, ZoneClock.Exists(zone));

    private static DateTime Utc(int year, int month, int day, int hour, int minute) => new(year, month, day, hour, minute, 0, DateTimeKind.Utc);
}
