namespace CoachHub.App.Hosting.Commands;

/// <summary>The commands beside serving: <c>check</c> and <c>import</c>.</summary>
public static class CommandLine
{
    public static bool IsCommand(string[] args) => args is ["check" or "import", ..];

    public static async Task<int> RunAsync(IServiceProvider services, AppSettings settings, string[] args)
    {
        await Console.Error.WriteLineAsync($"unknown command: {args[0]}");
        return 2;
    }
}
