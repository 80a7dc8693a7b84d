using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class FinanceIndexes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Payments_PaidOn_SessionId",
                table: "Payments");

            migrationBuilder.CreateIndex(
                name: "IX_Sessions_Billable",
                table: "Sessions",
                columns: new[] { "StartsAtUtc", "Id", "CoachId", "ClientId", "BundleId", "Payment", "PriceMinor" },
                filter: "\"ClientId\" IS NOT NULL AND \"PriceMinor\" > 0 AND \"Payment\" <> 'cancelled'");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_Counting",
                table: "Payments",
                columns: new[] { "PaidOn", "Id", "VoidedAtUtc", "Kind", "AmountMinor", "SessionId", "ClientId" },
                filter: "\"VoidedAtUtc\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Sessions_Billable",
                table: "Sessions");

            migrationBuilder.DropIndex(
                name: "IX_Payments_Counting",
                table: "Payments");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PaidOn_SessionId",
                table: "Payments",
                columns: new[] { "PaidOn", "SessionId" });
        }
    }
}
