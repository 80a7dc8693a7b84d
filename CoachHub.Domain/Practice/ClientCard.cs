namespace CoachHub.Domain.Practice;

/// <summary>What a session's card in the client area may show besides date, time, title and status, which are always there.</summary>
public enum ClientCardPart
{
    /// <summary>The price.</summary>
    Price,

    /// <summary>Whether it is paid.</summary>
    Payment,

    /// <summary>The place.</summary>
    Location,

    /// <summary>The address of the video call.</summary>
    VideoLink,

    /// <summary>The coach's name.</summary>
    Coach,

    /// <summary>The documents that were shared.</summary>
    Documents,
}

/// <summary>Where coaches begin after signing in.</summary>
public enum CoachLanding
{
    /// <summary>Their home: today first.</summary>
    Home,

    /// <summary>The session list.</summary>
    Sessions,
}
