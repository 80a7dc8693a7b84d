namespace CoachHub.Domain.Practice;

/// <summary>How clients reach the practice; each may be empty.</summary>
/// <param name="Phone">One line, as typed.</param>
/// <param name="Address">Postal address, several lines.</param>
/// <param name="Email">The address that clients write to.</param>
public sealed record PracticeContact(string Phone, string Address, string Email);
