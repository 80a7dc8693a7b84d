using System.Threading.Channels;

namespace CoachHub.Domain.Mail;

/// <summary>Wakes the sender after a commit that added mail. Several wakes before it looks are one; a lost one costs seconds, because the table is swept too.</summary>
public sealed class OutboxSignal(TimeProvider clock)
{
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that there may be something to send.</summary>
    public void Wake() => wakes.Writer.TryWrite(true);

    /// <summary>Completes at the next wake, at once when one was missed, or after <paramref name="longest"/>.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await wakes.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Nobody called in time.
        }
    }
}
