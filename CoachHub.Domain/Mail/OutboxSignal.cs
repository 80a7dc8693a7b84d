using System.Threading.Channels;

namespace CoachHub.Domain.Mail;

/// <summary>Wakes the sender after a commit that added mail. Several wakes before it looks are one.</summary>
public sealed class OutboxSignal
{
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Says that there may be something to send.</summary>
    public void Wake() => wakes.Writer.TryWrite(true);

    /// <summary>Completes at the next wake, or at once when one was missed.</summary>
    public async Task WaitAsync(CancellationToken cancel) => await wakes.Reader.ReadAsync(cancel);
}
