using CoachHub.Domain;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Hosting.Demo;

/// <summary>Fills an empty database with a practice to look around in: whole, or not at all.</summary>
internal static class DemoPractice
{
    /// <summary>Makes the practice; false when the database is not empty, which is left as it is.</summary>
    public static async Task<bool> MakeAsync(IServiceProvider services, string databasePath, CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var clock = new DemoClock { NowUtc = now };
        using var scope = services.CreateScope();
        var hasher = scope.ServiceProvider.GetRequiredService<IPasswordHasher<User>>();
        // The domain once more over the same file, with a clock that can be turned back: the history takes its times from there.
        var past = new ServiceCollection();
        past.AddLogging();
        past.AddSingleton<TimeProvider>(clock);
        past.AddCoachHubDomain(databasePath);
        await using (var domain = past.BuildServiceProvider())
        {
            await using (var db = await domain.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(cancel))
            await using (var write = await db.BeginWriteAsync([], cancel))
            {
                if (await db.Set<PracticeSettings>().AnyAsync(cancel) || await db.Set<User>().AnyAsync(cancel))
                    return false;
                await new DemoBuilder(db, clock, now, user => hasher.HashPassword(user, DemoPeople.Password), cancel).BuildAsync();
                await write.CommitAsync(cancel);
            }

            await new DemoPrograms(domain, clock, now, cancel).MakeAsync();
        }

        var feed = services.GetRequiredService<ChangeFeed>();
        foreach (var topic in new[] { Topics.Practice, Topics.Accounts, Topics.Clients, Topics.Sessions })
            feed.Publish(topic, 0);
        return true;
    }
}
