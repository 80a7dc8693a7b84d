namespace CoachHub.Domain.Sessions;

/// <summary>A session as its client sees it: told facts and what is shown, nothing private (D1).</summary>
/// <param name="Id">The session.</param>
/// <param name="Facts">The facts as they are; on cards without what the practice leaves out there.</param>
/// <param name="ZoneId">The zone in which it was planned.</param>
/// <param name="Status">Status.</param>
/// <param name="Payment">Payment; null where cards leave it out.</param>
/// <param name="SharedNote">The shared note.</param>
/// <param name="FactsHash">What acknowledging and cancelling refer to: the facts and the documents.</param>
/// <param name="Acknowledged">The client said to have seen these facts.</param>
public sealed record ClientSession(
    int Id, SessionFacts Facts, string ZoneId, SessionStatus Status, PaymentStatus? Payment, string? SharedNote, string FactsHash, bool Acknowledged)
{
    /// <summary>What the coach shared; those that no mail has named yet are new.</summary>
    public IReadOnlyList<SessionDocumentRow> Documents { get; init; } = [];

    /// <summary>Until when the client may cancel alone, UTC; null when there is nothing to cancel.</summary>
    public DateTime? CancelUntilUtc { get; init; }

    /// <summary>It is paid, and had a price: there is a receipt.</summary>
    public bool HasReceipt { get; init; }

    /// <summary>It has a price, and that is still to be paid; false where cards leave the payment out.</summary>
    public bool IsOwed { get; init; }

    /// <summary>True while the client may cancel alone.</summary>
    public bool MayCancel(DateTime nowUtc) => CancelUntilUtc is { } until && nowUtc <= until && nowUtc < Facts.StartsAtUtc;
}

/// <summary>How a client reaches the coach.</summary>
/// <param name="Name">The coach.</param>
/// <param name="Email">The coach's address, or null.</param>
/// <param name="Phone">The coach's phone, or null.</param>
public sealed record CoachContact(string Name, string? Email, string? Phone);

/// <summary>One session, whole.</summary>
/// <param name="Session">The session.</param>
/// <param name="Coach">With whom, and how to reach them.</param>
public sealed record ClientSessionDetails(ClientSession Session, CoachContact Coach);

/// <summary>What the client area begins with.</summary>
/// <param name="Ahead">Booked and not over, soonest first (D28).</param>
/// <param name="CalledOff">Called off, and their time is still ahead: nobody is to wait in vain.</param>
/// <param name="Figures">Figures over all of the client's sessions.</param>
public sealed record ClientOutlook(IReadOnlyList<ClientSession> Ahead, IReadOnlyList<ClientSession> CalledOff, ClientFigures Figures);

/// <summary>A client's sessions in figures.</summary>
/// <param name="Ahead">Booked and not over.</param>
/// <param name="Completed">Took place.</param>
/// <param name="CompletedMinutes">How long those took together.</param>
public sealed record ClientFigures(int Ahead, int Completed, long CompletedMinutes);

/// <summary>A line of the client's history or payments.</summary>
/// <param name="Id">The session.</param>
/// <param name="StartsAtUtc">UTC.</param>
/// <param name="DurationMinutes">How long.</param>
/// <param name="Title">The title; null = the automatic one.</param>
/// <param name="CoachName">With whom.</param>
/// <param name="Status">Status.</param>
/// <param name="Payment">Payment.</param>
/// <param name="PriceMinor">Price in minor units, or null.</param>
public sealed record ClientSessionLine(
    int Id, DateTime StartsAtUtc, int DurationMinutes, string? Title, string CoachName, SessionStatus Status, PaymentStatus Payment, long? PriceMinor)
{
    /// <summary>What was paid of it and not given back, minor units.</summary>
    public long ReceivedMinor { get; init; }

    /// <summary>What was given back, minor units.</summary>
    public long RefundedMinor { get; init; }

    /// <summary>What is still to be paid, minor units.</summary>
    public long OwedMinor => Payment == PaymentStatus.Pending ? Math.Max((PriceMinor ?? 0) - ReceivedMinor, 0) : 0;

    /// <summary>It is paid, and had a price: there is a receipt.</summary>
    public bool HasReceipt => Payment == PaymentStatus.Paid && PriceMinor > 0;
}

/// <summary>A page of lines, counted from 1.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Number">Which page.</param>
/// <param name="HasNext">There are more after it.</param>
public sealed record ClientLines(IReadOnlyList<ClientSessionLine> Lines, int Number, bool HasNext);

/// <summary>What a client owes and has paid (D25): sessions with a price whose payment was not dropped.</summary>
/// <param name="Owed">Not paid yet, soonest first.</param>
/// <param name="OwedMinor">Their sum, of those beyond the shown ones too.</param>
/// <param name="PaidMinor">The sum that was paid and not given back.</param>
/// <param name="RefundedMinor">The sum that was given back.</param>
/// <param name="Settled">A page of those that were paid or refunded, latest first.</param>
public sealed record ClientPayments(IReadOnlyList<ClientSessionLine> Owed, long OwedMinor, long PaidMinor, long RefundedMinor, ClientLines Settled);
