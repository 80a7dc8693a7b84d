using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AddMailOnItsWay : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "OnItsWay",
                table: "Mails",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "OnItsWay",
                table: "Mails");
        }
    }
}
