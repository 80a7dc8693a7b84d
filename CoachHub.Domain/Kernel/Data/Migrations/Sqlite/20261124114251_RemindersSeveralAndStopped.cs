using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class RemindersSeveralAndStopped : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "RemindersStoppedById",
                table: "Sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ReminderLeads",
                table: "Practice",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            // What the practice had chosen stays.
            migrationBuilder.Sql("UPDATE Practice SET ReminderLeads = CAST(ReminderLeadHours AS TEXT)");

            migrationBuilder.DropColumn(
                name: "ReminderLeadHours",
                table: "Practice");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "RemindersStoppedById",
                table: "Sessions");

            migrationBuilder.DropColumn(
                name: "ReminderLeads",
                table: "Practice");

            migrationBuilder.AddColumn<int>(
                name: "ReminderLeadHours",
                table: "Practice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }
    }
}
