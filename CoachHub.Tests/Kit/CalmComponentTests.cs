using Bunit;
using CoachHub.App.Components.Kit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Xunit;

namespace CoachHub.Tests.Kit;

public sealed class CalmComponentTests : BunitContext
{
    [Fact]
    public void Parameters_TheSameAgain_AreNotTaken()
    {
        var calm = Render<Calm>(with => with.Add(c => c.Words, "one").Add(c => c.Asked, _ => { }));

        calm.Render(with => with.Add(c => c.Words, "one").Add(c => c.Asked, _ => { }));

        Assert.Equal(1, calm.RenderCount);
        Assert.Equal("one", calm.Markup);
    }

    [Fact]
    public void Parameters_OneOfThemAnother_AreTaken()
    {
        var calm = Render<Calm>(with => with.Add(c => c.Words, "one"));

        calm.Render(with => with.Add(c => c.Words, "two"));

        Assert.Equal("two", calm.Markup);
    }

    private sealed class Calm : CalmComponent
    {
        [Parameter] public string? Words { get; set; }

        [Parameter] public EventCallback<string> Asked { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, Words);
    }
}
