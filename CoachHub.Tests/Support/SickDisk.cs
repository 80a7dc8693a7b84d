using System.Data.Common;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Support;

/// <summary>
/// A disk that a test fills or makes read-only. SQLite itself refuses, with the codes that a real disk would make it give, on
/// every connection that is opened from then on.
/// </summary>
public sealed class SickDisk : DbConnectionInterceptor
{
    private const string Healthy = "PRAGMA max_page_count=1073741823; PRAGMA query_only=0;";

    private string? illness;

    /// <summary>The file cannot grow by one page more.</summary>
    public void Fill() => illness = "PRAGMA max_page_count=1;";

    /// <summary>Nothing can be written.</summary>
    public void MakeReadOnly() => illness = "PRAGMA query_only=1;";

    /// <summary>All is well again.</summary>
    public void Mend() => illness = Healthy;

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (illness is null)
            return;
        using var command = connection.CreateCommand();
        command.CommandText = illness;
        command.ExecuteNonQuery();
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }

    internal static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<SickDisk>();
        services.AddSingleton<IDbContextOptionsConfiguration<SqliteAppDbContext>>(provider => new Configuration(provider.GetRequiredService<SickDisk>()));
    }

    private sealed class Configuration(SickDisk disk) : IDbContextOptionsConfiguration<SqliteAppDbContext>
    {
        public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(disk);
    }
}
