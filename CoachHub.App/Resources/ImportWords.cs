using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>Why a row of a file was refused: there is a file to mend, not a field to choose from.</summary>
public static class ImportWords
{
    /// <summary>What is wrong with the row, in one sentence.</summary>
    public static string Text(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "import.missing" => L["The value is missing."],
        "import.broken_open" => L["The row is broken: a quotation mark is never closed, or the row is too long."],
        "import.broken_quote" => L["The row is broken: a quotation mark is not closed, or text follows it."],
        "import.broken_count" => L["The row is broken: the row has {0} values, the first line names {1} columns.", Argument(problem, 0), Argument(problem, 1)],
        "import.duplicate" => L["The id '{0}' was used before, on line {1}.", Argument(problem, 0), Argument(problem, 1)],
        "import.instant" => L["'{0}' is no date and time such as 2026-03-01T09:00:00Z.", Argument(problem, 0)],
        "import.number" => L["'{0}' is no whole number.", Argument(problem, 0)],
        "import.amount" => L["'{0}' is no amount such as 80.00.", Argument(problem, 0)],
        "import.choice" => L["'{0}' is none of: {1}.", Argument(problem, 0), Argument(problem, 1)],
        "import.future" => L["The time lies in the future."],
        "import.no_coach" => L["There is no coach with the address {0}.", Argument(problem, 0)],
        "import.no_client" => L["There is no client with the address {0}; with client_name one is made.", Argument(problem, 0)],
        "import.address_taken" => L["The address {0} belongs to somebody with another role.", Argument(problem, 0)],
        _ when problem.Code.StartsWith("file.", StringComparison.Ordinal) => File(L, problem),
        "session.overlap" => L["The coach has another session then, from {0} to {1} UTC.", Instant(problem, 0), Instant(problem, 1)],
        "session.slot_has_client" => L["An available slot has no client."],
        "zone.unknown" => L["This is no IANA time zone, such as Europe/Paris."],
        "storage.busy" => L["The database is busy."],
        "storage.full" => L["The disk is full or broken."],
        "storage.read_only" => L["The file of the database cannot be written to."],
        "import.running" => L["A file is being read in already. Wait for it, or stop it."],
        "import.too_large" => L["The file is larger than {0} MB. Import it on the server, with the command: import sessions FILE.csv", Argument(problem, 0)],
        "import.match" => L["Say which columns of the file these are: {0}.", Argument(problem, 0)],
        "import.none" => L["There is no file to read in. Choose one."],
        "import.fault" => L["It could not go on because of a fault of the server. What went in stays in; the same file can be imported again."],
        _ => ProblemWords.Text(L, problem),
    };

    private static string File(IStringLocalizer<Words> L, Problem problem) => problem.Code switch
    {
        "file.header" => L["The first line does not name the columns: it is too long or its quotation marks are broken."],
        "file.column_twice" => L["The column '{0}' is there twice; keep one.", Argument(problem, 0)],
        "file.columns_missing" => L["The first line must name the columns {0}; missing: {1}.", Argument(problem, 0), Argument(problem, 1)],
        "file.open" => L["The file '{0}' cannot be opened: {1}", Argument(problem, 0), Argument(problem, 1)],
        "file.no_disk" => L["'{0}' is no file on a disk; save the rows into a file first.", Argument(problem, 0)],
        "file.no_text" => L["The file is UTF-16 or no text at all; save it as 'CSV UTF-8' and import it again."],
        "file.no_utf8" => L["The file is not UTF-8 text; save it as 'CSV UTF-8' and import it again."],
        "file.cut_off" => L["The file ends inside a letter, so it is cut off or not UTF-8 text; save it as 'CSV UTF-8' and import it again."],
        _ => L["The file is empty."],
    };

    private static object Argument(Problem problem, int index) => index < problem.Arguments.Count ? problem.Arguments[index] : "";

    private static string Instant(Problem problem, int index) =>
        Argument(problem, index) is DateTime instant ? instant.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : "";
}
