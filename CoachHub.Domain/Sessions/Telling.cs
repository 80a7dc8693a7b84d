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

/// <summary>Which mail tells a client what is true. Pure: from the session, the address and the time (D2 to D5, D30).</summary>
public static class Telling
{
    /// <summary>What *Save and notify* or *Send confirmation* would send.</summary>
    /// <param name="session">The session as it is, or as it would be saved.</param>
    /// <param name="reachable">The client has an address that works.</param>
    /// <param name="inFlightHash">The facts of a mail whose text is fixed and that is under way, or null.</param>
    /// <param name="nowUtc">Now, UTC.</param>
    public static NextMail Next(Session session, bool reachable, string? inFlightHash, DateTime nowUtc)
    {
        if (session.ClientId is null)
            return NextMail.None(NothingToTell.NoClient);
        if (session.Status.IsCalledOff())
            return NextMail.None(NothingToTell.CalledOff);
        if (session.Status != SessionStatus.Booked)
            return NextMail.None(NothingToTell.Closed);
        if (session.EndsAtUtc <= nowUtc)
            return NextMail.None(NothingToTell.Past);
        if (!reachable)
            return NextMail.None(NothingToTell.NoAddress);
        if (inFlightHash is not null)
        {
            return inFlightHash == session.FactsHash
                ? NextMail.None(NothingToTell.OnItsWay)
                : NextMail.Send(MailType.SessionUpdate);
        }

        if (session.ToldAtUtc is null)
            return NextMail.Send(MailType.BookingConfirmation);
        return ToldRule.KnowsOldFacts(session)
            ? NextMail.Send(MailType.SessionUpdate)
            : NextMail.None(NothingToTell.NothingNew);
    }
}
