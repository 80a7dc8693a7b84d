using System.Text.RegularExpressions;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace CoachHub.App.Hosting;

/// <summary>
/// One JSON object a line, without what belongs to people. The program's own words name ids only; addresses and the secrets of mailed
/// links come in from outside, in what a mail server answers and in the path of a request that went wrong.
/// </summary>
internal sealed partial class PrivateLog : ITextFormatter
{
    private readonly RenderedCompactJsonFormatter json = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter();
        json.Format(logEvent, line);
        output.Write(Clean(line.ToString()));
    }

    internal static string Clean(string text) => Address().Replace(Secret().Replace(text, "…"), "(address)");

    [GeneratedRegex(@"(?<=/(account/link|feeds)/)[^""/?\s\\]+")]
    private static partial Regex Secret();

    [GeneratedRegex(@"[^\s""'<>()\[\]\\,;:=/]+@[^\s""'<>()\[\]\\,;:=/]+\.\p{L}{2,}")]
    private static partial Regex Address();
}
