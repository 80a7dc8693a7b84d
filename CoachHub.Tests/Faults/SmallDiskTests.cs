using System.Diagnostics;
using System.Net;
using CoachHub.App;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.EndToEnd;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Faults;

/// <summary>The real program on a real small file system: full, and read-only. Mounting one takes root; elsewhere these are skipped.</summary>
public sealed class SmallDiskTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("coachhub-disk-").FullName;
    private FaultServer? server;
    private bool mounted;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        mounted = await MountAsync("-t", "tmpfs", "-o", "size=8m", "tmpfs", folder);
        if (mounted)
            server = await FaultServer.CreateAsync(folder);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        if (mounted)
            await RunAsync("umount", folder);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Disk_RunsFull_SavesAreRefusedInWordsAndAllGoesOnOnceThereIsRoom()
    {
        var running = Mounted();
        await running.App.StartAsync();
        using var browser = await running.SignedInAsync();
        var before = await running.SavedAsync(running.Order(notify: true));
        await FaultServer.UntilAsync(async () => await running.ToldAsync(before) == ToldState.Told);

        var filler = Path.Combine(folder, "filler");
        FillUp(filler);
        var (saved, refused) = await SaveUntilRefusedAsync(running);

        Assert.Equal("storage.full", refused.Code);
        using (var page = await browser.GetAsync(AppRoutes.Sessions, Cancel))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            Assert.Contains($"data-session-id=\"{before}\"", await page.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        await using (var db = running.Db())
            Assert.False(await db.Set<Session>().AnyAsync(session => session.Title == refused.Title, Cancel));
        File.Delete(filler);
        saved.Add(await running.SavedAsync(running.Order(notify: true)));

        foreach (var id in saved)
            await FaultServer.UntilAsync(async () => await running.ToldAsync(id) == ToldState.Told);
        Assert.Equal(saved.Count + 1, running.Mail.Received.Count);
        await running.AssertWholeAsync();
    }

    [Fact]
    public async Task Folder_IsReadOnly_TheStartSaysSoInOneLineAndALaterStartWorks()
    {
        var running = Mounted();
        running.LetGo();
        Assert.True(await MountAsync("-o", "remount,ro", folder));
        await using (var refused = new AppProcess(Path.GetTempPath(), running.Settings))
        {
            Assert.Equal(1, await refused.RunAsync());
            Assert.Contains($"CoachHub cannot start: Data:Folder: {folder}", refused.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal);
        }

        Assert.True(await MountAsync("-o", "remount,rw", folder));
        await running.App.StartAsync();
        await running.SavedAsync(running.Order());
    }

    private FaultServer Mounted()
    {
        Assert.SkipWhen(server is null, "A small file system cannot be mounted here: that takes root.");
        return server!;
    }

    private static void FillUp(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>The database has pages of its own to use up first.</summary>
    private static async Task<(List<int> Saved, DriverAnswer Refused)> SaveUntilRefusedAsync(FaultServer server)
    {
        var saved = new List<int>();
        while (saved.Count < 500)
        {
            var answer = await server.SaveAsync(server.Order(notify: true) with { Notes = new string('n', 9_000) });
            if (answer.Code is not null)
                return (saved, answer);
            saved.Add(answer.Id);
        }

        throw new InvalidOperationException("The disk never ran full.");
    }

    private static async Task<bool> MountAsync(params string[] arguments) => OperatingSystem.IsLinux() && await RunAsync("mount", arguments) == 0;

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync(Cancel);
        return process.ExitCode;
    }
}
