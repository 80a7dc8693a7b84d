using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite;

/// <summary>
/// The full-text index writes what it has gathered at every statement that fires a trigger, which for a thousand rows costs more than
/// all other indexes together. While <c>SessionSearchLater</c> has a row, inside one transaction, the texts of new sessions wait, and
/// whoever put it there enters them in one statement.
/// </summary>
[DbContext(typeof(SqliteAppDbContext))]
[Migration("20261124114500_SearchTextOfManyRows")]
public sealed class SearchTextOfManyRows : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.Sql("CREATE TABLE SessionSearchLater (AfterId INTEGER NOT NULL);");
        Replace(migrationBuilder, "(new.Title IS NOT NULL OR new.Location IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM SessionSearchLater)");
    }

    /// <inheritdoc />
    protected override void Down(MigrationBuilder migrationBuilder)
    {
        Replace(migrationBuilder, "new.Title IS NOT NULL OR new.Location IS NOT NULL");
        migrationBuilder.Sql("DROP TABLE SessionSearchLater;");
    }

    private static void Replace(MigrationBuilder migrationBuilder, string when)
    {
        migrationBuilder.Sql("DROP TRIGGER SessionSearchInsert;");
        migrationBuilder.Sql(
            $"""
            CREATE TRIGGER SessionSearchInsert AFTER INSERT ON Sessions WHEN {when} BEGIN
              INSERT INTO SessionSearch(rowid, Title, Location) VALUES (new.Id, new.Title, new.Location);
            END;
            """);
    }
}
