using CoachHub.Domain.Kernel;

namespace CoachHub.App.Components.Kit;

/// <summary>
/// Keeps what is typed into a form as a draft: at most a pause after a letter it is in the database, however long the typing
/// goes on. What stands in the form is asked for only then.
/// </summary>
public sealed class DraftKeeper : IAsyncDisposable
{
    /// <summary>From the first letter that is not kept yet to the next keeping.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    private readonly DraftService drafts;
    private readonly Actor actor;
    private readonly DraftKey key;
    private readonly Func<(int Version, string Content)?> read;
    private readonly ITimer timer;
    private Task writing = Task.CompletedTask;
    private bool waiting, paused, kept;

    /// <param name="drafts">Where drafts are kept.</param>
    /// <param name="actor">Whose they are.</param>
    /// <param name="key">Which form and record.</param>
    /// <param name="read">What stands in the form; null when nothing of it is unsaved.</param>
    /// <param name="onScreen">Runs something on the form's own thread.</param>
    /// <param name="clock">The time.</param>
    public DraftKeeper(
        DraftService drafts, Actor actor, DraftKey key, Func<(int Version, string Content)?> read, Func<Func<Task>, Task> onScreen, TimeProvider clock)
    {
        (this.drafts, this.actor, this.key, this.read) = (drafts, actor, key, read);
        timer = clock.CreateTimer(_ => _ = onScreen(KeepAsync), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why the last attempt to keep a draft failed, or null.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Something was typed.</summary>
    public void Touch()
    {
        if (waiting || paused)
            return;
        waiting = true;
        timer.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keeps nothing more, and returns when what is being written is written: a save is about to take its place.</summary>
    public Task PauseAsync()
    {
        (paused, waiting) = (true, false);
        return writing;
    }

    /// <summary>The save did not come about: keeps again.</summary>
    public void Resume()
    {
        paused = false;
        Touch();
    }

    /// <summary>Throws the draft away and keeps nothing more.</summary>
    public async Task DiscardAsync()
    {
        await PauseAsync();
        await drafts.DiscardAsync(actor, key, CancellationToken.None);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        // The last letters before the window went away count too.
        if (waiting)
            await KeepAsync();
        await writing;
    }

    private Task KeepAsync()
    {
        waiting = false;
        return paused ? Task.CompletedTask : writing = WriteAfterAsync(writing);
    }

    private async Task WriteAfterAsync(Task before)
    {
        await before;
        if (read() is { } typed)
        {
            kept = true;
            Problem = (await drafts.KeepAsync(actor, key, typed.Version, typed.Content, CancellationToken.None)).Problem;
        }
        else if (kept)
        {
            kept = false;
            Problem = (await drafts.DiscardAsync(actor, key, CancellationToken.None)).Problem;
        }
    }
}
