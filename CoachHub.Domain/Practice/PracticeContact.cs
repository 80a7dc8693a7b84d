namespace CoachHub.Domain.Practice;

/// <summary>How clients reach the practice; each may be empty.</summary>
/// <param name="Phone">One line, as typed.</param>
/// <param name="Address">Postal address, several lines.</param>
/// <param name="Email">The address that clients write to.</param>
public sealed record PracticeContact(string Phone, string Address, string Email)
{
    /// <summary>There is no way.</summary>
    public static PracticeContact None { get; } = new("", "", "");

    /// <summary>The postal address on one line.</summary>
    public string AddressLine => string.Join(", ", Address.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>All that there is, on one line; empty where there is nothing.</summary>
    public string Line => string.Join(" · ", new[] { Phone, Email, AddressLine }.Where(part => part.Length > 0));
}
