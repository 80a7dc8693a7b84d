using System.Collections.Concurrent;
using System.Data.Common;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Support;

/// <summary>Counts what is asked of the database, so that a statement that creeps into a hot path fails a test.</summary>
public sealed class Statements : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> seen = new();

    /// <summary>The statements that <paramref name="act"/> ran, in order.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(IServiceProvider services, Func<Task> act)
    {
        var statements = services.GetRequiredService<Statements>();
        statements.seen.Clear();
        await act();
        return [.. statements.seen];
    }

    /// <summary>How many statements <paramref name="act"/> ran.</summary>
    public static async Task<int> CountAsync(IServiceProvider services, Func<Task> act) => (await OfAsync(services, act)).Count;

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        seen.Enqueue(command.CommandText);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        seen.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        seen.Enqueue(command.CommandText);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        seen.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        seen.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }

    internal static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<Statements>();
        services.AddSingleton<IDbContextOptionsConfiguration<SqliteAppDbContext>>(provider => new Configuration(provider.GetRequiredService<Statements>()));
    }

    private sealed class Configuration(Statements statements) : IDbContextOptionsConfiguration<SqliteAppDbContext>
    {
        public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(statements);
    }
}
