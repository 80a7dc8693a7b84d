using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.Tests.Kernel;

public sealed class TextTests
{
    [Theory]
    [InlineData(SessionStatus.LateCancelled, "late_cancelled")]
    [InlineData(SessionStatus.NoShow, "no_show")]
    [InlineData(SessionStatus.Booked, "booked")]
    public void EnumCode_Value_IsSnakeCase(SessionStatus status, string code) => Assert.Equal(code, EnumCode.Of(status));

    [Theory]
    [InlineData("no_show")]
    [InlineData("No-Show")]
    [InlineData("no show")]
    [InlineData("NOSHOW")]
    public void EnumCode_AnySpelling_IsRead(string code)
    {
        Assert.True(EnumCode.TryParse<SessionStatus>(code, out var status));
        Assert.Equal(SessionStatus.NoShow, status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("gone")]
    public void EnumCode_UnknownName_IsRefused(string? code) => Assert.False(EnumCode.TryParse<SessionStatus>(code, out _));

    [Fact]
    public void EnumCode_ListWithUnknownsAndRepeats_KeepsEachKnownOnce() =>
        Assert.Equal([ToldState.Never, ToldState.Failed], EnumCode.ParseList<ToldState>("never,nonsense,failed,never,"));

    [Theory]
    [InlineData("Éléonore  Dùpont", "eleonore dupont")]
    [InlineData("  Ñandú ", "nandu")]
    [InlineData("", "")]
    public void TextFold_NameWithAccents_IsComparable(string name, string folded) => Assert.Equal(folded, TextFold.Fold(name));

    [Theory]
    [InlineData("anna@example.org")]
    [InlineData("a.b+c@mail.example.co.uk")]
    [InlineData("anna@exämple.org")]
    public void InputText_Address_IsTaken(string address) => Assert.True(InputText.IsEmail(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anna")]
    [InlineData("@example.org")]
    [InlineData("anna@")]
    [InlineData("anna@localhost")]
    [InlineData("anna@@example.org")]
    [InlineData("anna@example..org")]
    [InlineData("anna@-example.org")]
    [InlineData("anna @example.org")]
    [InlineData("anna@example.org\r\nBcc: all@example.org")]
    [InlineData("Anna <anna@example.org>")]
    [InlineData("anna@example.org,bob@example.org")]
    public void InputText_NoOrMoreThanAnAddress_IsRefused(string? address) => Assert.False(InputText.IsEmail(address));

    [Theory]
    [InlineData("https://meet.example.org/r/1?x=y", true)]
    [InlineData("http://example.org", true)]
    [InlineData(null, true)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("meet.example.org", false)]
    [InlineData("https://", false)]
    [InlineData("https://exam ple.org", false)]
    [InlineData("https://example.org/\u0001", false)]
    public void InputText_VideoLink_IsHttpOnly(string? link, bool taken) => Assert.Equal(taken, InputText.IsWebAddress(link));

    [Theory]
    [InlineData("one line", true)]
    [InlineData("two\nlines", false)]
    [InlineData("nul\0", false)]
    [InlineData("12345678901", false)]
    public void InputText_Line_IsShortAndWithoutControls(string text, bool taken) => Assert.Equal(taken, InputText.IsLine(text, 10));

    [Theory]
    [InlineData("two\r\nlines\tand a tab", true)]
    [InlineData("nul\0", false)]
    public void InputText_Note_MayHaveLinesButNoOtherControls(string text, bool taken) => Assert.Equal(taken, InputText.IsNote(text, 100));
}
