using System.Security.Cryptography;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Practice;

/// <summary>How the practice looks, as an administrator typed it.</summary>
public sealed record StyleInput
{
    /// <summary><c>#rgb</c> or <c>#rrggbb</c>; empty = the product's own.</summary>
    public string? AccentColor { get; init; }

    /// <summary>Heading of the sign-in page; empty = the practice's name.</summary>
    public string? SignInTitle { get; init; }

    /// <summary>A line below it.</summary>
    public string? SignInLine { get; init; }

    /// <summary>The version of the settings that the person saw.</summary>
    public int Version { get; init; }
}

/// <summary>How the practice looks, ready to be edited.</summary>
public sealed record StyleSettings(StyleInput Values, LogoFacts? Logo);

/// <summary>The practice's colour, logo and sign-in page, for administrators.</summary>
public sealed class StyleService(IDbContextFactory<AppDbContext> databases, PracticeWriter writer)
{
    private const int ChunkSize = 256 * 1024;

    private static readonly string[] Fields =
        [nameof(PracticeSettings.AccentColor), nameof(PracticeSettings.SignInTitle), nameof(PracticeSettings.SignInLine)];

    private static readonly string[] LogoFields = [nameof(PracticeSettings.LogoHash)];

    /// <summary>The style as it is. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<StyleSettings>> GetAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return Of(await db.Set<PracticeSettings>().AsNoTracking().SingleAsync(cancel));
    }

    /// <summary>Each field's problem, in the order of the form.</summary>
    public static IReadOnlyList<Problem> Check(StyleInput input)
    {
        Problem?[] problems =
        [
            InputText.Clean(input.AccentColor) is { } color && AccentColor.Of(color) is null ? Problem.Invalid("practice.color", nameof(input.AccentColor)) : null,
            InputText.IsLine(input.SignInTitle, PracticeStyle.TitleLength) ? null : Problem.Invalid("text.line", nameof(input.SignInTitle), PracticeStyle.TitleLength),
            InputText.IsLine(input.SignInLine, PracticeStyle.LineLength) ? null : Problem.Invalid("text.line", nameof(input.SignInLine), PracticeStyle.LineLength),
        ];
        return [.. problems.OfType<Problem>()];
    }

    /// <summary>Saves colour and words. Problems: <c>forbidden</c>, those of <see cref="Check"/>, <c>practice.changed</c> (by whom), <c>storage.*</c>.</summary>
    public Task<Result<StyleSettings>> SaveAsync(Actor actor, StyleInput input, CancellationToken cancel) =>
        writer.SaveAsync<StyleSettings>(actor, Check(input), Fields, input.Version, async (db, practice) =>
        {
            practice.AccentColor = AccentColor.Of(InputText.Clean(input.AccentColor))?.Chosen ?? "";
            practice.SignInTitle = InputText.Clean(input.SignInTitle) ?? "";
            practice.SignInLine = InputText.Clean(input.SignInLine) ?? "";
            await db.SaveChangesAsync(cancel);
            return Of(practice);
        }, cancel);

    /// <summary>
    /// Takes a logo in place of the one before. Problems: <c>forbidden</c>, those of <see cref="LogoImage.Look"/>, <c>practice.changed</c>
    /// (by whom), <c>storage.*</c>.
    /// </summary>
    public async Task<Result<StyleSettings>> SetLogoAsync(Actor actor, Stream content, int version, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        var buffer = new byte[LogoImage.LargestSize + 1];
        var size = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        var looked = LogoImage.Look(buffer.AsSpan(0, size));
        return looked.Problem is { } refused
            ? refused
            : await writer.SaveAsync<StyleSettings>(actor, [], LogoFields, version, (db, practice) => PutAsync(db, practice, looked.Value, buffer[..size], cancel), cancel);
    }

    /// <summary>Takes the logo away. Problems: <c>forbidden</c>, <c>practice.changed</c> (by whom), <c>storage.*</c>.</summary>
    public Task<Result<StyleSettings>> RemoveLogoAsync(Actor actor, int version, CancellationToken cancel) =>
        writer.SaveAsync<StyleSettings>(actor, [], LogoFields, version, (db, practice) => PutAsync(db, practice, null, [], cancel), cancel);

    private static async Task<Result<StyleSettings>> PutAsync(AppDbContext db, PracticeSettings practice, LogoImage? image, byte[] bytes, CancellationToken cancel)
    {
        db.RemoveRange(await db.Set<LogoChunk>().ToListAsync(cancel));
        await db.SaveChangesAsync(cancel);
        practice.LogoHash = image is null ? "" : Convert.ToHexStringLower(SHA256.HashData(bytes));
        (practice.LogoType, practice.LogoSize) = (image?.ContentType ?? "", bytes.Length);
        (practice.LogoWidth, practice.LogoHeight) = (image?.Width ?? 0, image?.Height ?? 0);
        foreach (var (number, part) in bytes.Chunk(ChunkSize).Index())
            db.Add(new LogoChunk { Hash = practice.LogoHash, Number = number }).Property(LogoChunk.Bytes).CurrentValue = part;
        await db.SaveChangesAsync(cancel);
        return Of(practice);
    }

    private static StyleSettings Of(PracticeSettings practice) => new(
        new StyleInput { AccentColor = practice.AccentColor, SignInTitle = practice.SignInTitle, SignInLine = practice.SignInLine, Version = practice.Version },
        PracticeStyle.Of(practice).Logo);
}
