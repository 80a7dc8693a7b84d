namespace CoachHub.App.Hosting.Demo;

/// <summary>Lives through the two years of the demo practice, so that its history says when things happened.</summary>
internal sealed class DemoClock : TimeProvider
{
    public DateTime NowUtc { get; set; }

    public override DateTimeOffset GetUtcNow() => new(NowUtc, TimeSpan.Zero);
}
