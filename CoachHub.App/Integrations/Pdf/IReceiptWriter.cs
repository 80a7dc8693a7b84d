namespace CoachHub.App.Integrations.Pdf;

/// <summary>Makes a file of a receipt.</summary>
public interface IReceiptWriter
{
    /// <summary>The file's content.</summary>
    byte[] Write(ReceiptSheet sheet);
}

/// <summary>A receipt in words, ready to be set; every text may be long, and of any script.</summary>
/// <param name="Heading">What it is, with its number.</param>
/// <param name="PracticeName">Stands at the top where there is no logo.</param>
/// <param name="Accent">Colour of the line below it, <c>#rrggbb</c>.</param>
/// <param name="Logo">A PNG or JPEG file, or null.</param>
/// <param name="Parties">Who issued it, to whom and when.</param>
/// <param name="Headers">Of the three columns.</param>
/// <param name="Session">What was paid for.</param>
/// <param name="SessionMore">Smaller, below it.</param>
/// <param name="When">When that was.</param>
/// <param name="WhenMore">Smaller, below it.</param>
/// <param name="Amount">What it cost.</param>
/// <param name="Total">What was paid.</param>
/// <param name="Payments">How and when, a line each.</param>
/// <param name="Refunds">What was given back since, a line each.</param>
/// <param name="TaxLine">Several lines; may be empty.</param>
public sealed record ReceiptSheet(
    string Heading, string PracticeName, string Accent, ReceiptLogo? Logo, IReadOnlyList<ReceiptParty> Parties, IReadOnlyList<string> Headers,
    string Session, string SessionMore, string When, string WhenMore, string Amount, string Total,
    IReadOnlyList<string> Payments, IReadOnlyList<string> Refunds, string TaxLine);

/// <summary>A picture at the top.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="IsPng">PNG; otherwise JPEG.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record ReceiptLogo(byte[] Bytes, bool IsPng, int Width, int Height);

/// <summary>Somebody, or something, named at the top.</summary>
/// <param name="Label">What it is.</param>
/// <param name="Name">The name.</param>
/// <param name="Lines">Below it, several lines; may be empty.</param>
public sealed record ReceiptParty(string Label, string Name, string Lines);
