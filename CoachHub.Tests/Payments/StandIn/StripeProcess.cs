using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>What came into the stand-in's books after some number.</summary>
/// <param name="Last">The last number in them.</param>
/// <param name="Sessions">Checkouts.</param>
/// <param name="Refunds">Refunds.</param>
/// <param name="Events">The names of what is to be told, in its order.</param>
/// <param name="Violations">What Stripe would have frowned at, since ever.</param>
public sealed record StandInView(int Last, JsonObject[] Sessions, JsonObject[] Refunds, string[] Events, string[] Violations);

/// <summary>The stand-in as a process of its own, which may die at any moment: it is started again on its port, over its books, before it is next asked.</summary>
public sealed class StripeProcess : IAsyncDisposable
{
    private readonly string books;
    private readonly IReadOnlyList<string> more;
    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly List<Life> lives = [];

    /// <param name="books">The file with its books.</param>
    /// <param name="more">More options, see <see cref="StandInProgram"/>.</param>
    public StripeProcess(string books, params string[] more) => (this.books, this.more) = (books, more);

    public int Port { get; private set; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>How often it died and was started again.</summary>
    public int Deaths => Math.Max(0, lives.Count - 1);

    /// <summary>How long it took to start, in all.</summary>
    public TimeSpan Starting { get; private set; }

    /// <summary>Starts it, unless it runs.</summary>
    public async Task StartAsync() => await LiveAsync();

    /// <summary><c>kill -9</c>; one that is just starting is let come up first.</summary>
    public async Task KillAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (lives is not [.., { Process: { HasExited: false } running }])
                return;
            running.Kill();
            await running.WaitForExitAsync();
        }
        finally
        {
            starting.Release();
        }
    }

    public async Task<StandInView> BooksAsync(int after = 0) => (await AskAsync<StandInView>(string.Create(CultureInfo.InvariantCulture, $"books?after={after}")))!;

    public Task<bool> PayAsync(string id, bool later = false) => AskAsync<bool>($"pay?id={id}&later={(later ? "true" : "false")}");

    public Task<bool> BankAsync(string id, bool pays) => AskAsync<bool>($"bank?id={id}&pays={(pays ? "true" : "false")}");

    public Task<int> TickAsync() => AskAsync<int>("tick");

    public Task<string?> RefundThereAsync(string intent, long amount) => AskAsync<string>(string.Create(CultureInfo.InvariantCulture, $"refund?intent={intent}&amount={amount}"));

    public Task<bool> FailRefundAsync(string id) => AskAsync<bool>($"fail-refund?id={id}");

    public Task<bool> SetAmountAsync(string id, long value) => AskAsync<bool>(string.Create(CultureInfo.InvariantCulture, $"amount?id={id}&value={value}"));

    public Task<bool> SetClockAsync(DateTimeOffset now) => AskAsync<bool>(string.Create(CultureInfo.InvariantCulture, $"clock?at={now.ToUnixTimeSeconds()}"));

    public Task<bool> SetFaultsAsync(FaultPlan plan) => AskAsync<bool>("faults", plan);

    /// <summary>Tells these, in this order. Null when it died over it: nobody knows then what was told.</summary>
    public async Task<int[]?> DeliverAsync(Uri to, IReadOnlyList<EventTelling> tellings)
    {
        var life = await LiveAsync();
        try
        {
            return await SendAsync<int[]>(life, $"deliver?to={Uri.EscapeDataString(to.AbsoluteUri)}", tellings, default);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            await DeadAsync(life.Process, fault);
            return null;
        }
    }

    /// <summary>Waits until somebody waits for an answer that does not come; ends also when it dies, or when the wait is given up.</summary>
    public async Task HeldAsync(CancellationToken cancel)
    {
        try
        {
            await SendAsync<bool>(await LiveAsync(), "held", null, cancel);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            // Then nobody waits.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var life in lives)
        {
            life.Process.Dispose();
            life.Http.Dispose();
        }

        starting.Dispose();
    }

    private async Task<Life> LiveAsync()
    {
        await starting.WaitAsync();
        try
        {
            if (lives is [.., { Process.HasExited: false } running])
                return running;
            var begun = Stopwatch.GetTimestamp();
            var process = Launch();
            // A client of its own: one that tried to reach the dead would hand its failure to whoever asks the living.
            var life = new Life(process, new HttpClient { Timeout = TimeSpan.FromSeconds(60) });
            lives.Add(life);
            Port = await PortAsync(process).WaitAsync(TimeSpan.FromSeconds(60));
            Starting += Stopwatch.GetElapsedTime(begun);
            return life;
        }
        finally
        {
            starting.Release();
        }
    }

    private async Task<T?> AskAsync<T>(string what, object? body = null)
    {
        var life = await LiveAsync();
        try
        {
            return await SendAsync<T>(life, what, body, default);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            // It died of the request before this one, and did not hear this one.
            await DeadAsync(life.Process, fault);
            return await SendAsync<T>(await LiveAsync(), what, body, default);
        }
    }

    private async Task<T?> SendAsync<T>(Life life, string what, object? body, CancellationToken cancel)
    {
        using var answer = await life.Http.PostAsJsonAsync(new Uri($"{Address}{StandInControl.Path}{what}"), body, cancel);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The stand-in, asked for {what}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}");
        return await answer.Content.ReadFromJsonAsync<T>(cancel);
    }

    private static async Task DeadAsync(Process process, Exception fault)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException("The stand-in lives, and did not do as it was told.", fault);
        }
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "CoachHub.Tests"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var argument in (string[])[StandInProgram.Name, "--port", Port.ToString(CultureInfo.InvariantCulture), "--books", books, "--tied", "true", .. more])
            start.ArgumentList.Add(argument);
        // It lives for seconds: code is compiled once and quickly.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_gcServer"] = "0";
        return Process.Start(start)!;
    }

    private static async Task<int> PortAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(StandInProgram.Listens, StringComparison.Ordinal))
                return int.Parse(line.AsSpan(StandInProgram.Listens.Length), CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException("The stand-in did not start.");
    }

    private sealed record Life(Process Process, HttpClient Http);
}
