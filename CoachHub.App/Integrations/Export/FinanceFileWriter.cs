using System.Globalization;
using System.Text;
using CoachHub.App.Components.Insights;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Integrations.Export;

/// <summary>Writes what the finances show as CSV, in the words of who reads it: the table with its total, or the rows behind a figure. Amounts are bare numbers, beside their currency.</summary>
public sealed class FinanceFileWriter(IStringLocalizer<Words> L)
{
    /// <summary>Writes row by row.</summary>
    public Task WriteAsync(Stream to, Reader reader, FinanceState state, ExportedFinances finances, CancellationToken cancel) => CsvFile.WriteAsync(
        to,
        text =>
        {
            if (finances.Report is { } report)
                AddTable(text, reader, state, report, finances.Currency);
            if (finances.Rows is not null)
                AddHeads(text, state);
        },
        finances.Rows,
        (text, row) => AddRow(text, reader, row, finances.Currency),
        cancel);

    private void AddHeads(StringBuilder text, FinanceState state)
    {
        var paid = state.Show is FinanceFigure.Collected or FinanceFigure.Refunded;
        CsvText.AddRow(text, paid ? L["Paid on"] : L["Date"], L["Client"], L["Session"], L["Session on"], L["Coach"], L["Amount"], L["Currency"], L["Method"], L["Payment"]);
    }

    private void AddTable(StringBuilder text, Reader reader, FinanceState state, FinanceReport report, string currency)
    {
        CsvText.AddRow(text, [FinanceWords.Grouping(L, state.By), .. Enum.GetValues<FinanceFigure>().Select(figure => FinanceWords.Figure(L, figure)), L["Currency"]]);
        foreach (var line in report.Lines)
            AddLine(text, FinanceWords.Part(L, state.By, line.Key, line.Name, reader.Culture), line.Sums, currency);
        AddLine(text, L["Total"], report.Total, currency);
    }

    private static void AddLine(StringBuilder text, string name, FinanceSums sums, string currency) =>
        CsvText.AddRow(text, [name, .. Enum.GetValues<FinanceFigure>().Select(figure => Amount(sums.MinorOf(figure), currency)), currency]);

    private void AddRow(StringBuilder text, Reader reader, FinanceRow row, string currency) => CsvText.AddRow(
        text,
        FinanceState.Text(row.Day),
        row.ClientName,
        SessionTitle.Of(L, row.Title, row.ClientName, row.ClientLanguage),
        reader.Local(row.StartsAtUtc).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
        row.CoachName,
        Amount(row.AmountMinor, currency),
        currency,
        FinanceWords.Methods(L, row),
        SessionWords.Payment(L, row.Payment));

    private static string Amount(long minor, string currency) => new Money(minor, currency).ToDecimal().ToString($"F{Money.DigitsOf(currency)}", CultureInfo.InvariantCulture);
}
