using System.Runtime.CompilerServices;

namespace CoachHub.Tests.Architecture;

/// <summary>The repository's text files, for rules that the compiled program no longer shows.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    /// <summary>Files of a project, generated ones left out, as (path from the root, text).</summary>
    public static IEnumerable<(string Path, string Text)> Of(string project, params string[] extensions) =>
        Directory.EnumerateFiles(Path.Combine(Root, project), "*", SearchOption.AllDirectories)
            .Where(file => extensions.Contains(Path.GetExtension(file)))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/Migrations/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllText(Path.Combine(Root, path))));

    public static int LineOf(string text, int index) => text.AsSpan(0, index).Count('\n') + 1;

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
