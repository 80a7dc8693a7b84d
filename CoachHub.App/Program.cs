using CoachHub.App.Hosting;

return await Launcher.RunAsync(args);

/// <summary>The entry point; public so that tests can host the application.</summary>
public sealed partial class Program;
