using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel.Data;

namespace CoachHub.Domain.Clients;

/// <summary>Writes new clients with their accounts past the change tracker, for imports that bring hundreds along.</summary>
/// <param name="db">A context inside <see cref="AppDbContext.BeginWriteAsync"/>.</param>
internal sealed class NewClients(AppDbContext db) : IDisposable
{
    private readonly NewRows<User> users = new(db);
    private readonly NewRows<Client> clients = new(db);

    /// <summary>Writes a client and the account; returns the id of both.</summary>
    public async ValueTask<int> AddAsync(Client client, CancellationToken cancel)
    {
        client.User.Id = (int)await users.AddAsync(client.User, cancel);
        await clients.AddAsync(new Client { Id = client.User.Id, CoachId = client.CoachId, CoachNotes = client.CoachNotes }, cancel);
        return client.User.Id;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        users.Dispose();
        clients.Dispose();
    }
}
