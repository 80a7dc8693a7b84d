using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>Reads the practice's own words for the writing of mails; kept in memory until they change.</summary>
public sealed class MailWordingReader
{
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly Remembered<Dictionary<(string Mail, string Language), MailOwnWords>> known;

    /// <summary>Over the rows of own words.</summary>
    public MailWordingReader(IDbContextFactory<AppDbContext> databases, ChangeFeed feed) =>
        (this.databases, known) = (databases, new Remembered<Dictionary<(string Mail, string Language), MailOwnWords>>(feed, Topics.Practice, ReadAsync));

    /// <summary>The own words for a mail, by the code of its kind; <see cref="MailOwnWords.None"/> where there are none.</summary>
    public async ValueTask<MailOwnWords> FindAsync(string mail, string language, CancellationToken cancel) =>
        (await known.FindAsync(cancel))!.GetValueOrDefault((mail, language), MailOwnWords.None);

    private async Task<Dictionary<(string Mail, string Language), MailOwnWords>?> ReadAsync(CancellationToken cancel)
    {
        await using var db = await databases.CreateDbContextAsync(cancel);
        return await db.Set<MailWording>().AsNoTracking().ToDictionaryAsync(w => (w.Mail, w.Language), w => new MailOwnWords(w.Subject, w.Introduction), cancel);
    }
}
