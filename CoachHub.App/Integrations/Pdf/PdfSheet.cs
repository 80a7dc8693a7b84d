using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace CoachHub.App.Integrations.Pdf;

/// <summary>Where in a cell its text stands.</summary>
internal enum PdfAlign
{
    Left,
    Right,
}

/// <summary>How a text is set.</summary>
/// <param name="Size">Points.</param>
/// <param name="IsBold">In the bold face.</param>
/// <param name="IsMuted">In grey.</param>
internal readonly record struct PdfStyle(double Size, bool IsBold = false, bool IsMuted = false)
{
    public PdfTypeface Face => IsBold ? PdfTypeface.Bold : PdfTypeface.Regular;

    public double LineHeight => Size * 1.4;
}

/// <summary>A text within a row of the sheet.</summary>
/// <param name="Text">Several lines; each is broken where it would leave its width.</param>
/// <param name="Left">Points from the left edge of what is printed.</param>
/// <param name="Width">Points.</param>
internal sealed record PdfCell(string Text, double Left, double Width, PdfStyle Style, PdfAlign Align = PdfAlign.Left);

/// <summary>A sheet of A4 that is written from the top down; another one follows where it is full.</summary>
internal sealed class PdfSheet : IDisposable
{
    private const double Margin = 56;

    // A simple font of PDF holds 255 letters; what would be the next one goes into another copy of it.
    private const int MostLetters = 240;

    private static readonly (byte Red, byte Green, byte Blue) Ink = (0x1b, 0x24, 0x30), Muted = (0x5b, 0x66, 0x75);

    private readonly PdfDocumentBuilder builder = new();
    private readonly Dictionary<PdfTypeface, (PdfDocumentBuilder.AddedFont Font, HashSet<char> Letters)> fonts = [];
    private PdfPageBuilder page;
    private double top;

    public PdfSheet(string title, string author)
    {
        builder.DocumentInformation.Title = PdfTypeface.Regular.Readable(title);
        builder.DocumentInformation.Author = PdfTypeface.Regular.Readable(author);
        builder.DocumentInformation.Producer = "CoachHub";
        page = Turn();
    }

    /// <summary>Points from the left edge of what is printed to the right one.</summary>
    public double Width => page.PageSize.Width - (2 * Margin);

    /// <summary>Leaves room.</summary>
    public void Skip(double points) => top -= points;

    /// <summary>One text over the whole width.</summary>
    public void Write(string text, PdfStyle style, PdfAlign align = PdfAlign.Left) => Row(new PdfCell(text, 0, Width, style, align));

    /// <summary>Texts side by side, line by line, as many lines as the longest takes.</summary>
    public void Row(params IReadOnlyList<PdfCell> cells)
    {
        var broken = cells.Select(cell => PdfLines.Of(cell.Text, cell.Width, cell.Style)).ToList();
        var height = cells.Max(cell => cell.Style.LineHeight);
        for (var line = 0; line < broken.Max(lines => lines.Count); line++)
        {
            if (top - height < Margin)
                page = Turn();
            top -= height;
            foreach (var (cell, lines) in cells.Zip(broken))
            {
                if (line < lines.Count)
                    Set(lines[line], cell);
            }
        }
    }

    /// <summary>A line over the whole width.</summary>
    public void Rule(string color, double thickness)
    {
        var rgb = Convert.FromHexString(color.AsSpan(1));
        page.SetStrokeColor(rgb[0], rgb[1], rgb[2]);
        page.DrawLine(new PdfPoint(Margin, top), new PdfPoint(Margin + Width, top), thickness);
    }

    /// <summary>A picture at the left edge, within this size.</summary>
    public void Picture(ReceiptLogo logo, double widest, double highest)
    {
        var scale = Math.Min(widest / logo.Width, highest / logo.Height);
        var (width, height) = (logo.Width * scale, logo.Height * scale);
        var place = new PdfRectangle(Margin, top - height, Margin + width, top);
        if (logo.IsPng)
            page.AddPng(logo.Bytes, place);
        else
            page.AddJpeg(logo.Bytes, place);
        top -= height;
    }

    /// <summary>The file.</summary>
    public byte[] Build() => builder.Build();

    /// <inheritdoc />
    public void Dispose() => builder.Dispose();

    private PdfPageBuilder Turn()
    {
        var next = builder.AddPage(PageSize.A4);
        top = next.PageSize.Height - Margin;
        return next;
    }

    private void Set(string line, PdfCell cell)
    {
        if (line.Length == 0)
            return;
        var (red, green, blue) = cell.Style.IsMuted ? Muted : Ink;
        page.SetTextAndFillColor(red, green, blue);
        var indent = cell.Align == PdfAlign.Right ? cell.Width - cell.Style.Face.WidthOf(line, cell.Style.Size) : 0;
        var baseline = top + ((cell.Style.LineHeight - cell.Style.Size) / 2) + (cell.Style.Size * .2);
        page.AddText(line, cell.Style.Size, new PdfPoint(Margin + cell.Left + indent, baseline), FontFor(cell.Style.Face, line));
    }

    private PdfDocumentBuilder.AddedFont FontFor(PdfTypeface face, string line)
    {
        if (!fonts.TryGetValue(face, out var known) || known.Letters.Union(line).Count() > MostLetters)
            fonts[face] = known = (builder.AddTrueTypeFont(face.Bytes), []);
        known.Letters.UnionWith(line);
        return known.Font;
    }
}
