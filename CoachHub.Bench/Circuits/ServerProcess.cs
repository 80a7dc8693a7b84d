using System.Diagnostics;
using System.Globalization;
using CoachHub.Bench.Support;

namespace CoachHub.Bench.Circuits;

/// <summary>
/// A server in a process of its own, so that its processor time and its heap are its own: this program again, told to serve. It is
/// asked by lines on its input and answers by lines on its output.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync(string kind, int port, params string[] settings)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        var start = Self.Start([Hosted.Verb, kind, $"--Urls={address.AbsoluteUri.TrimEnd('/')}", .. settings]);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        var server = new ServerProcess(Process.Start(start)!, address);
        if (await server.ReadAsync() != "ready")
            throw new InvalidOperationException($"The server {kind} did not start.");
        return server;
    }

    /// <summary>Processor time since the start, milliseconds.</summary>
    public async Task<double> CpuAsync() => double.Parse(await AskAsync("cpu"), CultureInfo.InvariantCulture);

    /// <summary>Bytes that are left after a forced collection.</summary>
    public async Task<double> HeapAsync() => double.Parse(await AskAsync("heap"), CultureInfo.InvariantCulture);

    public async Task<string> AskAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return await ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }

    private async Task<string> ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Hosted.Mark, StringComparison.Ordinal))
                return line[Hosted.Mark.Length..];
            Console.WriteLine($"  server: {line}");
        }

        throw new InvalidOperationException("The server process ended.");
    }
}
