using System.Collections.Concurrent;

namespace CoachHub.Domain.Kernel;

/// <summary>
/// What open screens read again after a change, read once for all who see the same: ten people look at a list, one saves, and the ten
/// ask the same question at the same moment. An answer holds until the next change of its kind, and no longer than
/// <paramref name="lasts"/>, because time passes without anybody changing anything and an import in another process announces nothing here.
/// </summary>
/// <typeparam name="TKey">The question, rights included: who may see other things must have another key.</typeparam>
/// <typeparam name="TValue">The answer. It is shared, so it must not change.</typeparam>
/// <param name="feed">Says when something changed.</param>
/// <param name="kinds">Those of <see cref="Topics"/> that the answers are about.</param>
/// <param name="lasts">The longest that an answer is used.</param>
/// <param name="clock">The clock.</param>
public sealed class SharedReads<TKey, TValue>(ChangeFeed feed, string[] kinds, TimeSpan lasts, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Answer> answers = new();

    /// <inheritdoc cref="SharedReads{TKey, TValue}" />
    public SharedReads(ChangeFeed feed, string kind, TimeSpan lasts, TimeProvider clock)
        : this(feed, [kind], lasts, clock)
    {
    }

    private long Version => kinds.Sum(feed.VersionOf);

    /// <summary>The answer of now, or of a moment ago with no change in between.</summary>
    /// <param name="key">The question.</param>
    /// <param name="read">Reads the answer. Not under one reader's token: others wait for the same answer.</param>
    /// <param name="cancel">Ends the waiting of this reader.</param>
    public Task<TValue> ReadAsync(TKey key, Func<Task<TValue>> read, CancellationToken cancel) => ReadAsync(key, read, lately: false, cancel);

    /// <summary>
    /// The same for what costs too much to be read after each change: read in this way, an answer is used for as long as it lasts,
    /// whatever changes meanwhile. Who shows it asks again once that time is over.
    /// </summary>
    /// <inheritdoc cref="ReadAsync(TKey, Func{Task{TValue}}, CancellationToken)" />
    public Task<TValue> ReadLatelyAsync(TKey key, Func<Task<TValue>> read, CancellationToken cancel) => ReadAsync(key, read, lately: true, cancel);

    private async Task<TValue> ReadAsync(TKey key, Func<Task<TValue>> read, bool lately, CancellationToken cancel)
    {
        // The number is taken before the question is put: what changes in between gives it another one.
        var version = Version;
        if (!answers.TryGetValue(key, out var answer) || !IsGood(answer, version, lately))
        {
            var mine = new Answer(version, clock.GetTimestamp(), lately);
            answer = answers.AddOrUpdate(key, mine, (_, other) => other.Version > version || IsGood(other, version, lately) ? other : mine);
            if (answer == mine)
            {
                Forget();
                await mine.ReadAsync(read);
            }
        }

        try
        {
            return await answer.Value.WaitAsync(cancel);
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            answers.TryRemove(KeyValuePair.Create(key, answer));
            throw;
        }
    }

    private bool IsGood(Answer answer, long version, bool lately) => (answer.Version == version || (lately && answer.Lately)) && IsYoung(answer);

    private bool IsYoung(Answer answer) => clock.GetElapsedTime(answer.TakenAt) < lasts;

    private void Forget()
    {
        foreach (var old in answers.Where(pair => !IsYoung(pair.Value)))
            answers.TryRemove(old);
    }

    private sealed class Answer(long version, long takenAt, bool lately)
    {
        // Whoever waits gives the thread back: SQLite answers on the thread that asks, and ten pages would hold ten.
        private readonly TaskCompletionSource<TValue> value = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Version => version;

        public long TakenAt => takenAt;

        public bool Lately => lately;

        public Task<TValue> Value => value.Task;

        public async Task ReadAsync(Func<Task<TValue>> read)
        {
            try
            {
                value.SetResult(await read());
            }
            catch (Exception fault)
            {
                value.SetException(fault);
            }
        }
    }
}
