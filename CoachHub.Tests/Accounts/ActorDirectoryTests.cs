using System.Data.Common;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CoachHub.Tests.Accounts;

public sealed class ActorDirectoryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Find_AccountSwitchedOffWhileItIsRead_IsNotKept()
    {
        var meanwhile = new Meanwhile();
        await using var harness = await DomainHarness.CreateAsync(services =>
            services.AddSingleton<IDbContextOptionsConfiguration<SqliteAppDbContext>>(new Interception(meanwhile)));
        var coach = await harness.Given.CoachAsync();
        meanwhile.Act = () =>
        {
            using var db = harness.Db();
            db.Set<User>().Where(u => u.Id == coach.Id).ExecuteUpdate(set => set.SetProperty(u => u.DisabledAtUtc, harness.NowUtc));
            harness.Feed.Publish(Topics.Accounts, coach.Id);
        };

        await harness.Get<ActorDirectory>().FindAsync(coach.Id, Cancel);

        Assert.Null(meanwhile.Act);
        Assert.Null(await harness.Get<ActorDirectory>().FindAsync(coach.Id, Cancel));
    }

    /// <summary>Does something once, right after people were read.</summary>
    private sealed class Meanwhile : DbCommandInterceptor
    {
        public Action? Act { get; set; }

        public override ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (command.CommandText.Contains("\"Users\"", StringComparison.Ordinal))
            {
                var act = Act;
                Act = null;
                act?.Invoke();
            }

            return ValueTask.FromResult(result);
        }
    }

    private sealed class Interception(IInterceptor interceptor) : IDbContextOptionsConfiguration<SqliteAppDbContext>
    {
        public void Configure(IServiceProvider serviceProvider, DbContextOptionsBuilder optionsBuilder) => optionsBuilder.AddInterceptors(interceptor);
    }
}
