using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>Hands out contexts of the configured provider as the type that features know.</summary>
public sealed class AppDbContextFactory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<AppDbContext>
    where TContext : AppDbContext
{
    /// <inheritdoc />
    public AppDbContext CreateDbContext()
    {
        var db = inner.CreateDbContext();
        db.Reset();
        return db;
    }
}
