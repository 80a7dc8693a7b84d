using CoachHub.Domain.Mail;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>
/// Further senders for a long queue, each with a connection of its own that it keeps until nothing is due. They only help: what a server
/// that is down or refuses the sign-in means for the queue, the first sender alone decides.
/// </summary>
internal sealed class OutboxFurtherSenders(Outbox outbox, Func<IMailTransport> transports, int most, TimeProvider clock, ILogger log)
{
    // A server that takes no more connections is not asked again with every batch.
    private static readonly TimeSpan Offence = TimeSpan.FromMinutes(1);

    private readonly Task[] working = [.. Enumerable.Repeat(Task.CompletedTask, Math.Max(0, most))];
    private DateTimeOffset welcomeFrom = DateTimeOffset.MinValue;

    /// <summary>Says that there is more than one sender can do. Who works already goes on.</summary>
    public void Call(CancellationToken stopping)
    {
        if (clock.GetUtcNow() < welcomeFrom)
            return;
        for (var i = 0; i < working.Length; i++)
        {
            if (working[i].IsCompleted)
                working[i] = Task.Run(() => HelpAsync(stopping), CancellationToken.None);
        }
    }

    /// <summary>Completes when all of them have recorded what they had on its way.</summary>
    public Task LeaveAsync() => Task.WhenAll(working);

    private async Task HelpAsync(CancellationToken stopping)
    {
        try
        {
            await using var transport = transports();
            var sender = new OutboxSender(outbox, transport, clock, log);
            while (!stopping.IsCancellationRequested)
            {
                if ((await sender.ReadyAsync(stopping)).Outcome != DeliveryOutcome.Accepted)
                {
                    welcomeFrom = clock.GetUtcNow() + Offence;
                    return;
                }

                var claims = await outbox.ClaimDueAsync(OutboxSender.BatchSize, stopping);
                if (claims.Count == 0 || await sender.SendAllAsync(claims, stopping) is not null)
                    return;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It was only going to claim.
        }
        catch (Exception fault)
        {
            log.LogError(fault, "A further sender of mail was interrupted.");
        }
    }
}
