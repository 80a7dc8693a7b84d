using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>What all mails have in common, as an administrator typed it.</summary>
public sealed record MailSenderInput
{
    /// <summary>Plain lines below every mail.</summary>
    public string? Signature { get; init; }

    /// <summary>How clients read the name of their coach.</summary>
    public MailCoachName CoachName { get; init; }

    /// <summary>The version of the settings that the person saw.</summary>
    public int Version { get; init; }

    /// <summary>Each field's problem: <c>text.note</c>, <c>practice.choice</c>.</summary>
    public IReadOnlyList<Problem> Check()
    {
        Problem?[] problems =
        [
            Enum.IsDefined(CoachName) ? null : Problem.Invalid("practice.choice", nameof(CoachName)),
            InputText.IsNote(Signature, PracticeMailStyle.SignatureLength) ? null : Problem.Invalid("text.note", nameof(Signature), PracticeMailStyle.SignatureLength),
        ];
        return [.. problems.OfType<Problem>()];
    }

    internal static MailSenderInput Of(PracticeSettings practice) =>
        new() { Signature = practice.MailSignature, CoachName = practice.MailCoachName, Version = practice.Version };
}

/// <summary>Signature and names in mails, for administrators.</summary>
public sealed class MailSenderService(IDbContextFactory<AppDbContext> databases, PracticeWriter writer)
{
    private static readonly string[] Fields = [nameof(PracticeSettings.MailSignature), nameof(PracticeSettings.MailCoachName)];

    /// <summary>What is saved. Problem: <c>forbidden</c>.</summary>
    public async Task<Result<MailSenderInput>> GetAsync(Actor actor, CancellationToken cancel)
    {
        if (!actor.IsAdministrator)
            return Problem.Forbidden();
        await using var db = await databases.CreateDbContextAsync(cancel);
        return MailSenderInput.Of(await db.Set<PracticeSettings>().AsNoTracking().SingleAsync(cancel));
    }

    /// <summary>Saves. Problems: <c>forbidden</c>, those of <see cref="MailSenderInput.Check"/>, <c>practice.changed</c> (by whom), <c>storage.*</c>.</summary>
    public Task<Result<MailSenderInput>> SaveAsync(Actor actor, MailSenderInput input, CancellationToken cancel) =>
        writer.SaveAsync<MailSenderInput>(actor, input.Check(), Fields, input.Version, async (db, practice) =>
        {
            practice.MailSignature = InputText.Clean(input.Signature)?.ReplaceLineEndings("\n") ?? "";
            practice.MailCoachName = input.CoachName;
            await db.SaveChangesAsync(cancel);
            return MailSenderInput.Of(practice);
        }, cancel);
}
