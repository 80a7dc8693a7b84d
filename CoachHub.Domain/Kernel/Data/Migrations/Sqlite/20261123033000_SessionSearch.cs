using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite;

/// <summary>
/// Full-text search over titles and locations. The index keeps no copy of the text (external content) and follows the table by
/// triggers, so that every way of writing is covered, in its own transaction.
/// </summary>
[DbContext(typeof(SqliteAppDbContext))]
[Migration("20261123033000_SessionSearch")]
public sealed class SessionSearch : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql(
            """
            CREATE VIRTUAL TABLE SessionSearch USING fts5(Title, Location, content='Sessions', content_rowid='Id', tokenize='trigram remove_diacritics 1');
            """);
        migrationBuilder.Sql(
            """
            CREATE TRIGGER SessionSearchInsert AFTER INSERT ON Sessions WHEN new.Title IS NOT NULL OR new.Location IS NOT NULL BEGIN
              INSERT INTO SessionSearch(rowid, Title, Location) VALUES (new.Id, new.Title, new.Location);
            END;
            """);
        migrationBuilder.Sql(
            """
            CREATE TRIGGER SessionSearchDelete AFTER DELETE ON Sessions WHEN old.Title IS NOT NULL OR old.Location IS NOT NULL BEGIN
              INSERT INTO SessionSearch(SessionSearch, rowid, Title, Location) VALUES ('delete', old.Id, old.Title, old.Location);
            END;
            """);
        migrationBuilder.Sql(
            """
            CREATE TRIGGER SessionSearchUpdate AFTER UPDATE OF Title, Location ON Sessions
            WHEN old.Title IS NOT new.Title OR old.Location IS NOT new.Location BEGIN
              INSERT INTO SessionSearch(SessionSearch, rowid, Title, Location)
                SELECT 'delete', old.Id, old.Title, old.Location WHERE old.Title IS NOT NULL OR old.Location IS NOT NULL;
              INSERT INTO SessionSearch(rowid, Title, Location)
                SELECT new.Id, new.Title, new.Location WHERE new.Title IS NOT NULL OR new.Location IS NOT NULL;
            END;
            """);
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("DROP TABLE SessionSearch;");
        foreach (var trigger in new[] { "SessionSearchInsert", "SessionSearchDelete", "SessionSearchUpdate" })
            migrationBuilder.Sql($"DROP TRIGGER IF EXISTS {trigger};");
    }
}
