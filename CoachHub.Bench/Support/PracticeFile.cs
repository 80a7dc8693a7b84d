using System.Globalization;
using CoachHub.Domain;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Bench.Support;

/// <summary>
/// A practice with so many sessions in a file of its own, made once and used again by later runs. The sessions lie over eight
/// years, the last of them ahead, and over coaches and clients as in a practice that grew.
/// </summary>
public sealed record PracticeFile(string Folder, int Sessions, IReadOnlyList<int> CoachIds, IReadOnlyList<int> ClientIds, DateTime NowUtc)
{
    public const string Password = "Coach-Hub-2026!";
    public const string Administrator = "admin@bench.example";

    // Another number makes the files anew.
    private const int Shape = 1;
    private const string Zone = "Europe/Paris";

    public string DatabasePath => Path.Combine(Folder, "coachhub.db");

    public static async Task<PracticeFile> OpenAsync(int sessions)
    {
        var now = DateTime.UtcNow;
        var folder = Path.Combine(Machine.Folder, string.Create(CultureInfo.InvariantCulture, $"practice-{Shape}-{now:yyyyMM}-{sessions}"));
        var path = Path.Combine(folder, "coachhub.db");
        if (!File.Exists(path))
            await MakeAsync(folder, sessions, now);
        await using var services = ServicesOver(path);
        await using var db = Db(services);
        await db.Database.MigrateAsync();
        var coaches = await db.Set<User>().Where(u => u.Role == Role.Coach).OrderBy(u => u.Id).Select(u => u.Id).ToListAsync();
        var clients = await db.Set<Client>().OrderBy(c => c.Id).Select(c => c.Id).ToListAsync();
        return new PracticeFile(folder, sessions, coaches, clients, now);
    }

    /// <summary>A copy that a scenario may write into.</summary>
    public PracticeFile Copy(string name)
    {
        var folder = Path.Combine(Machine.Folder, name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        using (var connection = Connect())
            connection.Run($"VACUUM INTO '{Path.Combine(folder, "coachhub.db")}'");
        return this with { Folder = folder };
    }

    /// <summary>The domain's services over the file.</summary>
    public ServiceProvider Services() => ServicesOver(DatabasePath);

    public SqliteConnection Connect() => RawSqlite.Open(DatabasePath);

    public static AppDbContext Db(IServiceProvider services) => services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

    private static ServiceProvider ServicesOver(string path)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddCoachHubDomain(path);
        return services.BuildServiceProvider();
    }

    private static async Task MakeAsync(string folder, int sessions, DateTime now)
    {
        Console.WriteLine($"making a practice with {sessions:N0} sessions (once)");
        var making = folder + ".making";
        if (Directory.Exists(making))
            Directory.Delete(making, recursive: true);
        Directory.CreateDirectory(making);
        var path = Path.Combine(making, "coachhub.db");
        await using (var services = ServicesOver(path))
        await using (var db = Db(services))
        {
            await db.Database.MigrateAsync();
            await PeopleAsync(db, Math.Clamp(sessions / 25_000, 2, 40), Math.Clamp(sessions / 100, 30, 8_000), now);
        }

        SqliteConnection.ClearAllPools();
        using (var connection = RawSqlite.Open(path))
            SessionRowsMaker.Fill(connection, sessions, now);
        Directory.Move(making, folder);
    }

    private static async Task PeopleAsync(AppDbContext db, int coaches, int clients, DateTime now)
    {
        db.Add(new PracticeSettings { Name = "Bench Coaching", ZoneId = Zone, Currency = "EUR" });
        var hash = new PasswordHasher<User>().HashPassword(null!, Password);
        db.Add(Person("Ada", "Martin", Administrator, Role.Administrator));
        var team = Enumerable.Range(1, coaches).Select(n => Person("Coach", Name(n * 7), $"coach{n}@bench.example", Role.Coach)).ToList();
        db.AddRange(team);
        await db.SaveChangesAsync();
        foreach (var some in Enumerable.Range(1, clients).Chunk(500))
        {
            db.ChangeTracker.Clear();
            var accounts = some.Select(n => (Number: n, User: Person(Name(n * 31), Name(n), $"client{n}@bench.example", Role.Client))).ToList();
            db.AddRange(accounts.Select(account => account.User));
            await db.SaveChangesAsync();
            db.AddRange(accounts.Select(account => new Client { Id = account.User.Id, CoachId = team[account.Number % team.Count].Id }));
            await db.SaveChangesAsync();
        }

        User Person(string first, string last, string address, Role role)
        {
            var user = User.Create(first, last, address, role, Zone, "en", now);
            user.SetPassword(hash);
            return user;
        }
    }

    /// <summary>A name of syllables: few of them share their beginnings, some do.</summary>
    private static string Name(int number)
    {
        string[] syllables = ["ba", "ro", "lin", "mer", "to", "va", "sel", "du", "ni", "gra", "por", "el", "chi", "ter", "mo", "fe"];
        var name = "";
        for (var rest = number + 16; rest > 0; rest /= 16)
            name += syllables[rest % 16];
        return char.ToUpperInvariant(name[0]) + name[1..];
    }
}
