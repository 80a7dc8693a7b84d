using CoachHub.Domain.Calendar;
using CsCheck;

namespace CoachHub.Tests.Calendar;

public sealed class BusyTimeTests
{
    private static readonly DateTime Day = new(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly Gen<BusyTime> Spans = Gen.Select(Gen.Int[0, 600], Gen.Int[1, 120]).Select((start, length) => Span(start, start + length));

    [Theory]
    [InlineData(0, 60, 60, 120, false)]
    [InlineData(0, 60, 59, 120, true)]
    [InlineData(0, 120, 30, 60, true)]
    [InlineData(30, 60, 0, 120, true)]
    [InlineData(0, 60, 90, 120, false)]
    public void Overlaps_TwoSpans_ShareAnInstantOrNot(int start, int end, int otherStart, int otherEnd, bool overlap)
    {
        Assert.Equal(overlap, Span(start, end).Overlaps(Span(otherStart, otherEnd)));
        Assert.Equal(overlap, Span(otherStart, otherEnd).Overlaps(Span(start, end)));
    }

    [Fact]
    public void NextFree_AnyDay_IsTheEarliestStartThatFits() =>
        Gen.Select(Spans.Array[0, 8], Gen.Int[0, 600], Gen.Int[1, 120]).Sample((busy, from, length) =>
        {
            var expected = Enumerable.Range(from, 2000)
                .First(minute => !busy.Any(span => span.Overlaps(Span(minute, minute + length))));
            return BusyTime.NextFree(busy, Day.AddMinutes(from), TimeSpan.FromMinutes(length)) == Day.AddMinutes(expected);
        });

    private static BusyTime Span(int startMinute, int endMinute) => new(Day.AddMinutes(startMinute), Day.AddMinutes(endMinute));
}
