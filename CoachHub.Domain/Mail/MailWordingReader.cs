using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Mail;

/// <summary>Reads the practice's own words for the writing of mails; kept in memory until they change.</summary>
public sealed class MailWordingReader : IDisposable
{
    private readonly IDbContextFactory<AppDbContext> databases;
    private readonly IDisposable subscription;
    private Dictionary<(string Mail, string Language), MailOwnWords>? known;
    private int generation;

    /// <summary>Listens for changes of the settings.</summary>
    public MailWordingReader(IDbContextFactory<AppDbContext> databases, ChangeFeed feed)
    {
        this.databases = databases;
        subscription = feed.Subscribe(Topics.Practice, _ => Forget());
    }

    /// <summary>The own words for a mail, by the code of its kind; <see cref="MailOwnWords.None"/> where there are none.</summary>
    public async ValueTask<MailOwnWords> FindAsync(string mail, string language, CancellationToken cancel)
    {
        var all = Volatile.Read(ref known) ?? await ReadAsync(cancel);
        return all.GetValueOrDefault((mail, language), MailOwnWords.None);
    }

    /// <inheritdoc />
    public void Dispose() => subscription.Dispose();

    private async Task<Dictionary<(string, string), MailOwnWords>> ReadAsync(CancellationToken cancel)
    {
        // A change that arrives while the rows are being read must not be covered by what was read before it.
        var before = Volatile.Read(ref generation);
        await using var db = await databases.CreateDbContextAsync(cancel);
        var read = await db.Set<MailWording>().AsNoTracking().ToDictionaryAsync(w => (w.Mail, w.Language), w => new MailOwnWords(w.Subject, w.Introduction), cancel);
        if (Volatile.Read(ref generation) == before)
            Volatile.Write(ref known, read);
        return read;
    }

    private void Forget()
    {
        Interlocked.Increment(ref generation);
        Volatile.Write(ref known, null);
    }
}
