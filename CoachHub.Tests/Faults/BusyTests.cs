using System.Net;
using CoachHub.App;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Data.Sqlite;

namespace CoachHub.Tests.Faults;

/// <summary>Another process holds the right to write.</summary>
public sealed class BusyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Save_DatabaseIsBusy_WaitsSecondsThenSaysSoAndTheRestGoesOn()
    {
        await using var server = await FaultServer.CreateAsync();
        await server.App.StartAsync();
        using var browser = await server.SignedInAsync();
        var told = await server.SavedAsync(server.Order(notify: true));
        await FaultServer.UntilAsync(async () => await server.ToldAsync(told) == ToldState.Told);

        // Held for a second: the save waits and goes in.
        var patient = await WhileHeldAsync(server, async () =>
        {
            var answer = await server.BeginSaveAsync(server.Order(notify: true));
            using var second = new PeriodicTimer(TimeSpan.FromSeconds(1));
            await second.WaitForNextTickAsync(Cancel);
            Assert.False(answer.IsCompleted);
            return answer;
        });
        Assert.Null((await patient).Code);

        // Held for longer than anybody waits: refused in words, and whoever reads notices nothing.
        var refused = server.Order(notify: true);
        var (code, list) = await WhileHeldAsync(server, async () =>
        {
            var answer = await server.BeginSaveAsync(refused);
            using var page = await browser.GetAsync(AppRoutes.Sessions, Cancel);
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
            return ((await answer).Code, await page.Content.ReadAsStringAsync(Cancel));
        });
        Assert.Equal("storage.busy", code);
        Assert.Contains($"data-session-id=\"{told}\"", list, StringComparison.Ordinal);

        var id = await server.SavedAsync(refused with { Tag = "again" });
        await FaultServer.UntilAsync(async () => await server.ToldAsync(id) == ToldState.Told && await server.ToldAsync((await patient).Id) == ToldState.Told);
        Assert.Equal(3, server.Mail.Received.Count);
        await server.AssertWholeAsync();
    }

    private static async Task<T> WhileHeldAsync<T>(FaultServer server, Func<Task<T>> act)
    {
        await using var connection = new SqliteConnection($"Data Source={server.FilePath};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var transaction = connection.BeginTransaction(deferred: false);
        return await act();
    }
}
