using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Payments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Payments",
                columns: table => new
                {
                    Id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    SessionId = table.Column<int>(type: "INTEGER", nullable: false),
                    ClientId = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Method = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    PaidOn = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    RecordedAtUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    RecordedById = table.Column<int>(type: "INTEGER", nullable: true),
                    Note = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    ProviderRef = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    CheckoutId = table.Column<int>(type: "INTEGER", nullable: true),
                    VoidedAtUtc = table.Column<DateTime>(type: "TEXT", nullable: true),
                    VoidedById = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Payments_Sessions_SessionId",
                        column: x => x.SessionId,
                        principalTable: "Sessions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ClientId_PaidOn",
                table: "Payments",
                columns: new[] { "ClientId", "PaidOn" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_PaidOn_SessionId",
                table: "Payments",
                columns: new[] { "PaidOn", "SessionId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_ProviderRef_Kind_SessionId",
                table: "Payments",
                columns: new[] { "ProviderRef", "Kind", "SessionId" },
                unique: true,
                filter: "ProviderRef IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Payments_SessionId",
                table: "Payments",
                column: "SessionId");

            // What was paid or given back before there were rows: on the day of the session, by nobody knows what means.
            foreach (var (kind, payments) in new[] { ("payment", "'paid', 'refunded'"), ("refund", "'refunded'") })
            {
                migrationBuilder.Sql(
                    $"""
                    INSERT INTO Payments (SessionId, ClientId, Kind, AmountMinor, Currency, Method, PaidOn, RecordedAtUtc)
                      SELECT Id, ClientId, '{kind}', PriceMinor, (SELECT Currency FROM Practice), 'unspecified',
                        min(substr(LocalStart, 1, 10), date('now')), strftime('%Y-%m-%d %H:%M:%S', 'now')
                      FROM Sessions
                      WHERE Payment IN ({payments}) AND PriceMinor > 0 AND ClientId IS NOT NULL;
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Payments");
        }
    }
}
