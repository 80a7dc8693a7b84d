using System.Text;
using CoachHub.App.Integrations.Export;
using CsCheck;

namespace CoachHub.Tests.Export;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+33 6 12", "'+33 6 12")]
    [InlineData("-5", "'-5")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "'\rx")]
    [InlineData("\0x", "'\0x")]
    [InlineData("'=1", "''=1")]
    [InlineData("O'Neill", "O'Neill")]
    [InlineData("'tis", "'tis")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    public void Cell_ThatASpreadsheetWouldCompute_IsText(string text, string cell)
    {
        Assert.Equal(cell, CsvText.Guarded(text));
        Assert.Equal(text, CsvText.Unguarded(cell));
    }

    [Fact]
    public void AnyText_GuardedAndRead_IsItself() =>
        Gen.String[Gen.Char["'=+-@\t\0a "], 0, 6]
            .Sample(text => CsvText.Unguarded(CsvText.Guarded(text)) == text);

    [Fact]
    public void Row_WithSignsOfItsOwn_IsQuoted()
    {
        var file = new StringBuilder();

        CsvText.AddRow(file, "a", null, "b,c", "say \"hi\"", "two\nlines", " x", "=1");

        Assert.Equal("a,,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\" x\",'=1\r\n", file.ToString());
    }
}
