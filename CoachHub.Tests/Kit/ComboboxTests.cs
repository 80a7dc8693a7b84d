using AngleSharp.Dom;
using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Kit;

public sealed class ComboboxTests : Ui
{
    private static readonly Person[] People = [new("Anna Petit", "anna@example.org"), new("Anton Roux", "anton@example.org"), new("Zoé Blanc", "zoe@example.org")];

    private readonly List<(string Text, CancellationToken Cancel)> searches = [];
    private Person? chosen;

    [Fact]
    public void Typing_AfterThePause_ShowsOptionsOfTwoLines()
    {
        var box = ShowBox();

        Type(box, "an");

        Assert.Equal(["Anna Petit", "Anton Roux"], Options(box).Select(option => option.Children[0].TextContent));
        Assert.Equal("anna@example.org", Options(box)[0].Children[1].TextContent);
        Assert.Equal("true", Input(box).GetAttribute("aria-expanded"));
    }

    [Fact]
    public void Typing_FurtherLetters_CancelsTheSearchBefore()
    {
        var box = ShowBox();

        Type(box, "a");
        Type(box, "an");

        Assert.True(searches[0].Cancel.IsCancellationRequested);
        Assert.False(searches[^1].Cancel.IsCancellationRequested);
    }

    [Fact]
    public void Typing_WithinThePause_SearchesOnce()
    {
        var box = ShowBox();

        Input(box).Input("a");
        Clock.Advance(TimeSpan.FromMilliseconds(150));
        Input(box).Input("an");
        Clock.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Empty(searches);
        Clock.Advance(TimeSpan.FromMilliseconds(50));

        box.WaitForAssertion(() => Assert.Equal("an", Assert.Single(searches).Text));
    }

    [Fact]
    public void Arrows_ThenEnter_ChooseTheMarkedOption()
    {
        var box = ShowBox();
        Type(box, "an");

        Input(box).KeyDown("ArrowDown");
        Assert.Equal(Options(box)[1].Id, Input(box).GetAttribute("aria-activedescendant"));
        Input(box).KeyDown("Enter");

        Assert.Equal("Anton Roux", chosen?.Name);
        Assert.Equal("Anton Roux", Input(box).GetAttribute("value"));
        Assert.Empty(Options(box));
    }

    [Fact]
    public void Enter_BeforeTheOptionsOfTheLastLetterAreThere_ChoosesNobody()
    {
        var box = ShowBox();
        Type(box, "an");

        Input(box).Input("anto");
        Input(box).KeyDown("Enter");

        Assert.Null(chosen);
    }

    [Fact]
    public void ArrowUp_FromTheFirst_GoesRoundToTheLast()
    {
        var box = ShowBox();
        Type(box, "an");

        Input(box).KeyDown("ArrowUp");

        Assert.Equal(Options(box)[1].Id, Input(box).GetAttribute("aria-activedescendant"));
    }

    [Fact]
    public void ArrowDown_WhenClosed_OpensTheFirstOnes()
    {
        var box = ShowBox();

        Input(box).KeyDown("ArrowDown");

        box.WaitForAssertion(() => Assert.Equal(3, Options(box).Count));
    }

    [Fact]
    public void Escape_AfterTyping_BringsTheChosenOneBack()
    {
        var box = ShowBox(People[2]);
        Type(box, "an");

        Input(box).KeyDown("Escape");

        Assert.Equal("Zoé Blanc", Input(box).GetAttribute("value"));
        Assert.Equal("false", Input(box).GetAttribute("aria-expanded"));
    }

    [Fact]
    public void Press_OnAnOption_ChoosesIt()
    {
        var box = ShowBox();
        Type(box, "an");

        Options(box)[0].MouseDown();

        Assert.Equal("Anna Petit", chosen?.Name);
    }

    [Fact]
    public void Clear_EmptiesTheChoice()
    {
        var box = ShowBox(People[2]);

        box.Find("button[aria-label='Clear Zoé Blanc']").Click();

        Assert.Null(chosen);
        Assert.Equal("", Input(box).GetAttribute("value"));
    }

    [Fact]
    public void Typing_WhatNobodyIsCalled_SaysSo()
    {
        var box = ShowBox();

        Type(box, "xyz");

        Assert.Contains("Nothing found", box.Markup, StringComparison.Ordinal);
        Assert.Equal("false", Input(box).GetAttribute("aria-expanded"));
    }

    [Fact]
    public void Enter_InTheBox_SubmitsNoForm()
    {
        var box = ShowBox();

        // A control whose form attribute names no form belongs to none.
        Assert.Null(box.Nodes.QuerySelector($"form[id='{Input(box).GetAttribute("form")}']"));
        Assert.NotNull(Input(box).GetAttribute("form"));
    }

    private static IElement Input(IRenderedComponent<Stage> box) => box.Find("input[role=combobox]");

    private static IReadOnlyList<IElement> Options(IRenderedComponent<Stage> box) => [.. box.FindAll("[role=option]")];

    private void Type(IRenderedComponent<Stage> box, string text)
    {
        Input(box).Input(text);
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        box.WaitForAssertion(() => Assert.Equal(text, searches[^1].Text));
        box.WaitForState(() => box.Find("[role=status]").TextContent.Length > 0);
    }

    private IRenderedComponent<Stage> ShowBox(Person? value = null)
    {
        chosen = value;
        return Show<Combobox<Person>>(box => box
            .Add(b => b.Label, "Client")
            .Add(b => b.Value, value)
            .Add(b => b.ValueChanged, person => chosen = person)
            .Add(b => b.Search, SearchAsync)
            .Add(b => b.Primary, person => person.Name)
            .Add(b => b.Secondary, person => person.Address));
    }

    private Task<IReadOnlyList<Person>> SearchAsync(string text, CancellationToken cancel)
    {
        searches.Add((text, cancel));
        return Task.FromResult<IReadOnlyList<Person>>([.. People.Where(person => person.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase))]);
    }

    private sealed record Person(string Name, string Address);
}
