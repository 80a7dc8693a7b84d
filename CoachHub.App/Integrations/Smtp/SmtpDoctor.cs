using System.Runtime.CompilerServices;
using CoachHub.Domain.Mail;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>Tries mail settings over a connection of its own, step by step; the worker's is left alone.</summary>
/// <param name="write">Writes the message of the last step.</param>
/// <param name="clock">The time.</param>
public sealed class SmtpDoctor(Func<MailCheckOrder, CancellationToken, Task<byte[]>> write, TimeProvider clock) : IMailDoctor
{
    /// <inheritdoc />
    public async IAsyncEnumerable<MailCheck> ExamineAsync(MailCheckOrder order, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var visit = new SmtpVisit(order, write, clock);
        var failed = false;
        foreach (var step in order.Steps)
        {
            var began = clock.GetTimestamp();
            var found = failed ? SmtpFinding.Skipped : await visit.TakeAsync(step, cancel);
            failed |= found.State == MailCheckState.Failed;
            yield return new MailCheck(step, found.State, DeliveryRules.Clean(found.Words), found.Advice, clock.GetElapsedTime(began));
        }
    }
}
