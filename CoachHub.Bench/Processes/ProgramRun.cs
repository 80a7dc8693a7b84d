using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CoachHub.Bench.Support;

namespace CoachHub.Bench.Processes;

/// <summary>The published program as a process, watched from outside.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private static string Published { get; } = Path.Combine(Machine.Folder, "published");

    private readonly ConcurrentQueue<string> said = new();

    private ProgramRun(Process process) => Process = process;

    public Process Process { get; }

    /// <summary>The last lines that it wrote.</summary>
    public string Said => string.Join('\n', said.TakeLast(5));

    /// <summary>Builds the program as it is shipped.</summary>
    public static async Task PublishAsync()
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "publish", "CoachHub.App", "-c", "Release", "--use-current-runtime", "--self-contained", "false", "-o", Published, "--nologo", "-v", "q" },
        })!;
        await publish.WaitForExitAsync();
        if (publish.ExitCode != 0)
            throw new InvalidOperationException("Publishing failed.");
    }

    public static ProgramRun Start(params string[] arguments) => StartOther(Path.Combine(Published, "CoachHub.App.dll"), arguments);

    public static ProgramRun StartOther(string assembly, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add(assembly);
        foreach (var argument in arguments)
        {
            // Settings by the environment: they hold for serving and for commands alike.
            if (argument.StartsWith("--", StringComparison.Ordinal) && argument.Split('=', 2) is [var key, var value])
                start.Environment[key[2..].Replace(":", "__", StringComparison.Ordinal)] = value;
            else
                start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var run = new ProgramRun(process);
        process.OutputDataReceived += (_, line) => run.Hear(line.Data);
        process.ErrorDataReceived += (_, line) => run.Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return run;
    }

    /// <summary>Waits for the end of a command that must work.</summary>
    public async Task EndAsync()
    {
        await Process.WaitForExitAsync();
        if (Process.ExitCode != 0)
            throw new InvalidOperationException($"The program ended with {Process.ExitCode}: {Said}");
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        said.Enqueue(line);
        while (said.Count > 20)
            said.TryDequeue(out _);
    }

    /// <summary>Milliseconds of processor so far.</summary>
    public double Cpu()
    {
        Process.Refresh();
        return Process.TotalProcessorTime.TotalMilliseconds;
    }

    /// <summary>The most memory that it had at once, megabytes; zero where the system does not say.</summary>
    public double PeakMegabytes()
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{Process.Id}/status");
        if (!File.Exists(path))
            return 0;
        var peak = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return peak is null ? 0 : double.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
            Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
    }
}
