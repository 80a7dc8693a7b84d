using CoachHub.Domain.Accounts;
using Microsoft.Extensions.Time.Testing;

namespace CoachHub.Tests.Accounts;

public sealed class AttemptLimiterTests
{
    private static readonly AttemptLimit Two = new("test", 2, TimeSpan.FromMinutes(10));

    private readonly FakeTimeProvider clock = new();
    private readonly AttemptLimiter limiter;

    public AttemptLimiterTests() => limiter = new AttemptLimiter(clock);

    [Fact]
    public void TryTake_OneMoreThanAllowed_IsRefusedUntilTheSpanIsOver()
    {
        Assert.True(limiter.TryTake(Two, "a"));
        Assert.True(limiter.TryTake(Two, "a"));
        Assert.False(limiter.TryTake(Two, "a"));
        Assert.True(limiter.TryTake(Two, "b"));
        clock.Advance(Two.Span);
        Assert.True(limiter.TryTake(Two, "a"));
    }

    [Fact]
    public void GiveBack_AnAttemptThatWasRight_DoesNotCount()
    {
        Assert.True(limiter.TryTake(Two, "a"));
        limiter.GiveBack(Two, "a");
        Assert.True(limiter.TryTake(Two, "a"));
        Assert.True(limiter.TryTake(Two, "a"));
        Assert.False(limiter.TryTake(Two, "a"));
    }

    [Fact]
    public void TryTake_InParallel_LetsThroughExactlyTheLimit()
    {
        var passed = 0;
        Parallel.For(0, 200, _ =>
        {
            if (limiter.TryTake(Two, "a"))
                Interlocked.Increment(ref passed);
        });
        Assert.Equal(2, passed);
    }
}
