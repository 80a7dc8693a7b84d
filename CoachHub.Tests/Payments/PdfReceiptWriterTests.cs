using CoachHub.App.Integrations.Pdf;
using CoachHub.Tests.Support;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using UglyToad.PdfPig;

namespace CoachHub.Tests.Payments;

/// <summary>The file of a receipt, read back.</summary>
public sealed class PdfReceiptWriterTests
{
    private static readonly PdfReceiptWriter Writer = new(NullLogger<PdfReceiptWriter>.Instance);

    private static ReceiptSheet Sheet { get; } = new(
        "Reçu n° 12", "Cabinet Élan", "#0f6b63", null,
        [new("Émis par", "Cabinet Élan", "12 rue de l’Église\n75011 Paris"), new("Établi pour", "Zoë Łukasik", ""), new("Émis le", "mar. 24 nov. 2026", "")],
        ["Séance", "Date", "Montant"], "Séance avec Zoë Łukasik", "Claire Dubois · 60 min", "lun 2 nov 2026, 10:00", "Paris", "1\u202f280,00\u00a0€", "Payé\u00a0: 1\u202f280,00\u00a0€",
        ["Virement, le 3 novembre 2026"], ["Remboursé\u00a0: 40,00\u00a0€, le 10 novembre 2026"], "TVA non applicable, art. 293 B du CGI");

    [Fact]
    public void File_SaysEverythingOnOnePage()
    {
        using var file = PdfDocument.Open(Writer.Write(Sheet));

        Assert.Equal(1, file.NumberOfPages);
        var text = TextOf(file);
        Assert.All(
            ["Reçu n° 12", "Cabinet Élan", "12 rue de l’Église", "75011 Paris", "Zoë Łukasik", "Claire Dubois · 60 min", "Virement, le 3 novembre 2026", "TVA non applicable, art. 293 B du CGI"],
            expected => Assert.Contains(expected, text, StringComparison.Ordinal));
        Assert.Contains("1\u202f280,00\u00a0€", text, StringComparison.Ordinal);
        Assert.Equal(("Reçu n° 12", "Cabinet Élan"), (file.Information.Title, file.Information.Author));
    }

    [Theory]
    [InlineData("Łódź, Ωμέγα, Жанна Її, Şule, Ơn", "Łódź, Ωμέγα, Жанна Її, Şule, Ơn")]
    [InlineData("𝐀nn𝒂 Ａ", "Anna A")]
    [InlineData("Zoe\u0308 a\u2011b e\u200bf", "Zoë a\u2011b e")]
    [InlineData("日本 🎉", "?? ?")]
    [InlineData("a\u0007b\tc", "ab c")]
    public void Letters_ThatTheFontLacks_BecomeTheNearest(string name, string read)
    {
        using var file = PdfDocument.Open(Writer.Write(Sheet with { Session = name }));

        Assert.Contains(read, TextOf(file), StringComparison.Ordinal);
    }

    [Fact]
    public void LongTexts_StayWithinTheirColumns()
    {
        var sheet = Sheet with
        {
            PracticeName = new string('W', 120),
            Parties = [new("Issued by", new string('W', 120), string.Join('\n', Enumerable.Repeat("Impasse de la Très-Longue-Promenade-au-Bord-de-l’Eau", 9))), new("Issued to", new string('M', 210), ""), new("Issued on", "Tue 24 Nov 2026", "")],
            Session = string.Join(' ', Enumerable.Repeat("Préparation", 18)),
        };
        using var file = PdfDocument.Open(Writer.Write(sheet));

        var page = file.GetPage(1);
        Assert.All(page.Letters, letter => Assert.InRange(letter.BoundingBox.Right, 56 - 1, page.Width - 56 + 1));
        // The three columns of the top leave room between them.
        Assert.All(page.Letters.Where(letter => letter.Value == "W" && letter.FontSize < 12), letter => Assert.True(letter.BoundingBox.Right < 56 + ((page.Width - 112) / 3)));
    }

    [Fact]
    public void ManyLines_GoOnOnTheNextPage()
    {
        var sheet = Sheet with { TaxLine = string.Join('\n', Enumerable.Range(1, 120).Select(line => $"line {line}")) };
        using var file = PdfDocument.Open(Writer.Write(sheet));

        Assert.True(file.NumberOfPages > 1);
        Assert.Contains("line 120", string.Concat(file.GetPages().Select(page => page.Text)), StringComparison.Ordinal);
        Assert.All(file.GetPages().SelectMany(page => page.Letters), letter => Assert.True(letter.BoundingBox.Bottom > 50));
    }

    [Fact]
    public void MoreLettersThanOneFontTakes_AreAllThere()
    {
        var many = string.Concat(Enumerable.Range(0x0391, 0x1d0).Select(code => (char)code).Where(char.IsLetter));
        using var file = PdfDocument.Open(Writer.Write(Sheet with { TaxLine = many }));

        Assert.Contains('Ж', TextOf(file));
        Assert.Contains('ω', TextOf(file));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Logo_StandsAtTheTop(bool isPng)
    {
        var bytes = isPng ? LogoFile.WholePng(240, 80) : LogoFile.Jpeg(240, 80);
        using var file = PdfDocument.Open(Writer.Write(Sheet with { Logo = new ReceiptLogo(bytes, isPng, 240, 80) }));

        var picture = Assert.Single(file.GetPage(1).GetImages());
        Assert.Equal(3, picture.BoundingBox.Width / picture.BoundingBox.Height, 2);
    }

    [Fact]
    public void Logo_ThatCannotBeRead_LeavesTheName()
    {
        using var file = PdfDocument.Open(Writer.Write(Sheet with { Logo = new ReceiptLogo([0x89, 0x50, 0x4e, 0x47, 1, 2, 3], true, 240, 80) }));

        Assert.Empty(file.GetPage(1).GetImages());
        Assert.Contains("Cabinet Élan", TextOf(file), StringComparison.Ordinal);
    }

    // Whatever people type, there is a file that a reader opens.
    [Fact]
    public void AnyText_MakesAFile() => Gen.String.Sample(
        text =>
        {
            using var file = PdfDocument.Open(Writer.Write(Sheet with { Session = text, TaxLine = text, Parties = [new(text, text, text)] }));
            return file.NumberOfPages >= 1;
        },
        iter: 20);

    private static string TextOf(PdfDocument file) =>
        string.Join('\n', file.GetPages().SelectMany(page => page.Letters.GroupBy(letter => Math.Round(letter.StartBaseLine.Y, 1)).Select(line => string.Concat(line.Select(letter => letter.Value)))))
            .Normalize(System.Text.NormalizationForm.FormC);
}
