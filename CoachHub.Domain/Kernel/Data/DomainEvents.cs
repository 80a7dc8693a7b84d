using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>Reacts to an event of a lower feature, inside the transaction that raised it. Handlers are stateless singletons.</summary>
public interface IDomainEventHandler
{
    /// <summary>Changes tracked entities on <paramref name="db"/>; the save that follows writes them.</summary>
    Task HandleAsync(AppDbContext db, object happened, CancellationToken cancel);

    /// <summary>Why what a lower feature is about to do may not happen, or null. It changes nothing.</summary>
    Task<Problem?> RefusesAsync(AppDbContext db, object wanted, CancellationToken cancel) => Task.FromResult<Problem?>(null);
}

internal static class DomainEvents
{
    public static async Task HandleAsync(AppDbContext db, CancellationToken cancel)
    {
        for (var events = db.TakeEvents(); events.Count > 0; events = db.TakeEvents())
        {
            var handlers = HandlersOf(db);
            foreach (var happened in events)
            {
                foreach (var handler in handlers)
                    await handler.HandleAsync(db, happened, cancel);
            }
        }
    }

    public static async Task<Problem?> RefusesAsync(AppDbContext db, object wanted, CancellationToken cancel)
    {
        foreach (var handler in HandlersOf(db))
        {
            if (await handler.RefusesAsync(db, wanted, cancel) is { } problem)
                return problem;
        }

        return null;
    }

    // Not through db.GetService: EF asks its own services first, and those answer every IEnumerable with an empty one.
    private static IEnumerable<IDomainEventHandler> HandlersOf(AppDbContext db) =>
        db.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider?.GetServices<IDomainEventHandler>() ?? [];
}
