using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>
/// Carries due mails to the server, one after the other over one kept connection. Woken by the signal or by the next due time.
/// While the server is down nothing is claimed, so that a mail says what is true when it finally goes.
/// </summary>
public sealed class OutboxWorker(
    Outbox outbox,
    OutboxSignal signal,
    IMailTransport transport,
    SenderHealth health,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<OutboxWorker> log) : BackgroundService
{
    private const int BatchSize = 20;

    private static readonly TimeSpan[] Backoff = [.. new[] { 1, 2, 5, 10 }.Select(seconds => TimeSpan.FromSeconds(seconds))];
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    // A slow server must not use up the lease of mails that still wait in the batch.
    private static readonly TimeSpan LeaseReserve = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly OutboxSignal settingsChanged = new(clock);
    private int failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe(Topics.Practice, _ => settingsChanged.Wake());
        var takenOver = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!takenOver)
                    await outbox.TakeOverAsync(stoppingToken);
                takenOver = true;
                if (!await SendDueAsync(stoppingToken))
                    await signal.WaitAsync(await UntilNextAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // A full disk or a locked database: the rows are where they were, the next round finds them.
                log.LogError(fault, "Sending mail was interrupted.");
                await PauseAsync(stoppingToken);
            }
        }
    }

    /// <summary>Sends what is due. False when nothing was, true when it is worth looking again at once.</summary>
    private async Task<bool> SendDueAsync(CancellationToken stopping)
    {
        if (!await outbox.AnyDueAsync(stopping))
            return false;
        var ready = await transport.ReadyAsync(stopping);
        if (ready.Outcome != DeliveryOutcome.Accepted)
        {
            await DownAsync(ready, stopping);
            return true;
        }

        Up();
        var claims = await outbox.ClaimDueAsync(BatchSize, stopping);
        await SendAllAsync(claims, stopping);
        return true;
    }

    private async Task SendAllAsync(IReadOnlyList<ClaimedMail> claims, CancellationToken stopping)
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
                await DownAsync(answer, stopping);
                return;
            }

            Up();
            var next = stopping.IsCancellationRequested ? null : left.TryPeek(out var following) ? following : null;
            await SettleAsync(mail, answer, next);
            if (stopping.IsCancellationRequested)
            {
                await outbox.ReleaseAsync(left, "stopping", CancellationToken.None);
                return;
            }

            if (next is not null && next.LeaseUntilUtc - clock.GetUtcNow().UtcDateTime < LeaseReserve)
                left = new Queue<ClaimedMail>(await outbox.RenewAsync([.. left], CancellationToken.None));
        }
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

    private async Task DownAsync(DeliveryAnswer answer, CancellationToken stopping)
    {
        if (health.DownBecause != answer.Reply)
            log.LogWarning("The mail server cannot be used: {Reply}", answer.Reply);
        health.Down(answer.Reply);
        await PauseAsync(stopping);
    }

    private void Up()
    {
        failures = 0;
        health.Up();
    }

    /// <summary>Waits longer after each failure, at most ten seconds; new settings are tried at once.</summary>
    private Task PauseAsync(CancellationToken stopping) =>
        settingsChanged.WaitAsync(Backoff[Math.Min(failures++, Backoff.Length - 1)], stopping);

    private async Task<TimeSpan> UntilNextAsync(CancellationToken stopping)
    {
        if (await outbox.NextDueAsync(stopping) is not { } next)
            return LongestWait;
        // A little late rather than a round too early.
        var wait = next - clock.GetUtcNow().UtcDateTime + TimeSpan.FromMilliseconds(10);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
    }
}
