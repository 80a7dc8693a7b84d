namespace CoachHub.App.Components.Kit;

/// <summary>
/// The reads of a list that is prerendered and whose state is its address: what was prerendered answers the first question, and is read
/// once more as soon as the circuit listens; a newer address ends the reading of the one before.
/// </summary>
public sealed class CarriedReads : IDisposable
{
    private CancellationTokenSource? reading;

    /// <summary>Nothing was read yet.</summary>
    public bool IsFirst { get; private set; } = true;

    /// <summary>What is shown was prerendered: it may have changed before this circuit listened.</summary>
    public bool IsCarriedOver { get; private set; }

    /// <summary>Begins a reading, and ends the one before.</summary>
    public async Task<CancellationToken> BeginAsync(CancellationToken closing)
    {
        if (reading is not null)
            await reading.CancelAsync();
        reading?.Dispose();
        reading = CancellationTokenSource.CreateLinkedTokenSource(closing);
        return reading.Token;
    }

    /// <summary>What was carried over, the first time, or else what is read.</summary>
    public async Task<T> ReadAsync<T>(T? carried, Func<Task<T>> read) where T : class?
    {
        // The framework hands the prerendered page over again with later parameters: it answers the first question only.
        var first = IsFirst ? carried : null;
        IsFirst = false;
        IsCarriedOver |= first is not null;
        return first ?? await read();
    }

    /// <inheritdoc />
    public void Dispose() => reading?.Dispose();
}
