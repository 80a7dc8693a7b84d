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
        "import.broken" => L["The row is broken: {0}.", Argument(problem, 0)],
        "import.duplicate" => L["The id '{0}' was used before, on line {1}.", Argument(problem, 0), Argument(problem, 1)],
        "import.instant" => L["'{0}' is no date and time such as 2026-03-01T09:00:00Z.", Argument(problem, 0)],
        "import.number" => L["'{0}' is no whole number.", Argument(problem, 0)],
        "import.amount" => L["'{0}' is no amount such as 80.00.", Argument(problem, 0)],
        "import.choice" => L["'{0}' is none of: {1}.", Argument(problem, 0), Argument(problem, 1)],
        "import.future" => L["The time lies in the future."],
        "import.no_coach" => L["There is no coach with the address {0}.", Argument(problem, 0)],
        "import.no_client" => L["There is no client with the address {0}; with client_name one is made.", Argument(problem, 0)],
        "import.address_taken" => L["The address {0} belongs to somebody with another role.", Argument(problem, 0)],
        "session.overlap" => L["The coach has another session then, from {0} to {1} UTC.", Instant(problem, 0), Instant(problem, 1)],
        "session.slot_has_client" => L["An available slot has no client."],
        "zone.unknown" => L["This is no IANA time zone, such as Europe/Paris."],
        "storage.busy" => L["The database is busy."],
        "storage.full" => L["The disk is full or broken."],
        "storage.read_only" => L["The file of the database cannot be written to."],
        _ => ProblemWords.Text(L, problem),
    };

    private static object Argument(Problem problem, int index) => index < problem.Arguments.Count ? problem.Arguments[index] : "";

    private static string Instant(Problem problem, int index) =>
        Argument(problem, index) is DateTime instant ? instant.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture) : "";
}
