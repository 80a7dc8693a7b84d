namespace CoachHub.App.Integrations.Pdf;

/// <summary>Sets a receipt on a sheet of A4.</summary>
public sealed class PdfReceiptWriter(ILogger<PdfReceiptWriter> log) : IReceiptWriter
{
    private const double LogoWidth = 180, LogoHeight = 60;
    private const string Grey = "#cfd5dd";

    // A picture is unpacked dot by dot to be set; a larger one would keep whoever asks waiting.
    private const int MostDots = 2_000_000;

    private static readonly PdfStyle Name = new(15, IsBold: true), Heading = new(20, IsBold: true), Label = new(8.5, IsMuted: true), Text = new(10), Strong = new(10, IsBold: true),
        Small = new(8.5, IsMuted: true), Total = new(13, IsBold: true);

    public byte[] Write(ReceiptSheet sheet)
    {
        if (sheet.Logo is { } logo && (long)logo.Width * logo.Height <= MostDots)
        {
            try
            {
                return Set(sheet, logo);
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                // Whatever a picture holds that the writer cannot take: the receipt is owed all the same.
                log.LogWarning(fault, "The logo could not be set on a receipt.");
            }
        }

        return Set(sheet, null);
    }

    private static byte[] Set(ReceiptSheet sheet, ReceiptLogo? logo)
    {
        using var pdf = new PdfSheet(sheet.Heading, sheet.PracticeName);
        if (logo is not null)
            pdf.Picture(logo, LogoWidth, LogoHeight);
        else
            pdf.Write(sheet.PracticeName, Name);
        pdf.Skip(10);
        pdf.Rule(sheet.Accent, 2);
        pdf.Skip(22);
        pdf.Write(sheet.Heading, Heading);
        pdf.Skip(14);
        SetParties(pdf, sheet.Parties);
        pdf.Skip(24);
        SetSession(pdf, sheet);
        pdf.Skip(16);
        pdf.Write(sheet.Total, Total, PdfAlign.Right);
        foreach (var line in sheet.Payments)
            pdf.Write(line, Text, PdfAlign.Right);
        if (sheet.Refunds.Count > 0)
            pdf.Skip(6);
        foreach (var line in sheet.Refunds)
            pdf.Write(line, Strong, PdfAlign.Right);
        if (sheet.TaxLine.Length > 0)
        {
            pdf.Skip(28);
            pdf.Write(sheet.TaxLine, Text);
        }

        return pdf.Build();
    }

    private static void SetParties(PdfSheet pdf, IReadOnlyList<ReceiptParty> parties)
    {
        var column = pdf.Width / parties.Count;
        PdfCell[] Cells(Func<ReceiptParty, string> text, PdfStyle style) => [.. parties.Select((party, i) => new PdfCell(text(party), column * i, column - 14, style))];
        pdf.Row(Cells(party => party.Label, Label));
        pdf.Row(Cells(party => party.Name, Strong));
        if (parties.Any(party => party.Lines.Length > 0))
            pdf.Row(Cells(party => party.Lines, Text));
    }

    private static void SetSession(PdfSheet pdf, ReceiptSheet sheet)
    {
        double second = pdf.Width * .5, third = pdf.Width * .78;
        PdfCell[] Cells(string one, string two, string three, PdfStyle style, PdfStyle amount) =>
        [
            new(one, 0, second - 14, style), new(two, second, third - second - 10, style with { IsBold = false }), new(three, third, pdf.Width - third, amount, PdfAlign.Right),
        ];
        pdf.Row(Cells(sheet.Headers[0], sheet.Headers[1], sheet.Headers[2], Label, Label));
        pdf.Skip(5);
        pdf.Rule(Grey, .8);
        pdf.Skip(6);
        pdf.Row(Cells(sheet.Session, sheet.When, sheet.Amount, Strong, Strong));
        pdf.Row(Cells(sheet.SessionMore, sheet.WhenMore, "", Small, Small));
        pdf.Skip(7);
        pdf.Rule(Grey, .8);
    }
}
