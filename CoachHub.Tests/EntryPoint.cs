using System.Runtime.CompilerServices;
using CoachHub.Tests.Payments.StandIn;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace CoachHub.Tests;

/// <summary>Runs the tests. By a word of its own the same executable is the payment provider that they talk to.</summary>
public static class EntryPoint
{
    public static Task<int> Main(string[] args) => args is [StandInProgram.Name, .. var options] ? StandInProgram.RunAsync(options) : TestAsync(args);

    // Apart: the stand-in is not to load what runs tests.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<int> TestAsync(string[] args) => args.Any(arg => arg is "--server" or "--internal-msbuild-node")
        ? TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
        : ConsoleRunner.Run(args);
}
