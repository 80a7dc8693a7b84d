using CoachHub.Domain.Mail;

namespace CoachHub.Domain.Sessions;

/// <summary>Why there is nothing to tell a client now.</summary>
public enum NothingToTell
{
    /// <summary>It is a slot.</summary>
    NoClient,

    /// <summary>The client's account has no usable address, or is archived.</summary>
    NoAddress,

    /// <summary>It is called off: the cancellation goes out by itself.</summary>
    CalledOff,

    /// <summary>It is closed: completed or a no-show.</summary>
    Closed,

    /// <summary>Its end has passed.</summary>
    Past,

    /// <summary>The client knows the facts (D5).</summary>
    NothingNew,

    /// <summary>A mail with these facts is on its way already.</summary>
    OnItsWay,
}

/// <summary>The mail that a notify would send now, or why there is none.</summary>
public readonly record struct NextMail(MailType? Type, NothingToTell? WhyNot)
{
    /// <summary>This mail is due.</summary>
    public static NextMail Send(MailType type) => new(type, null);

    /// <summary>None, because.</summary>
    public static NextMail None(NothingToTell why) => new(null, why);
}

/// <summary>What a mail tells whose text is fixed and that has no answer yet.</summary>
/// <param name="FactsHash">The facts.</param>
/// <param name="Documents">How many documents the session had had.</param>
public readonly record struct InFlight(string FactsHash, int Documents);

/// <summary>Which mail tells a client what is true. Pure: from the session, the address and the time (D2 to D5, D30).</summary>
public static class Telling
{
    /// <summary>What *Save and notify* or *Send confirmation* would send.</summary>
    /// <param name="session">The session as it is, or as it would be saved.</param>
    /// <param name="reachable">The client has an address that works.</param>
    /// <param name="inFlight">The mail whose text is fixed and that is under way, or null.</param>
    /// <param name="nowUtc">Now, UTC.</param>
    public static NextMail Next(Session session, bool reachable, InFlight? inFlight, DateTime nowUtc)
    {
        if (session.ClientId is null)
            return NextMail.None(NothingToTell.NoClient);
        if (session.Status.IsCalledOff())
            return NextMail.None(NothingToTell.CalledOff);
        if (session.Status == SessionStatus.Completed)
            return AfterCompletion(session, reachable, inFlight);
        if (session.Status != SessionStatus.Booked)
            return NextMail.None(NothingToTell.Closed);
        if (session.EndsAtUtc <= nowUtc)
            return NextMail.None(NothingToTell.Past);
        if (!reachable)
            return NextMail.None(NothingToTell.NoAddress);
        if (inFlight is { } sent)
            return News(session, sent, NothingToTell.OnItsWay);
        return session.ToldAtUtc is null
            ? NextMail.Send(MailType.BookingConfirmation)
            : News(session, new InFlight(session.ToldFactsHash!, session.ToldDocuments), NothingToTell.NothingNew);
    }

    private static NextMail News(Session session, InFlight known, NothingToTell otherwise)
    {
        if (known.FactsHash != session.FactsHash)
            return NextMail.Send(MailType.SessionUpdate);
        return session.NewestDocument > known.Documents ? NextMail.Send(MailType.NewDocuments) : NextMail.None(otherwise);
    }

    /// <summary>After the session only documents are news (D30), to a client who was told of the session.</summary>
    private static NextMail AfterCompletion(Session session, bool reachable, InFlight? inFlight)
    {
        if (session.ToldAtUtc is null || !ToldRule.HasUntoldDocuments(session))
            return NextMail.None(NothingToTell.Closed);
        if (!reachable)
            return NextMail.None(NothingToTell.NoAddress);
        return inFlight is { } sent && session.NewestDocument <= sent.Documents
            ? NextMail.None(NothingToTell.OnItsWay)
            : NextMail.Send(MailType.NewDocuments);
    }

    /// <summary>
    /// True when a mail that still waits is the one that a notify would ask for: its text is fixed when it is claimed, from what is
    /// true then. A cancellation that waits is withdrawn when the session is booked again.
    /// </summary>
    public static bool Waits(MailMessage? pending, Session session) =>
        pending is { State: MailState.Queued, Type: not MailType.Cancellation }
        && (session.Status == SessionStatus.Booked || (session.Status == SessionStatus.Completed && pending.Type == MailType.NewDocuments));
}
