using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Mail;

/// <summary>A template of a mail about sessions that were paid online.</summary>
public abstract class PaymentMailTemplate<TContent> : MailTemplate<TContent> where TContent : PaymentMail
{
    /// <summary>What was paid in all.</summary>
    protected string Total => Amount(Content.TotalMinor);

    /// <summary>A line for each session, and the sum of several.</summary>
    protected IReadOnlyList<FactRow> Rows => Content.Sessions.Count == 1
        ? [.. Content.Sessions.Select(Row)]
        : [.. Content.Sessions.Select(Row), new FactRow(L["In all"], Total)];

    /// <summary>Nobody may take a test for money.</summary>
    protected string? TestNote => Content.IsTest ? L["This was a test: no real money was moved."].Value : null;

    protected override Dictionary<string, string> Values => new(base.Values)
    {
        ["client"] = Content.ClientName,
        ["count"] = Content.Sessions.Count.ToString(Times.Culture),
        ["amount"] = Total,
    };

    private FactRow Row(PaidSession session) => new(L["Session"], $"{Times.Day(session.StartsAtUtc)} · {Amount(session.AmountMinor)}")
    {
        More = [session.Title ?? L["Session with {0}", session.CoachName], L["{0} ({1} min)", Times.Time(session.StartsAtUtc), session.DurationMinutes], Times.Zone(session.StartsAtUtc)],
    };

    private string Amount(long minor) => new Money(minor, Content.Currency).ToString(Times.Culture);
}
