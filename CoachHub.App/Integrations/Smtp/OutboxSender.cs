using CoachHub.Domain.Mail;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>
/// Sends claimed mails one after the other over one kept connection; each answer is recorded before the next mail goes. Several of
/// them work side by side: a claim belongs to one, and no mail about a session can be claimed while an older one to the same person
/// is open, wherever it is.
/// </summary>
internal sealed class OutboxSender(Outbox outbox, IMailTransport transport, TimeProvider clock, ILogger log)
{
    /// <summary>How many mails are claimed at once.</summary>
    public const int BatchSize = 20;

    // A slow server must not use up the lease of mails that still wait in the batch.
    private static readonly TimeSpan LeaseReserve = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    /// <summary>Asked before anything is claimed: while the server is down, no mail's facts are fixed.</summary>
    public Task<DeliveryAnswer> ReadyAsync(CancellationToken cancel) => transport.ReadyAsync(cancel);

    /// <summary>Sends them all. What is left when the server cannot be used any more, or it is time to stop, goes back to the queue.</summary>
    /// <returns>Why the server cannot be used; null while it can.</returns>
    public async Task<DeliveryAnswer?> SendAllAsync(IReadOnlyList<ClaimedMail> claims, CancellationToken stopping)
    {
        // The message on its way may finish; its answer is recorded whatever happens.
        using var hurry = new CancellationTokenSource();
        await using var stop = stopping.Register(() => hurry.CancelAfter(Farewell));
        var left = new Queue<ClaimedMail>(claims);
        while (left.TryDequeue(out var mail))
        {
            var answer = await transport.SendAsync(mail.ToAddress, mail.Mime, hurry.Token);
            if (answer.Outcome == DeliveryOutcome.SenderDown)
            {
                await outbox.ReleaseAsync([mail, .. left], answer.Reply, CancellationToken.None);
                return answer;
            }

            var next = stopping.IsCancellationRequested ? null : left.TryPeek(out var following) ? following : null;
            await SettleAsync(mail, answer, next);
            if (stopping.IsCancellationRequested)
            {
                await outbox.ReleaseAsync(left, "stopping", CancellationToken.None);
                return null;
            }

            if (next is not null && next.LeaseUntilUtc - clock.GetUtcNow().UtcDateTime < LeaseReserve)
                left = new Queue<ClaimedMail>(await outbox.RenewAsync([.. left], CancellationToken.None));
        }

        return null;
    }

    private async Task SettleAsync(ClaimedMail mail, DeliveryAnswer answer, ClaimedMail? next)
    {
        // Forgetting that the server took a message would send it twice: this is tried for as long as the lease holds.
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await outbox.SettleAsync(mail, answer, next, CancellationToken.None);
                return;
            }
            catch (Exception fault) when (attempt < 10)
            {
                log.LogError(fault, "The server's answer to mail {MailId} could not be recorded; trying again.", mail.Id);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, CancellationToken.None);
            }
        }
    }
}
