using CoachHub.Domain.Sessions;

namespace CoachHub.Tests.Sessions;

public sealed class CancellationWindowTests
{
    private static readonly DateTime Start = new(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(24, -24 * 3600, true)]
    [InlineData(24, (-24 * 3600) + 1, false)]
    [InlineData(24, (-24 * 3600) - 1, true)]
    [InlineData(0, -1, true)]
    [InlineData(0, 0, false)]
    [InlineData(0, 60, false)]
    [InlineData(72, -71 * 3600, false)]
    public void Window_ToTheSecond_IsOpenWhileTheTimeRemains(int hours, int secondsFromStart, bool open) =>
        Assert.Equal(open, CancellationWindow.IsOpen(Start, hours, Start.AddSeconds(secondsFromStart)));
}
