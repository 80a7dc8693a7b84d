using CoachHub.Domain.Calendar;
using CoachHub.Domain.Sessions;
using NodaTime;
using Xunit;

namespace CoachHub.Tests.Sessions;

public sealed class SessionInputTests
{
    private static readonly SessionInput Good = new()
    {
        ClientId = 1,
        CoachId = 2,
        Date = new LocalDate(2026, 12, 1),
        Time = new LocalTime(10, 0),
        ZoneId = "Europe/Paris",
    };

    public static TheoryData<string, SessionInput, string, string> Bad => new()
    {
        { "no client", Good with { ClientId = null }, "ClientId", "session.client_required" },
        { "a slot with a client", Good with { Status = SessionStatus.Available }, "ClientId", "session.slot_has_client" },
        { "no coach", Good with { CoachId = null }, "CoachId", "session.coach_required" },
        { "no date", Good with { Date = null }, "Date", "session.date_required" },
        { "a date nobody lives", Good with { Date = new LocalDate(9998, 1, 1) }, "Date", "session.date_range" },
        { "no time", Good with { Time = null }, "Time", "session.time_required" },
        { "no duration", Good with { DurationMinutes = null }, "DurationMinutes", "session.duration_range" },
        { "duration 0", Good with { DurationMinutes = 0 }, "DurationMinutes", "session.duration_range" },
        { "more than a day", Good with { DurationMinutes = 1441 }, "DurationMinutes", "session.duration_range" },
        { "a negative price", Good with { Price = -0.01m }, "Price", "session.price_negative" },
        { "a tenth of a cent", Good with { Price = 0.001m }, "Price", "session.price_digits" },
        { "a script for a link", Good with { VideoLink = "javascript:alert(1)" }, "VideoLink", "session.video_link" },
        { "a path for a link", Good with { VideoLink = "/rooms/1" }, "VideoLink", "session.video_link" },
        { "a title of two lines", Good with { Title = "a\r\nBcc: x@y.example" }, "Title", "text.line" },
        { "a long title", Good with { Title = new string('x', 10_000_000) }, "Title", "text.line" },
        { "a note with NUL", Good with { SharedNote = "a\0b" }, "SharedNote", "text.note" },
        { "an unknown zone", Good with { ZoneId = "Europe/Atlantis" }, "ZoneId", "zone.unknown" },
        { "a status outside the list", Good with { Status = (SessionStatus)77 }, "Status", "session.status" },
        { "a payment outside the list", Good with { Payment = (PaymentStatus)(-1) }, "Payment", "session.payment" },
        { "a time that the clock skips", Good with { Date = new LocalDate(2027, 3, 28), Time = new LocalTime(2, 30) }, "Time", "time.skipped" },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void Check_BadInput_NamesTheField(string what, SessionInput input, string field, string code)
    {
        var problem = Assert.Single(input.Check("EUR"));
        Assert.True((problem.Field, problem.Code) == (field, code), $"{what}: {problem.Code} at {problem.Field}");
    }

    [Fact]
    public void Check_GoodInput_FindsNothing() => Assert.Empty(Good.Check("EUR"));

    [Fact]
    public void Check_EverythingMissing_NamesEveryField() =>
        Assert.Equal(["ClientId", "CoachId", "Date", "Time"], new SessionInput { ZoneId = "Europe/Paris" }.Check("EUR").Select(p => p.Field));

    [Fact]
    public void Start_DoubledHour_IsTheOneThatWasMeant()
    {
        var night = Good with { Date = new LocalDate(2026, 10, 25), Time = new LocalTime(2, 30) };

        Assert.Equal(TimeSpan.FromHours(1), (night with { Doubled = DoubledHour.Second }).Start().Value - night.Start().Value);
    }

    [Fact]
    public void ToChange_Blanks_BecomeNothing()
    {
        var change = (Good with { Title = "  ", Location = "", VideoLink = " ", SharedNote = "\n", Price = 90.5m }).ToChange("EUR");

        Assert.Equal((null, null, null, null, 9050L), (change.Title, change.Location, change.VideoLink, change.SharedNote, change.PriceMinor));
    }
}
