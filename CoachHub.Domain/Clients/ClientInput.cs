using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Clients;

/// <summary>A client's contact details as a person typed them: any field may be missing or wrong.</summary>
public sealed record ClientInput
{
    /// <summary>Given name.</summary>
    public string? FirstName { get; init; }

    /// <summary>Family name.</summary>
    public string? LastName { get; init; }

    /// <summary>The address: sign-in name, and where mails go.</summary>
    public string? Email { get; init; }

    /// <summary>Telephone; none is needed.</summary>
    public string? Phone { get; init; }

    /// <summary>The coach to assign; null = nobody. Only administrators choose.</summary>
    public int? CoachId { get; init; }

    /// <summary>Each field's problems, in the order of the form: those of <see cref="AccountFields"/>.</summary>
    public IReadOnlyList<Problem> Check()
    {
        var name = AccountFields.CheckName(FirstName, LastName);
        // The account's rules stop at the first name that is wrong; a form shows both at once.
        var family = name?.Field == nameof(FirstName) ? AccountFields.CheckName("-", LastName) : null;
        return [.. new[] { name, family, AccountFields.CheckEmail(Email), AccountFields.CheckPhone(Phone) }.OfType<Problem>()];
    }

    /// <summary>Without spaces around, blank as null: how details are compared and kept.</summary>
    internal ClientInput Cleaned() => this with
    {
        FirstName = InputText.Clean(FirstName),
        LastName = InputText.Clean(LastName),
        Email = InputText.Clean(Email),
        Phone = InputText.Clean(Phone),
    };

    /// <summary>
    /// What this person changed since <paramref name="seen"/>, put upon the details as they are <paramref name="now"/>.
    /// A field that somebody else changed to another value is a conflict: <c>client.changed_meanwhile</c>, with that value where it is text.
    /// </summary>
    internal Result<ClientInput> Upon(ClientInput now, ClientInput seen)
    {
        Problem? conflict = null;
        T Pick<T>(T mine, T before, T current, string field)
        {
            if (Equals(mine, before) || Equals(mine, current))
                return current;
            if (!Equals(before, current))
                conflict ??= current is string or null
                    ? Problem.Conflict("client.changed_meanwhile", field, current as object ?? "")
                    : Problem.Conflict("client.changed_meanwhile", field);
            return mine;
        }

        var merged = new ClientInput
        {
            FirstName = Pick(FirstName, seen.FirstName, now.FirstName, nameof(FirstName)),
            LastName = Pick(LastName, seen.LastName, now.LastName, nameof(LastName)),
            Email = Pick(Email, seen.Email, now.Email, nameof(Email)),
            Phone = Pick(Phone, seen.Phone, now.Phone, nameof(Phone)),
            CoachId = Pick(CoachId, seen.CoachId, now.CoachId, nameof(CoachId)),
        };
        return conflict is null ? merged : conflict;
    }
}
