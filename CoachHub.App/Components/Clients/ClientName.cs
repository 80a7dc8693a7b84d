using CoachHub.Domain.Kernel;

namespace CoachHub.App.Components.Clients;

/// <summary>A client to be named and linked to.</summary>
public sealed record ClientName(int Id, string Name)
{
    /// <summary>The client who has the address that a problem is about; null where the problem does not say.</summary>
    public static ClientName? OwnerIn(IEnumerable<Problem> problems) =>
        problems.FirstOrDefault(problem => problem.Code is "client.email_taken" or "client.email_archived") is { Arguments: [string name, int id] }
            ? new ClientName(id, name)
            : null;
}
