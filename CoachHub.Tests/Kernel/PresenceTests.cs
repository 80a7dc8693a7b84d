using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Time.Testing;

namespace CoachHub.Tests.Kernel;

public sealed class PresenceTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly ChangeFeed feed = new();
    private readonly List<int> told = [];
    private readonly Presence presence;

    public PresenceTests()
    {
        presence = new Presence(feed, clock);
        feed.Subscribe(Topics.Presence, change => told.Add(change.Id));
    }

    [Fact]
    public void Stay_Entered_ShowsUntilItIsLeft()
    {
        var stay = presence.Enter(Topics.Sessions, 7, 1, "Marc");

        Assert.Equal("Marc", Assert.Single(At(7)).Name);
        Assert.Empty(At(8));
        Assert.Empty(presence.At(Topics.Clients, new HashSet<int> { 7 }));

        stay.Leave();
        stay.Leave();
        Assert.Empty(At(7));
        Assert.Equal([7, 7], told);
    }

    [Fact]
    public void Stay_WithoutASignOfLife_RunsOut()
    {
        var marc = presence.Enter(Topics.Sessions, 7, 1, "Marc");
        presence.Enter(Topics.Sessions, 7, 2, "Claire");
        clock.Advance(TimeSpan.FromSeconds(90));
        marc.Renew();

        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal("Marc", Assert.Single(At(7)).Name);
        clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(At(7));
        marc.Renew();
        Assert.Empty(At(7));
    }

    private IReadOnlyList<Present> At(int id) => presence.At(Topics.Sessions, new HashSet<int> { id });
}
