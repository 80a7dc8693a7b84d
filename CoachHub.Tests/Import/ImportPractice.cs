using System.Globalization;
using System.Text;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Import;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Import;

/// <summary>A practice with a coach, an administrator, and a desk to import at.</summary>
internal sealed class ImportPractice : IAsyncDisposable
{
    private ImportPractice(DomainHarness harness, Actor admin) => (Harness, Admin) = (harness, admin);

    public DomainHarness Harness { get; }

    public Actor Admin { get; }

    public ImportDesk Desk => Harness.Get<ImportDesk>();

    public IReadOnlyList<string> Files => Directory.Exists(Path.Combine(Harness.Folder, "imports")) ? Directory.GetFiles(Path.Combine(Harness.Folder, "imports")) : [];

    public static async Task<ImportPractice> CreateAsync()
    {
        DomainHarness? harness = null;
        harness = await DomainHarness.CreateAsync(services => AddTo(services, () => harness!.Folder));
        await harness.Given.CoachAsync(with: user => user.ChangeEmail("claire@example.org"));
        return new ImportPractice(harness, await harness.Given.AdministratorAsync());
    }

    /// <summary>What the page needs beside the domain.</summary>
    public static void AddTo(IServiceCollection services, Func<string> folder)
    {
        services.AddLocalization();
        services.AddSingleton(_ => AppSettings.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Data:Folder", folder())]).Build()));
        services.AddSingleton<ImportEngine>().AddSingleton<ImportPreviewer>().AddSingleton<ImportDesk>();
    }

    /// <summary>A file of sessions one after the other, all of one client who comes with them.</summary>
    public static string Sessions(int rows)
    {
        var file = new StringBuilder("id,start_utc,duration_minutes,client_email,coach_email,client_name\n");
        for (var row = 0; row < rows; row++)
        {
            var start = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(row);
            file.Append(CultureInfo.InvariantCulture, $"{row},{start:yyyy-MM-dd'T'HH:mm:ss'Z'},50,nora@example.org,claire@example.org,Nora New\n");
        }

        return file.ToString();
    }

    public Task<Result<ImportTask>> TryTakeAsync(byte[] content, Actor? who = null) =>
        Desk.TakeAsync(who ?? Admin, "file.csv", content.Length, new MemoryStream(content), TestContext.Current.CancellationToken);

    public async Task<ImportTask> TakeAsync(string content, Actor? who = null) => (await TryTakeAsync(Encoding.UTF8.GetBytes(content), who)).Value;

    public async Task RunAsync(Actor? who = null)
    {
        Assert.Null(Desk.Start(who ?? Admin).Problem);
        await Desk.Find(who ?? Admin)!.Work.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Harness.DisposeAsync();
}
