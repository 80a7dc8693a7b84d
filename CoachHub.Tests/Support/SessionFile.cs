using System.Globalization;
using System.Text;

namespace CoachHub.Tests.Support;

/// <summary>
/// Makes a file of sessions such as a practice of some size would bring along: several coaches, each with a full working week over
/// the years, nobody doubled, every status, payment and told state. The same number gives the same file.
/// </summary>
public static class SessionFile
{
    private static readonly string[] Titles = ["", "", "", "Career check", "Team conflict", "First talk", "Goals for the quarter", "Bilan de compétences", "Prise de poste"];
    private static readonly string[] Places = ["", "12 rue des Lilas, Paris", "Room 2", "Online", "Quai de la Tournelle 5", "=HYPERLINK(\"http://x\")"];

    public const string Header =
        "id,start_utc,duration_minutes,client_email,coach_email,title,location,video_link,price,status,payment,confirmation_sent_at,notes,shared_note,zone,client_name";

    public static string Coach(int number) => string.Create(CultureInfo.InvariantCulture, $"coach{number}@import.example");

    public static string Client(int number) => string.Create(CultureInfo.InvariantCulture, $"client{number}@import.example");

    /// <summary>Writes <paramref name="rows"/> sessions around <paramref name="nowUtc"/>, four in five of them before it.</summary>
    public static void Write(string path, int rows, int coaches, int clients, DateTime nowUtc)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        file.WriteLine(Header);
        // Eight hours a day, one session an hour, every day, coach by coach in turn.
        var hours = (rows + coaches - 1) / coaches;
        var first = nowUtc.Date.AddDays(-(hours / 8) * 4 / 5);
        for (var row = 0; row < rows; row++)
        {
            var (hour, coach) = (row / coaches, row % coaches);
            var start = first.AddDays(hour / 8).AddHours(7 + (hour % 8));
            file.WriteLine(Line(row, start, coach, clients, nowUtc));
        }
    }

    private static string Line(int row, DateTime start, int coach, int clients, DateTime nowUtc)
    {
        var over = start.AddHours(1) <= nowUtc;
        var dice = (int)((uint)(row * 2654435761L) % 97);
        var status = over
            ? dice switch { < 70 => "completed", < 78 => "cancelled", < 83 => "late_cancelled", < 88 => "no_show", _ => "booked" }
            : dice switch { < 80 => "booked", < 88 => "cancelled", _ => "available" };
        var client = status == "available" ? "" : Client((row * 7) % clients);
        var payment = status is "cancelled" or "late_cancelled" ? "cancelled" : over && dice % 5 != 0 ? "paid" : dice == 41 ? "refunded" : "pending";
        var told = status != "available" && dice % 3 != 0 ? start.AddDays(-9).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";
        if (told.Length > 0 && start.AddDays(-9) > nowUtc)
            told = nowUtc.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var note = dice % 4 == 0 ? "\"Asked for a short summary, \"\"in two lines\"\".\nWill bring the plan.\"" : "";
        var place = Places[dice % Places.Length];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"s-{row},{start:yyyy-MM-dd'T'HH:mm:ss'Z'},50,{client},{Coach(coach)},{Titles[dice % Titles.Length]},\"{place.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{(dice % 2 == 0 ? "https://meet.example/r" : "")},{60 + (dice % 5 * 10)}.00,{status},{payment},{told},{note},{(dice % 9 == 0 ? "Please bring your notes" : "")},,{(client.Length > 0 ? $"Client Number{(row * 7) % clients}" : "")}");
    }
}
