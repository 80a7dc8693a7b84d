using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.Domain.Insights;

/// <summary>
/// The finances as their open pages ask for them, asked once for everybody who sees the same. Adding up a year of a large practice takes
/// most of a second of a processor, and its sessions change all day: a page that follows the changes gets sums of the last few seconds
/// and asks once more when they are over. The rows behind a figure are cheap, and are those of now.
/// </summary>
public sealed class FinanceRereads(FinanceQueries finances, FinanceRowQueries rows, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How old the sums on a page that follows may be: it asks again that long after a change.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private static readonly string[] Kinds = [Topics.Sessions, Topics.Programs, Topics.Accounts, Topics.Practice];

    private readonly SharedReads<(SessionScope Scope, FinanceQuestion Question, int Skip, int Take), Result<FinanceReport>> reports = new(feed, Kinds, Pace, clock);
    private readonly SharedReads<(SessionScope Scope, FinanceRowsQuestion Question), FinanceWhole> wholes = new(feed, Kinds, Pace, clock);

    /// <summary>As <see cref="FinanceQueries.ReadAsync"/>, with its problems.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="question">What.</param>
    /// <param name="skip">Parts before the page.</param>
    /// <param name="take">Parts on the page.</param>
    /// <param name="follows">The page is there already and follows a change: sums of the last <see cref="Pace"/> will do.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Result<FinanceReport>> ReportAsync(Actor actor, FinanceQuestion question, int skip, int take, bool follows, CancellationToken cancel)
    {
        if (!FinanceQueries.MaySee(actor))
            return Problem.Forbidden();
        var key = (SessionScope.Of(actor), question, skip, take);
        return follows ? await reports.ReadLatelyAsync(key, ReadAsync, cancel) : await reports.ReadAsync(key, ReadAsync, cancel);

        Task<Result<FinanceReport>> ReadAsync() => finances.ReadAsync(actor, question, skip, take, CancellationToken.None);
    }

    /// <summary>As <see cref="FinanceRowQueries.ReadAsync"/>, with its problems: the rows of now, their sum as old as that of <see cref="ReportAsync"/>.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="question">What.</param>
    /// <param name="skip">Rows before the page.</param>
    /// <param name="take">Rows on the page.</param>
    /// <param name="follows">The page is there already and follows a change.</param>
    /// <param name="cancel">Ends the wait.</param>
    public async Task<Result<FinanceRows>> RowsAsync(Actor actor, FinanceRowsQuestion question, int skip, int take, bool follows, CancellationToken cancel)
    {
        if (!FinanceQueries.MaySee(actor))
            return Problem.Forbidden();
        if (question.Period.Check() is { } refused)
            return refused;
        var key = (SessionScope.Of(actor), question);
        var whole = follows ? await wholes.ReadLatelyAsync(key, WholeAsync, cancel) : await wholes.ReadAsync(key, WholeAsync, cancel);
        return new FinanceRows(await rows.PageAsync(actor, question, skip, take, cancel), whole.Count, whole.SumMinor, whole.Name);

        Task<FinanceWhole> WholeAsync() => rows.WholeAsync(actor, question, CancellationToken.None);
    }
}
