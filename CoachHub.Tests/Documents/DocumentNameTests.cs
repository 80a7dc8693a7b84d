using CoachHub.Domain.Documents;

namespace CoachHub.Tests.Documents;

public sealed class DocumentNameTests
{
    [Theory]
    [InlineData("Plan.pdf", "Plan.pdf")]
    [InlineData("Plan.PDF", "Plan.pdf")]
    [InlineData("C:\\Users\\claire\\Plan.pdf", "Plan.pdf")]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("setup.exe", "setup.exe.pdf")]
    [InlineData("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf")]
    [InlineData("plan\u202Efdp.exe", "planfdp.exe.pdf")]
    [InlineData("what? <now>.pdf", "what_ _now_.pdf")]
    [InlineData("  two   words .pdf", "two words.pdf")]
    [InlineData("E\u0301te\u0301 – 目標.pdf", "Été – 目標.pdf")]
    [InlineData("lone\uD800surrogate.pdf", "lonesurrogate.pdf")]
    [InlineData(".pdf", "document.pdf")]
    [InlineData("...", "document.pdf")]
    [InlineData("", "document.pdf")]
    [InlineData(null, "document.pdf")]
    public void Clean_NameFromAnywhere_CanBeShownSentAndSaved(string? name, string expected) => Assert.Equal(expected, DocumentName.Clean(name));

    [Fact]
    public void Clean_LongName_KeepsItsEndingAndNoHalfCharacter()
    {
        var name = DocumentName.Clean(new string('x', 115) + "😀😀😀.pdf");

        Assert.True(name.Length <= Document.NameLength);
        Assert.EndsWith("x.pdf", name, StringComparison.Ordinal);
    }
}
