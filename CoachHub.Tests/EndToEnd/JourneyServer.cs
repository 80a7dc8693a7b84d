using System.Globalization;
using CoachHub.Domain;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.EndToEnd;

/// <summary>One practice for a class of journeys: the database, the running application and a mail server beside it.</summary>
public class JourneyServer : IAsyncLifetime
{
    public const string Password = "seven odd green herons";

    private TestDatabase database = null!;
    private ServiceProvider services = null!;

    public SmtpSink Mail { get; } = new();

    /// <summary>How long mails wait so that they can be undone.</summary>
    protected virtual int GraceSeconds => 0;

    /// <summary>How the practice is set up before the application reads it.</summary>
    protected virtual Action<PracticeSettings>? Settings => null;

    public AppProcess App { get; private set; } = null!;

    /// <summary>Puts people and sessions straight into the database, before or while the application runs.</summary>
    public Given Given { get; private set; } = null!;

    public AppDbContext Db() => services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

    /// <summary>Lets a person sign in with <see cref="Password"/>.</summary>
    public void GivePassword(User user) =>
        user.PasswordHash = services.GetRequiredService<IPasswordHasher<User>>().HashPassword(user, Password);

    public async Task<string> EmailAsync(Actor person)
    {
        await using var db = Db();
        return (await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == person.Id)).Email!;
    }

    /// <summary>The next message to each of these addresses. Others that come meanwhile, a reminder for instance, are let pass.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> NextToAsync(IReadOnlyList<string> addresses, CancellationToken cancel)
    {
        var found = new ReceivedMail?[addresses.Count];
        while (found.Contains(null))
        {
            var mail = await Mail.NextAsync(cancel: cancel);
            for (var i = 0; i < found.Length; i++)
                found[i] ??= mail.To.Contains(addresses[i]) ? mail : null;
        }

        return found!;
    }

    /// <summary>The next message to this address.</summary>
    public async Task<ReceivedMail> NextToAsync(string address, CancellationToken cancel) => (await NextToAsync([address], cancel))[0];

    /// <summary>A wall-clock time some days from now, as <see cref="Given.SessionAsync"/> takes it.</summary>
    public static string At(int days, string time) => $"{DateOf(days)} {time}";

    /// <summary>The date some days from now, in the zone of everybody in a journey.</summary>
    public static string DateOf(int days) =>
        NodaTime.SystemClock.Instance.GetCurrentInstant().InZone(NodaTime.DateTimeZoneProviders.Tzdb[Given.Zone]).Date.PlusDays(days).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Starts what runs beside the application, and says in its settings where.</summary>
    protected virtual Task BesideAsync(string folder, Dictionary<string, string> settings) => Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        services = new ServiceCollection().AddLogging().AddCoachHubDomain(database.FilePath).BuildServiceProvider();
        Given = new Given(services);
        Mail.Start();
        var settings = new Dictionary<string, string>
        {
            ["Data__Folder"] = database.Folder,
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = Mail.Port.ToString(CultureInfo.InvariantCulture),
            ["Mail__Security"] = "None",
            ["Mail__FromAddress"] = "practice@elan.example",
            ["Mail__GraceSeconds"] = GraceSeconds.ToString(CultureInfo.InvariantCulture),
        };
        App = new AppProcess(database.Folder, settings);
        await BesideAsync(database.Folder, settings);
        await Given.PracticeAsync(Settings);
        await App.StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
        await Mail.DisposeAsync();
        await services.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
