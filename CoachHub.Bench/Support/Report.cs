using System.Globalization;
using System.Text;

namespace CoachHub.Bench.Support;

/// <summary>One line of the table.</summary>
/// <param name="What">What was done.</param>
/// <param name="Floor">What it costs without us, in the same run.</param>
/// <param name="Measured">What it costs.</param>
/// <param name="Bar">The most that it may cost.</param>
/// <param name="Met">Whether it does; null where there is no bar.</param>
public sealed record Line(string What, string Floor, string Measured, string Bar, bool? Met)
{
    public string Verdict => Met switch { true => "met", false => "**not met**", null => "" };
}

/// <summary>
/// The figures of one scenario. They are printed, and kept as a section of <c>bench/results.md</c>: a scenario that runs alone
/// replaces its own section and leaves the others as they are.
/// </summary>
public sealed class Report(string bar, string title)
{
    private const string Mark = "## ";
    private readonly List<Line> lines = [];
    private readonly List<string> notes = [];

    public static string FilePath { get; } = Path.Combine("bench", "results.md");

    public void Add(string what, string floor, string measured, string bar, bool? met)
    {
        lines.Add(new Line(what, floor, measured, bar, met));
        Console.WriteLine($"{bar,-8} {what,-58} floor {floor,-24} measured {measured,-34} {(met == false ? "NOT MET" : met == true ? "met" : "")}");
    }

    /// <summary>A sentence below the table: how it was measured, why a bar is not met and what is planned.</summary>
    public void Note(string sentence) => notes.Add(sentence);

    /// <summary>Why a bar is not met, and what is planned; said only where one is not.</summary>
    public void IfMissed(string sentence)
    {
        if (lines.Exists(line => line.Met == false))
            Note($"**Not met:** {sentence}");
    }

    public async Task WriteAsync()
    {
        var sections = File.Exists(FilePath) ? Read(await File.ReadAllTextAsync(FilePath)) : [];
        sections[bar] = Section();
        var text = new StringBuilder();
        text.AppendLine("# Benchmarks").AppendLine();
        text.AppendLine("Written by `dotnet run -c Release --project CoachHub.Bench -- [name]`. Each figure stands beside its floor, taken in the same run in turns;");
        text.AppendLine("*cpu* is processor time of all threads, medians over the rounds. The bars are those of the project's quality goals.").AppendLine();
        foreach (var section in sections.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(section.Value.TrimEnd()).AppendLine().AppendLine();
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        await File.WriteAllTextAsync(FilePath, text.ToString().TrimEnd() + "\n");
    }

    public static string Ms(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture) + " ms";

    public static string Kb(double bytes) => (bytes / 1024).ToString(bytes < 10 * 1024 ? "0.0" : "0", CultureInfo.InvariantCulture) + " KB";

    private string Section()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Mark}{bar} {title}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Machine.Shape}, load {Machine.Load} when it began.").AppendLine();
        text.AppendLine("| what | floor | measured | bar | |").AppendLine("|---|---|---|---|---|");
        foreach (var line in lines)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {line.What} | {line.Floor} | {line.Measured} | {line.Bar} | {line.Verdict} |");
        foreach (var note in notes)
            text.AppendLine().AppendLine(note);
        return text.ToString();
    }

    private static Dictionary<string, string> Read(string text)
    {
        var sections = new Dictionary<string, string>();
        foreach (var section in text.ReplaceLineEndings("\n").Split("\n" + Mark).Skip(1))
            sections[section.Split(' ', 2)[0]] = (Mark + section).ReplaceLineEndings();
        return sections;
    }
}
