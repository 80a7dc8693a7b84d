using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using CoachHub.App;
using CoachHub.Domain;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.EndToEnd;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Faults;

/// <summary>
/// The real program with a <see cref="Driver"/> in it, its database and a mail server, all of which a test may harm. The test looks
/// into the database from outside.
/// </summary>
public sealed class FaultServer : IAsyncDisposable
{
    public const string Password = "seven odd green herons";

    private readonly TestDatabase database;
    private readonly ServiceProvider services;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<DriverAnswer>> waiting = new();
    private readonly Channel<DriverAnswer> answers = Channel.CreateUnbounded<DriverAnswer>();
    private int tags;

    private FaultServer(TestDatabase database, string folder, IEnumerable<(string Key, string Value)> settings)
    {
        (this.database, Folder) = (database, folder);
        services = new ServiceCollection().AddLogging().AddCoachHubDomain(FilePath).BuildServiceProvider();
        Given = new Given(services);
        Mail.Start();
        Settings = new Dictionary<string, string>
        {
            ["Data__Folder"] = folder,
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail__Security"] = "None",
            ["Mail__User"] = "ada",
            ["Mail__Password"] = "post horn",
            ["Mail__FromAddress"] = "practice@elan.example",
            ["Mail__GraceSeconds"] = "0",
            ["DOTNET_STARTUP_HOOKS"] = typeof(Driver).Assembly.Location,
            ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = typeof(Driver).Assembly.GetName().Name!,
        };
        foreach (var (key, value) in settings)
            Settings[key] = value;
        App = new AppProcess(folder, Settings);
        App.Said += Hear;
    }

    public string Folder { get; }

    public string FilePath => Path.Combine(Folder, "coachhub.db");

    public Dictionary<string, string> Settings { get; }

    public SmtpSink Mail { get; } = new();

    public AppProcess App { get; }

    public Given Given { get; }

    public Actor Coach { get; private set; } = null!;

    public Actor Administrator { get; private set; } = null!;

    public IReadOnlyList<Actor> Clients { get; private set; } = [];

    /// <summary>Answers to orders that nobody waits for by <see cref="SaveAsync"/>.</summary>
    public ChannelReader<DriverAnswer> Answers => answers.Reader;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A practice with a coach, an administrator and some clients; not started. <paramref name="folder"/> takes the database where one is given.</summary>
    public static async Task<FaultServer> CreateAsync(string? folder = null, params (string Key, string Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync();
        if (folder is not null)
            File.Copy(database.FilePath, Path.Combine(folder, "coachhub.db"));
        var server = new FaultServer(database, folder ?? database.Folder, settings);
        var hasher = server.services.GetRequiredService<IPasswordHasher<User>>();
        server.Administrator = await server.Given.AdministratorAsync(with: user => user.PasswordHash = hasher.HashPassword(user, Password));
        server.Coach = await server.Given.CoachAsync();
        var clients = new List<Actor>();
        foreach (var name in (string[])["Anna Petit", "Elise Fabre", "Nora York"])
            clients.Add(await server.Given.ClientAsync(server.Coach, name));
        server.Clients = clients;
        server.LetGo();
        return server;
    }

    /// <summary>A context over the same file.</summary>
    public AppDbContext Db() => services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

    /// <summary>Closes the test's connections: the next one to open the file finds it as the program left it.</summary>
    public void LetGo()
    {
        using var db = Db();
        SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
    }

    /// <summary>An order for the first client, on a day of its own.</summary>
    public DriverOrder Order(bool notify = false)
    {
        var tag = Interlocked.Increment(ref tags);
        return new DriverOrder($"t{tag}", Coach.Id, Clients[0].Id, $"{new DateTime(2029, 1, 1).AddDays(tag):yyyy-MM-dd}", "10:00") { Title = $"Talk {tag}", Notify = notify };
    }

    /// <summary>Has one session saved and returns what the service said.</summary>
    public async Task<DriverAnswer> SaveAsync(DriverOrder order)
    {
        var answer = await BeginSaveAsync(order);
        return await answer.WaitAsync(TimeSpan.FromSeconds(60), Cancel);
    }

    /// <summary>Has one session saved; the task ends when the service has answered.</summary>
    public async Task<Task<DriverAnswer>> BeginSaveAsync(DriverOrder order)
    {
        var answer = waiting[order.Tag] = new TaskCompletionSource<DriverAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        await App.TellAsync(JsonSerializer.Serialize(order));
        await App.TellAsync(Driver.Go);
        return answer.Task;
    }

    /// <summary>Has one session saved that nothing stands in the way of; returns its id.</summary>
    public async Task<int> SavedAsync(DriverOrder order)
    {
        var answer = await SaveAsync(order);
        Assert.Null(answer.Code);
        return answer.Id;
    }

    /// <summary>The administrator's browser.</summary>
    public async Task<HttpClient> SignedInAsync()
    {
        var browser = App.Browser();
        await using var db = Db();
        var email = (await db.Set<User>().AsNoTracking().SingleAsync(user => user.Id == Administrator.Id, Cancel)).Email!;
        using var done = await WebForm.SendAsync(
            browser, AppRoutes.Login, "login", Cancel, true, ("Input.Email", email), ("Input.Password", Password), ("Input.Act", "password"));
        browser.DefaultRequestHeaders.Add("Cookie", done.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("CoachHub.SignIn=", StringComparison.Ordinal)).Split(';')[0]);
        return browser;
    }

