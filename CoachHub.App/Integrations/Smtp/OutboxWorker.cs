using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>
/// Carries due mails to the server, over one kept connection, and over some more while the queue is long. Woken by the signal or by
/// the next due time. While the server is down nothing is claimed, so that a mail says what is true when it finally goes.
/// </summary>
public sealed class OutboxWorker(
    Outbox outbox,
    OutboxSignal signal,
    IMailTransport transport,
    Func<IMailTransport> transports,
    OutboxOptions options,
    SenderHealth health,
    ChangeFeed feed,
    TimeProvider clock,
    ILogger<OutboxWorker> log) : BackgroundService
{
    private static readonly TimeSpan[] Backoff = [.. new[] { 1, 2, 5, 10 }.Select(seconds => TimeSpan.FromSeconds(seconds))];
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly OutboxSignal settingsChanged = new(clock);
    private readonly OutboxSender sender = new(outbox, transport, clock, log);
    private readonly OutboxFurtherSenders further = new(outbox, transports, options.Connections - 1, clock, log);
    private int failures;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe(Topics.Practice, _ => settingsChanged.Wake());
        try
        {
            await WorkAsync(stoppingToken);
        }
        finally
        {
            await further.LeaveAsync();
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
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
        var ready = await sender.ReadyAsync(stopping);
        if (ready.Outcome != DeliveryOutcome.Accepted)
        {
            await DownAsync(ready, stopping);
            return true;
        }

        failures = 0;
        health.Up();
        var claims = await outbox.ClaimDueAsync(OutboxSender.BatchSize, stopping);
        if (claims.Count == OutboxSender.BatchSize)
            further.Call(stopping);
        if (await sender.SendAllAsync(claims, stopping) is { } down)
            await DownAsync(down, stopping);
        return true;
    }

    private async Task DownAsync(DeliveryAnswer answer, CancellationToken stopping)
    {
        if (health.DownBecause != answer.Reply)
            log.LogWarning("The mail server cannot be used: {Reply}", answer.Reply);
        health.Down(answer.Reply);
        await PauseAsync(stopping);
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
