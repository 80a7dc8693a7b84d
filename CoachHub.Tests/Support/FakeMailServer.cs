using System.Collections.Concurrent;
using System.Text;
using CoachHub.Domain.Mail;

namespace CoachHub.Tests.Support;

/// <summary>One message that the server took.</summary>
public sealed record SentMail(string ToAddress, string Text);

/// <summary>A mail server that answers as the test says and keeps what it took.</summary>
public sealed class FakeMailServer : IMailTransport
{
    private readonly ConcurrentQueue<SentMail> taken = new();

    /// <summary>What it says to the next messages; accepted until a test says otherwise.</summary>
    public Func<string, DeliveryAnswer> Answer { get; set; } = _ => Accepted;

    public static DeliveryAnswer Accepted { get; } = new(DeliveryOutcome.Accepted, "250 2.0.0 taken");

    public static DeliveryAnswer Refused { get; } = new(DeliveryOutcome.Permanent, "550 5.1.1 no such mailbox");

    public static DeliveryAnswer Down { get; } = new(DeliveryOutcome.SenderDown, "connection refused");

    /// <summary>The accepted messages, in order.</summary>
    public IReadOnlyList<SentMail> Taken => [.. taken];

    /// <summary>What it says when it is asked whether it can be reached.</summary>
    public DeliveryAnswer Ready { get; set; } = Accepted;

    public Task<DeliveryAnswer> ReadyAsync(CancellationToken cancel) => Task.FromResult(Ready);

    public Task<DeliveryAnswer> SendAsync(string toAddress, byte[] mime, CancellationToken cancel)
    {
        var answer = Answer(toAddress);
        if (answer.Outcome == DeliveryOutcome.Accepted)
            taken.Enqueue(new SentMail(toAddress, Encoding.UTF8.GetString(mime)));
        return Task.FromResult(answer);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Writes content as its record prints itself: for tests of when and to whom, not of how a mail looks.</summary>
public sealed class PlainMailRenderer : IMailRenderer
{
    public Task<RenderedMail> RenderAsync(MailContent content, string messageId, CancellationToken cancel) =>
        Task.FromResult(new RenderedMail(content.GetType().Name, Encoding.UTF8.GetBytes($"Message-ID: <{messageId}>\r\n\r\n{content}")));
}
