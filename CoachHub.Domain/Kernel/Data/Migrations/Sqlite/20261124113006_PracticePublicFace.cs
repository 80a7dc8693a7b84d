using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace CoachHub.Domain.Kernel.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PracticePublicFace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "AccentColor",
                table: "Practice",
                type: "TEXT",
                maxLength: 7,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "Address",
                table: "Practice",
                type: "TEXT",
                maxLength: 500,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "ClientCardShows",
                table: "Practice",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "price,payment,location,video_link,coach,documents");

            migrationBuilder.AddColumn<string>(
                name: "CoachesLandOn",
                table: "Practice",
                type: "TEXT",
                maxLength: 24,
                nullable: false,
                defaultValue: "home");

            migrationBuilder.AddColumn<string>(
                name: "ContactEmail",
                table: "Practice",
                type: "TEXT",
                maxLength: 254,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "LogoHash",
                table: "Practice",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "LogoHeight",
                table: "Practice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "LogoSize",
                table: "Practice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "LogoType",
                table: "Practice",
                type: "TEXT",
                maxLength: 20,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "LogoWidth",
                table: "Practice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<bool>(
                name: "MeasurementsOn",
                table: "Practice",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "Phone",
                table: "Practice",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "SignInLine",
                table: "Practice",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "SignInTitle",
                table: "Practice",
                type: "TEXT",
                maxLength: 80,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "LogoChunks",
                columns: table => new
                {
                    Hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Bytes = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_LogoChunks", x => new { x.Hash, x.Number });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "LogoChunks");

            migrationBuilder.DropColumn(
                name: "AccentColor",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "Address",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "ClientCardShows",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "CoachesLandOn",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "ContactEmail",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "LogoHash",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "LogoHeight",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "LogoSize",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "LogoType",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "LogoWidth",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "MeasurementsOn",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "Phone",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "SignInLine",
                table: "Practice");

            migrationBuilder.DropColumn(
                name: "SignInTitle",
                table: "Practice");
        }
    }
}
