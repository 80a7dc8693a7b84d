using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CoachHub.Tests.Architecture;

namespace CoachHub.Tests.EndToEnd;

/// <summary>CoachHub as a process of its own, as people run it: settings by environment, one port, killed when the test ends.</summary>
public sealed class AppProcess : IAsyncDisposable
{
    private readonly string[] arguments;
    private readonly string workingFolder;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly ConcurrentQueue<string> output = new();
    private Process? process;

    public AppProcess(string workingFolder, IReadOnlyDictionary<string, string> settings, params string[] arguments) =>
        (this.workingFolder, this.settings, this.arguments) = (workingFolder, settings, arguments);

    /// <summary>The port is the same after a restart: open pages reconnect to it.</summary>
    public int Port { get; } = FreePort();

    public Uri Address => new($"http://localhost:{Port}");

    /// <summary>What it wrote, for a failing test to show.</summary>
    public string Output => string.Join('\n', output);

    /// <summary>Hears each line that it writes, as it comes.</summary>
    public event Action<string>? Said;

    /// <summary>A browser without scripts at its pages: no cookies of its own, no redirects.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>Types a line.</summary>
    public async Task TellAsync(string line)
    {
        await process!.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>Runs it to its end, as a command.</summary>
    public async Task<int> RunAsync()
    {
        process = Launch();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>Starts it and waits until it serves.</summary>
    public async Task StartAsync()
    {
        var serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process = Launch(line =>
        {
            if (line.Contains("Now listening on", StringComparison.Ordinal))
                serving.TrySetResult();
        });
        process.Exited += (_, _) => serving.TrySetException(new InvalidOperationException($"CoachHub stopped:\n{Output}"));
        process.EnableRaisingEvents = true;
        await serving.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private Process Launch(Action<string>? heard = null)
    {
        var start = new ProcessStartInfo(BuiltApp())
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["Urls"] = Address.ToString().TrimEnd('/');
        start.Environment["DOTNET_ENVIRONMENT"] = "Production";
        foreach (var (key, value) in settings)
            start.Environment[key] = value;

        var started = new Process { StartInfo = start };
        started.OutputDataReceived += (_, line) => Hear(line.Data);
        started.ErrorDataReceived += (_, line) => Hear(line.Data);
        started.Start();
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return started;

        void Hear(string? line)
        {
            if (line is null)
                return;
            output.Enqueue(line);
            Said?.Invoke(line);
            heard?.Invoke(line);
        }
    }

    // The same configuration as these tests were built in: .../bin/Debug/net10.0.
    private static string BuiltApp()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(Sources.Root, "CoachHub.App", "bin", here.Parent!.Name, here.Name, "CoachHub.App");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
