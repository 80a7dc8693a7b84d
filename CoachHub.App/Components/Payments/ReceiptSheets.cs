using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Integrations.Pdf;
using CoachHub.App.Resources;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Payments;

/// <summary>Puts a receipt into the words of who reads it. What it says was fixed when it was issued; logo and colour are the practice's of today.</summary>
public sealed class ReceiptSheets(PracticeLogo logos, IStringLocalizer<Words> L)
{
    private const string OwnAccent = "#0f6b63";

    /// <summary>The receipt as a sheet.</summary>
    public async Task<ReceiptSheet> OfAsync(Reader reader, ReceiptDetails receipt, CancellationToken cancel)
    {
        var amount = receipt.Amount.ToString(reader.Culture);
        return new ReceiptSheet(
            L["Receipt no. {0}", receipt.Number],
            receipt.PracticeName,
            AccentColor.Of(reader.Practice.Style.AccentColor)?.Light.Primary ?? OwnAccent,
            await LogoAsync(cancel),
            [
                new(L["Issued by"], receipt.PracticeName, receipt.PracticeAddress),
                new(L["Issued to"], receipt.ClientName, ""),
                new(L["Issued on"], reader.Date(receipt.IssuedAtUtc), ""),
            ],
            [L["Session"], L["Date"], L["Amount"]],
            SessionTitle.Of(L, receipt.Title, receipt.ClientName, reader.Actor.Language),
            $"{receipt.CoachName} · {L["{0} min", receipt.DurationMinutes]}",
            reader.DateAndTime(receipt.StartsAtUtc, receipt.ZoneId),
            Reader.ZoneName(receipt.ZoneId),
            amount,
            L["Paid: {0}", amount],
            PaymentWords.Payments(L, reader, receipt),
            PaymentWords.Refunds(L, reader, receipt),
            receipt.TaxLine);
    }

    // A sheet takes no picture but these two; the name stands in for others.
    private async Task<ReceiptLogo?> LogoAsync(CancellationToken cancel) =>
        await logos.FindAsync(cancel) is { Facts.ContentType: "image/png" or "image/jpeg" } logo
            ? new ReceiptLogo(logo.Bytes.ToArray(), logo.Facts.ContentType == "image/png", logo.Facts.Width, logo.Facts.Height)
            : null;
}
