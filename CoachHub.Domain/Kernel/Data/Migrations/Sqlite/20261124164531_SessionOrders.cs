using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SessionOrders : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_PriceMinor_Id",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_Title_Id",
                table: "Sessions");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_OfClient",
                table: "Sessions",
                columns: new[] { "ClientId", "StartsAtUtc", "Id", "CoachId", "Status", "Payment", "Told", "PriceMinor", "Title" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_PriceMinor_StartsAtUtc_Id_CoachId",
                table: "Sessions",
                columns: new[] { "PriceMinor", "StartsAtUtc", "Id", "CoachId" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_Title_StartsAtUtc_Id_CoachId",
                table: "Sessions",
                columns: new[] { "Title", "StartsAtUtc", "Id", "CoachId" });

            // The words of WalkGuide's question, which no other index can answer, then all that the matches are sorted by.
            migrationBuilder.Sql(
                """
                CREATE INDEX IX_Sessions_States ON Sessions (
                  CAST("Status" AS TEXT) || ' ' || CAST("Payment" AS TEXT) || ' ' || CAST("Told" AS TEXT), -"CoachId",
                  "StartsAtUtc", "Id", "CoachId", "ClientId", "Status", "Payment", "Told", "PriceMinor", "Title");
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP INDEX IX_Sessions_States;");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_OfClient",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_PriceMinor_StartsAtUtc_Id_CoachId",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_Title_StartsAtUtc_Id_CoachId",
                table: "Sessions");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_PriceMinor_Id",
                table: "Sessions",
                columns: new[] { "PriceMinor", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_Title_Id",
                table: "Sessions",
                columns: new[] { "Title", "Id" });
        }
    }
}
