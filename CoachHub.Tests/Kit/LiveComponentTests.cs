using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Data.Sqlite;

namespace CoachHub.Tests.Kit;

public sealed class LiveComponentTests : Ui
{
    [Fact]
    public void Change_Burst_ReloadsOnceWithEveryId()
    {
        var live = Render<Live>();

        Feed.Publish(Topics.Sessions, 7);
        Feed.Publish(Topics.Sessions, 8);
        Clock.Advance(TimeSpan.FromMilliseconds(100));

        live.WaitForAssertion(() => Assert.Equal("7,8", live.Markup));
    }

    [Fact]
    public void Reload_WhileTheDatabaseIsBusy_IsTriedAgainAndForgetsNoChange()
    {
        var live = Render<Live>();
        live.Instance.Busy = true;

        Feed.Publish(Topics.Sessions, 7);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        live.WaitForState(() => live.Instance.Tries == 1);
        live.Instance.Busy = false;
        Clock.Advance(TimeSpan.FromSeconds(2));

        live.WaitForAssertion(() => Assert.Equal("7", live.Markup));
    }

    [Fact]
    public void Change_ListenedToLater_ComesOnceThatTimeIsOverSinceTheLast()
    {
        var live = Render<Late>();

        Feed.Publish(Topics.Sessions, 7);
        Clock.Advance(TimeSpan.FromSeconds(4));
        Feed.Publish(Topics.Sessions, 8);
        Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(live.Markup);
        Clock.Advance(TimeSpan.FromSeconds(1));
        live.WaitForAssertion(() => Assert.Equal("7,8", live.Markup));

        Feed.Publish(Topics.Sessions, 9);
        Clock.Advance(TimeSpan.FromSeconds(5));
        live.WaitForAssertion(() => Assert.Equal("9", live.Markup));
    }

    [Fact]
    public async Task Dispose_LeavesNothingSubscribed()
    {
        var before = Feed.SubscriberCount;
        Render<Live>();
        Assert.Equal(before + 1, Feed.SubscriberCount);

        await DisposeComponentsAsync();

        Assert.Equal(before, Feed.SubscriberCount);
    }

    private sealed class Late : LiveComponent
    {
        private string words = "";

        protected override void OnInitialized() => Listen(
            Topics.Sessions, ids => Task.FromResult(words = string.Join(',', ids.Order())), TimeSpan.FromSeconds(5));

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, words);
    }

    private sealed class Live : LiveComponent
    {
        private string words = "";

        public bool Busy { get; set; }

        public int Tries { get; private set; }

        protected override void OnInitialized() => Listen(Topics.Sessions, ids =>
        {
            Tries++;
            if (Busy)
                throw new SqliteException("database is locked", 5);
            words = string.Join(',', ids.Order());
            return Task.CompletedTask;
        });

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, words);
    }
}
