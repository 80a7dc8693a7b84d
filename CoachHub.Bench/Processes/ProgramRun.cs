using System.Diagnostics;
using System.Globalization;
using CoachHub.Bench.Support;

namespace CoachHub.Bench.Processes;

/// <summary>The published program as a process, watched from outside.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private static string Published { get; } = Path.Combine(Machine.Folder, "published");

    private ProgramRun(Process process) => Process = process;

    public Process Process { get; }

    /// <summary>Builds the program as it is shipped.</summary>
    public static async Task PublishAsync()
    {
        using var publish = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "publish", "CoachHub.App", "-c", "Release", "-o", Published, "--nologo", "-v", "q" },
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
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ProgramRun(process);
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
