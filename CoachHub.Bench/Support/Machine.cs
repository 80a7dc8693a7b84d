using System.Globalization;
using System.Runtime.InteropServices;

namespace CoachHub.Bench.Support;

/// <summary>What the figures were taken on.</summary>
public static class Machine
{
    public static string Shape { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GB, {RuntimeInformation.FrameworkDescription}");

    /// <summary>The machine's load over the last minute when the benchmarks began: what others were doing.</summary>
    public static string Load { get; } = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <summary>Where databases and builds of the benchmarks stay from one run to the next.</summary>
    public static string Folder { get; } = Path.Combine(Path.GetTempPath(), "coachhub-bench");
}
