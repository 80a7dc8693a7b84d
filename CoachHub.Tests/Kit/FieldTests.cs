using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;

namespace CoachHub.Tests.Kit;

public sealed class FieldTests : Ui
{
    [Fact]
    public void Label_AlwaysNamesTheControl_AndNothingElse()
    {
        var stage = ShowField(error: "Too long", hint: "One line");

        var input = stage.Find("input");
        Assert.Equal("Title", stage.Find($"label[for='{input.Id}']").TextContent);
    }

    [Fact]
    public void Control_WithAProblem_IsInvalidAndDescribedByProblemAndHint()
    {
        var stage = ShowField(error: "Too long", hint: "One line");

        var input = stage.Find("input");
        Assert.Equal("true", input.GetAttribute("aria-invalid"));
        var described = input.GetAttribute("aria-describedby")!.Split(' ').Select(id => stage.Find($"#{id}").TextContent.Trim());
        Assert.Equal(["Too long", "One line"], described);
    }

    [Fact]
    public void Control_WithoutAProblem_SaysNothingOfOne()
    {
        var input = ShowField(error: null, hint: null).Find("input");

        Assert.False(input.HasAttribute("aria-invalid"));
        Assert.False(input.HasAttribute("aria-describedby"));
    }

    [Fact]
    public async Task Message_OfTheForm_ShowsAtItsField()
    {
        var model = new Form();
        var context = new EditContext(model);
        var messages = new ValidationMessageStore(context);
        var stage = Show<EditForm>(form => form
            .Add(f => f.EditContext, context)
            .Add(f => f.ChildContent, _ => builder =>
            {
                builder.OpenComponent<Field>(0);
                builder.AddAttribute(1, nameof(Field.Label), "Title");
                builder.AddAttribute(2, nameof(Field.For), nameof(Form.Title));
                builder.AddAttribute(3, nameof(Field.ChildContent), Input);
                builder.CloseComponent();
            }));

        messages.Add(context.Field(nameof(Form.Title)), "Please fill this in.");
        await stage.InvokeAsync(context.NotifyValidationStateChanged);

        stage.WaitForAssertion(() => Assert.Equal("Please fill this in.", stage.Find(".field-error").TextContent.Trim()));
        Assert.Equal("true", stage.Find("input").GetAttribute("aria-invalid"));
    }

    private static Microsoft.AspNetCore.Components.RenderFragment<FieldTie> Input => tie => builder =>
    {
        builder.OpenElement(0, "input");
        builder.AddMultipleAttributes(1, tie.Attributes!);
        builder.CloseElement();
    };

    private IRenderedComponent<Stage> ShowField(string? error, string? hint) => Show<Field>(field => field
        .Add(f => f.Label, "Title").Add(f => f.Error, error).Add(f => f.Hint, hint).Add(f => f.ChildContent, Input));

    private sealed class Form
    {
        public string? Title { get; set; }
    }
}
