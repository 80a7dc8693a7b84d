using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ListIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Sessions_NotTold",
                table: "Sessions",
                columns: new[] { "Status", "StartsAtUtc", "Id", "CoachId", "EndsAtUtc" },
                filter: "\"Status\" = 'booked' AND \"Told\" IN ('never', 'failed')");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_ToldOldFacts",
                table: "Sessions",
                columns: new[] { "Status", "StartsAtUtc", "Id", "CoachId", "EndsAtUtc" },
                filter: "\"Status\" = 'booked' AND \"Told\" = 'outdated'");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_Unpaid",
                table: "Sessions",
                columns: new[] { "Payment", "StartsAtUtc", "Id", "CoachId", "PriceMinor" },
                filter: "\"Payment\" = 'pending' AND \"PriceMinor\" > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_NotTold",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_ToldOldFacts",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Sessions_Unpaid",
                table: "Sessions");
        }
    }
}
