using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CsCheck;

namespace CoachHub.Tests.Mail;

public sealed class MailPlaceholdersTests
{
    private static readonly string[] Known = ["client", "date", "location"];

    // What a person types, and what somebody hostile does.
    private static readonly string[] Pieces =
    [
        "{client}", "{ Date }", "{LOCATION}", "{coach}", "{}", "{0}", "{client", "date}", "{{client}}", "{client.Password}", "{@Model}",
        "<script>", "\n", "\r\nBcc: x@y.example", " ", "Hello", "é", "@L[\"x\"]", "$", "%s",
    ];

    private static readonly Gen<string> Typed = Gen.Int[0, Pieces.Length - 1].Array[0, 12].Select(picks => string.Concat(picks.Select(pick => Pieces[pick])));

    [Fact]
    public void Fill_WhateverPassesTheCheck_LeavesNoPlaceholderOfTheTextBehind()
    {
        var values = new Dictionary<string, string> { ["client"] = "Anna", ["date"] = "Tuesday", ["location"] = "" };
        Typed.Sample(text =>
        {
            if (MailPlaceholders.Unknown(text, Known).Count > 0 || MailPlaceholders.HasLooseBrace(text))
                return;
            Assert.DoesNotContain(MailPlaceholders.Fill(text, values), letter => letter is '{' or '}');
        });
    }

    [Fact]
    public void Check_AnyPlaceholderOutsideTheList_IsRefusedByName() =>
        Typed.Sample(text =>
        {
            var problems = new MailWordingInput { Mail = "welcome", Language = "en", Introduction = text }.Check();
            var unknown = MailPlaceholders.Unknown(text, MailWordingKind.Find("welcome")!.Placeholders);
            Assert.Equal(unknown.Count > 0 || MailPlaceholders.HasLooseBrace(text), problems.Count > 0);
            if (unknown.Count > 0)
                Assert.All(unknown, name => Assert.Contains(name, (string)problems[0].Arguments[0], StringComparison.Ordinal));
        });

    [Fact]
    public void Fill_ValueThatLooksLikeAPlaceholder_IsNotFilledAgain()
    {
        var values = new Dictionary<string, string> { ["client"] = "{location}", ["location"] = "secret" };

        Assert.Equal("Dear {location}", MailPlaceholders.Fill("Dear {client}", values));
    }

    [Theory]
    [InlineData("{Client} and { date }", "Anna and Tuesday")]
    [InlineData("{client}{client}", "AnnaAnna")]
    [InlineData("nothing", "nothing")]
    public void Fill_NamesInAnyWriting_AreTheSame(string text, string filled) =>
        Assert.Equal(filled, MailPlaceholders.Fill(text, new Dictionary<string, string> { ["client"] = "Anna", ["date"] = "Tuesday" }));

    [Theory]
    [InlineData("{client", true)]
    [InlineData("client}", true)]
    [InlineData("{{client}}", true)]
    [InlineData("{cli\nent}", true)]
    [InlineData("{client}", false)]
    public void HasLooseBrace_HalfAPlaceholder_IsSeen(string text, bool loose) => Assert.Equal(loose, MailPlaceholders.HasLooseBrace(text));

    [Theory]
    [InlineData("Session with {clinet} on {day}", "mail.placeholder_unknown", "Subject")]
    [InlineData("Session with {client", "mail.placeholder_loose", "Subject")]
    [InlineData("Session\r\nBcc: everybody@example.org", "text.line", "Subject")]
    [InlineData("Session\u0000", "text.line", "Subject")]
    public void Check_BadSubject_IsRefusedAtItsField(string subject, string code, string field)
    {
        var problem = Assert.Single(new MailWordingInput { Mail = "reminder", Language = "en", Subject = subject }.Check());

        Assert.Equal((ProblemKind.Invalid, code, field), (problem.Kind, problem.Code, problem.Field));
    }

    [Fact]
    public void Check_UnknownPlaceholders_AreAllNamed()
    {
        var problem = Assert.Single(new MailWordingInput { Mail = "reminder", Language = "en", Introduction = "{one} {client} {two} {one}" }.Check());

        Assert.Equal("{one}, {two}", Assert.Single(problem.Arguments));
    }

    [Fact]
    public void Check_TooLong_IsRefused()
    {
        Assert.Equal("text.line", Assert.Single(new MailWordingInput { Mail = "reminder", Language = "en", Subject = new string('a', 201) }.Check()).Code);
        Assert.Equal("text.note", Assert.Single(new MailWordingInput { Mail = "reminder", Language = "fr", Introduction = new string('a', 2001) }.Check()).Code);
        Assert.Empty(new MailWordingInput { Mail = "reminder", Language = "fr", Subject = new string('a', 200), Introduction = new string('a', 2000) }.Check());
    }

    [Fact]
    public void Kinds_EveryTypeOfMail_HasOneAndThoseWithALinkStayOn()
    {
        Assert.All(Enum.GetValues<MailType>(), type => Assert.Single(MailWordingKind.All, kind => kind.Type == type));
        Assert.All(MailWordingKind.All.Where(kind => kind.Type is { } type && DeliveryRules.HoldsSecret(type)), kind => Assert.False(kind.MayBeSwitchedOff));
        Assert.True(MailWordingKind.Find("booking_confirmation")!.MayBeSwitchedOff);
    }
}