    public async Task<ToldState> ToldAsync(int sessionId)
    {
        await using var db = Db();
        return await db.Set<Session>().Where(s => s.Id == sessionId).Select(s => s.Told).SingleAsync(Cancel);
    }

    /// <summary>The newest mail about a session.</summary>
    public async Task<MailMessage> MailOfAsync(int sessionId)
    {
        await using var db = Db();
        var ids = db.Set<MailAbout>().Where(about => about.SessionId == sessionId).Select(about => about.MailId);
        return await db.Set<MailMessage>().AsNoTracking().Where(mail => ids.Contains(mail.Id)).OrderByDescending(mail => mail.Id).FirstAsync(Cancel);
    }

    /// <summary>The wait of a mail that is tried again later is over, and the program is woken.</summary>
    public async Task LetTimePassAsync(int mailId)
    {
        await using (var db = Db())
        {
            var now = DateTime.UtcNow;
            await db.Set<MailMessage>().Where(mail => mail.Id == mailId).ExecuteUpdateAsync(set => set.SetProperty(mail => mail.NextAttemptUtc, now), Cancel);
        }

        await SavedAsync(Order());
    }

    /// <summary>How often the server took the message.</summary>
    public int Taken(MailMessage mail) => Mail.Received.Count(received => received.Message.MessageId == mail.MessageId);

    /// <summary>Looks again and again until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo, int seconds = 60)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isSo())
            await pace.WaitForNextTickAsync(limit.Token);
    }

    /// <summary>The file is whole, and every row that names another finds it.</summary>
    public async Task AssertWholeAsync()
    {
        await using var db = Db();
        Assert.Equal(["ok"], await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync(Cancel));
        Assert.Empty(await db.Database.SqlQueryRaw<string>("SELECT \"table\" AS Value FROM pragma_foreign_key_check").ToListAsync(Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Mail.DisposeAsync();
        LetGo();
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    private void Hear(string line)
    {
        if (!line.StartsWith(Driver.Mark, StringComparison.Ordinal))
            return;
        var answer = JsonSerializer.Deserialize<DriverAnswer>(line[Driver.Mark.Length..])!;
        if (waiting.TryRemove(answer.Tag, out var one))
            one.SetResult(answer);
        else
            answers.Writer.TryWrite(answer);
    }
}

/// <summary>How long a loop of faults runs: briefly with all tests, as long as one likes by hand.</summary>
internal static class Effort
{
    /// <summary>Rounds of killing the program: <c>COACHHUB_ROUNDS</c>.</summary>
    public static int Rounds => Number("COACHHUB_ROUNDS", 3);

    /// <summary>Attempts to book at once: <c>COACHHUB_ATTEMPTS</c>.</summary>
    public static int Attempts => Number("COACHHUB_ATTEMPTS", 60);

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) && number > 0 ? number : otherwise;
}
