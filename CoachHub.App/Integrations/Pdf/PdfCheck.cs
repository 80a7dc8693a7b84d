using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;

namespace CoachHub.App.Integrations.Pdf;

/// <summary>Lets through PDF files that can be read and do nothing by themselves (quality.md, Documents).</summary>
public sealed class PdfCheck : IDocumentCheck
{
    public Problem? Check(ReadOnlyMemory<byte> content) =>
        content.Span.StartsWith("%PDF-"u8) ? new PdfScan(content).Run() : Problem.Invalid("document.not_pdf");
}
