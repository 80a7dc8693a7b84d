using CoachHub.App.Integrations.Pdf;
using CoachHub.Domain;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CoachHub.Tests.Support;

/// <summary>The whole domain over a database of its own, with a clock that the test moves.</summary>
public sealed class DomainHarness : IAsyncDisposable
{
    /// <summary>Where every test begins: a Monday morning, UTC.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase database;
    private readonly ServiceProvider services;

    private DomainHarness(TestDatabase database, Action<IServiceCollection>? configure)
    {
        this.database = database;
        var collection = new ServiceCollection();
        AddTo(collection, database, Clock);
        configure?.Invoke(collection);
        services = collection.BuildServiceProvider(validateScopes: true);
        Given = new Given(services);
    }

    public FakeTimeProvider Clock { get; } = new(Start);

    public Given Given { get; }

    public IServiceProvider Services => services;

    public FakeMailServer MailServer => Get<FakeMailServer>();

    public ChangeFeed Feed => Get<ChangeFeed>();

    public DateTime NowUtc => Clock.GetUtcNow().UtcDateTime;

    /// <summary>The test's folder: the database, and whatever the test writes.</summary>
    public string Folder => database.Folder;

    /// <summary>A harness over a fresh database; <paramref name="configure"/> replaces ports with fakes.</summary>
    public static async Task<DomainHarness> CreateAsync(Action<IServiceCollection>? configure = null) =>
        new(await TestDatabase.CreateAsync(), configure);

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    /// <summary>A context of the caller's own: dispose it before asking for what others wrote.</summary>
    public AppDbContext Db(Actor? actor = null)
    {
        var db = Get<IDbContextFactory<AppDbContext>>().CreateDbContext();
        return actor is null ? db : db.ActingAs(actor);
    }

    /// <summary>Lets the grace pass, hands whatever is due to <see cref="MailServer"/>, and says what that was.</summary>
    public async Task<IReadOnlyList<ClaimedMail>> DeliverAsync(CancellationToken cancel)
    {
        Clock.Advance(TimeSpan.FromSeconds(11));
        var outbox = Get<Outbox>();
        List<ClaimedMail> delivered = [];
        while (await outbox.ClaimDueAsync(10, cancel) is [_, ..] claimed)
        {
            foreach (var mail in claimed)
                await outbox.SettleAsync(mail, await MailServer.SendAsync(mail.ToAddress, mail.Mime, cancel), null, cancel);
            delivered.AddRange(claimed);
        }
        return delivered;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    internal static void AddTo(IServiceCollection services, TestDatabase database, FakeTimeProvider clock)
    {
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        services.AddSingleton<TimeProvider>(clock);
        services.AddCoachHubDomain(database.FilePath);
        services.AddSingleton<IDocumentCheck, PdfCheck>();
        services.AddSingleton<FakeMailServer>();
        services.AddSingleton<IMailTransport>(provider => provider.GetRequiredService<FakeMailServer>());
        services.AddSingleton<Func<IMailTransport>>(provider => () => provider.GetRequiredService<FakeMailServer>());
        services.AddSingleton<IMailRenderer, PlainMailRenderer>();
        services.AddSingleton<FakeGateway>();
        services.AddSingleton<IPaymentGateway>(provider => provider.GetRequiredService<FakeGateway>());
        services.AddSingleton<IKeySafe, PlainSafe>();
        Statements.AddTo(services);
        SickDisk.AddTo(services);
    }
}
