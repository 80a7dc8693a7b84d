namespace CoachHub.Domain.Clients;

/// <summary>A client to choose.</summary>
/// <param name="Id">The client.</param>
/// <param name="Name">First and family name.</param>
/// <param name="Email">The address.</param>
/// <param name="CoachId">The assigned coach, or null.</param>
public sealed record ClientChoice(int Id, string Name, string Email, int? CoachId);

/// <summary>A coach to choose.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">First and family name.</param>
public sealed record AssignableCoach(int Id, string Name);

/// <summary>A client as the list shows it.</summary>
/// <param name="Id">The client.</param>
/// <param name="Name">First and family name.</param>
/// <param name="Email">The address.</param>
/// <param name="Phone">Telephone, or null.</param>
/// <param name="CoachId">The assigned coach, or null.</param>
/// <param name="CoachName">That coach's name.</param>
public sealed record ClientRow(int Id, string Name, string Email, string? Phone, int? CoachId, string? CoachName);

/// <summary>A client as the profile's header and its contact form show it.</summary>
/// <param name="Id">The client.</param>
/// <param name="FirstName">Given name.</param>
/// <param name="LastName">Family name.</param>
/// <param name="Email">The address, which is also the sign-in name.</param>
/// <param name="Phone">Telephone, or null.</param>
/// <param name="CoachId">The assigned coach, or null.</param>
/// <param name="CoachName">That coach's name.</param>
/// <param name="ZoneId">IANA zone in which the client reads times.</param>
/// <param name="Archived">The client is archived: hidden in lists, sign-in off.</param>
public sealed record ClientProfile(
    int Id,
    string FirstName,
    string LastName,
    string Email,
    string? Phone,
    int? CoachId,
    string? CoachName,
    string ZoneId,
    bool Archived)
{
    /// <summary>First and family name.</summary>
    public string Name => $"{FirstName} {LastName}";
}

/// <summary>What the client list is sorted by.</summary>
public enum ClientSort
{
    /// <summary>The client's name.</summary>
    Name,

    /// <summary>The assigned coach's name, then the client's; those without a coach first.</summary>
    Coach,
}

/// <summary>Which clients a list shows, and which page of them.</summary>
public sealed record ClientListQuery
{
    /// <summary>Words in the name or the address.</summary>
    public string? Text { get; init; }

    /// <summary>Only those assigned to this coach.</summary>
    public int? CoachId { get; init; }

    /// <summary>Only archived clients; else only those who are not.</summary>
    public bool Archived { get; init; }

    /// <summary>The order.</summary>
    public ClientSort Sort { get; init; }

    /// <summary>Last first.</summary>
    public bool Descending { get; init; }

    /// <summary>The page after this cursor.</summary>
    public string? After { get; init; }

    /// <summary>The page before this cursor.</summary>
    public string? Before { get; init; }

    /// <summary>Rows on a page, 1 to 100.</summary>
    public int Size { get; init; } = 50;
}
