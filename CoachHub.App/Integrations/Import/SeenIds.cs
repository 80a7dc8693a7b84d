using Microsoft.Data.Sqlite;

namespace CoachHub.App.Integrations.Import;

/// <summary>
/// Remembers which ids a file has used, and where. A file may have more rows than fit into memory, so they go into a database of
/// its own that lives in a temporary file and goes with it.
/// </summary>
internal sealed class SeenIds : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand add;
    private readonly SqliteCommand find;

    public SeenIds()
    {
        connection = new SqliteConnection("Data Source=;Pooling=False");
        connection.Open();
        using (var set = connection.CreateCommand())
        {
            set.CommandText = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE Seen (Id TEXT PRIMARY KEY, Line INTEGER NOT NULL) WITHOUT ROWID; BEGIN;";
            set.ExecuteNonQuery();
        }

        add = Prepare("INSERT OR IGNORE INTO Seen VALUES ($id, $line)");
        add.Parameters.Add("$line", SqliteType.Integer);
        find = Prepare("SELECT Line FROM Seen WHERE Id = $id");
    }

    /// <summary>The line that used the id before, or null when this one is the first.</summary>
    public int? LineBefore(string id, int line)
    {
        add.Parameters["$id"].Value = id;
        add.Parameters["$line"].Value = line;
        if (add.ExecuteNonQuery() > 0)
            return null;
        find.Parameters["$id"].Value = id;
        return Convert.ToInt32(find.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        add.Dispose();
        find.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepare(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.Add("$id", SqliteType.Text);
        return command;
    }
}
