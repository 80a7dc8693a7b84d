using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>
/// The one unit of work over the practice's data. It names no entity: each feature brings a configuration beside its
/// entities, and reads them through <c>Set&lt;T&gt;()</c>. A context lives as long as one service call.
/// </summary>
public abstract class AppDbContext(DbContextOptions options) : DbContext(options), IDataProtectionKeyContext
{
    private readonly List<object> events = [];

    /// <summary>On whose behalf this context writes; the history names them.</summary>
    public Actor Actor { get; private set; } = Actor.System;

    DbSet<DataProtectionKey> IDataProtectionKeyContext.DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>Says on whose behalf this context writes.</summary>
    public AppDbContext ActingAs(Actor actor)
    {
        Actor = actor;
        return this;
    }

    /// <summary>Raises an event of a lower feature. Handlers of higher features run before the next save, in its transaction.</summary>
    public void Raise(object happened) => events.Add(happened);

    /// <summary>Asks the handlers of higher features whether something may happen: why not, or null.</summary>
    public Task<Problem?> AskAsync(object wanted, CancellationToken cancel) => DomainEvents.RefusesAsync(this, wanted, cancel);

    /// <summary>
    /// Starts a transaction that may write: others that would write wait, so what is read inside stays true until the
    /// commit. Nothing may be read before it on the same context. <paramref name="lockKeys"/> name what is fought over
    /// (coach ids); SQLite has one writer and needs no keys, PostgreSQL will take one advisory lock for each.
    /// </summary>
    public abstract Task<IWriteTransaction> BeginWriteAsync(IEnumerable<int> lockKeys, CancellationToken cancel);

    /// <summary>
    /// The same for hundreds of rows at once: what the database has to tidy up after them waits until the transaction has left the
    /// right to write to others.
    /// </summary>
    public abstract Task<IWriteTransaction> BeginManyWritesAsync(IEnumerable<int> lockKeys, CancellationToken cancel);

    /// <summary>Prepares a statement for the open connection; see <see cref="PreparedStatement"/>.</summary>
    /// <param name="sql">One statement.</param>
    /// <param name="names">Its parameters in the order in which their values will be given; none = as they appear.</param>
    public abstract PreparedStatement Prepare(string sql, params string[] names);

    internal IReadOnlyList<object> TakeEvents()
    {
        object[] taken = [.. events];
        events.Clear();
        return taken;
    }

    internal void Reset()
    {
        events.Clear();
        Actor = Actor.System;
        ChangeTracker.Clear();
    }

    /// <inheritdoc />
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        // Data protection knows no other way to store its keys.
        ChangeTracker.Entries().All(entry => entry.Entity is DataProtectionKey)
            ? base.SaveChanges(acceptAllChangesOnSuccess)
            : throw new NotSupportedException("Save asynchronously: the history and the event handlers run there.");

    /// <inheritdoc />
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        await DomainEvents.HandleAsync(this, cancellationToken);
        var history = HistoryWriter.Collect(this);
        if (!history.HasAdditions)
        {
            history.AddEntries(this);
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        // Rows that are added get their ids from the database, so their history follows in a second save of one transaction.
        await using var own = Database.CurrentTransaction is null ? await BeginWriteAsync([], cancellationToken) : null;
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        history.AddEntries(this);
        written += await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
        return written;
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        modelBuilder.Entity<DataProtectionKey>().ToTable("DataProtectionKeys");
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<LocalDateTime>().HaveConversion<LocalDateTimeConverter>().HaveMaxLength(19);
    }
}

/// <summary>A transaction that holds the right to write. Disposing without a commit undoes it whole.</summary>
public interface IWriteTransaction : IAsyncDisposable
{
    /// <summary>How long others who would write had to wait; final once it is committed or disposed.</summary>
    TimeSpan Held { get; }

    /// <summary>How long ago it left the right to write to others; zero before.</summary>
    TimeSpan Free { get; }

    /// <summary>Makes everything written in it lasting.</summary>
    Task CommitAsync(CancellationToken cancel);
}
