using CoachHub.Domain.Clients;

namespace CoachHub.App.Components.Clients;

/// <summary>What is typed about a client. The names of the properties are those of <see cref="ClientInput"/>: problems find their field by them.</summary>
public sealed class ClientForm
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public int? CoachId { get; set; }

    public static ClientForm Of(ClientInput input) => new()
    {
        FirstName = input.FirstName,
        LastName = input.LastName,
        Email = input.Email,
        Phone = input.Phone,
        CoachId = input.CoachId,
    };

    public ClientInput ToInput() => new() { FirstName = FirstName, LastName = LastName, Email = Email, Phone = Phone, CoachId = CoachId };
}
