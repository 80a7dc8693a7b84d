using CoachHub.Domain.Kernel;

namespace CoachHub.App.Integrations.Smtp;

/// <summary>Whether mail leaves. Screens show it beside what waits: <em>mail server not reachable (connection refused)</em>.</summary>
public sealed class SenderHealth(ChangeFeed feed, TimeProvider clock)
{
    private sealed record Trouble(string Words, DateTime SinceUtc);

    private Trouble? trouble;

    /// <summary>Why nothing leaves, in the server's or the network's words; null while all is well.</summary>
    public string? DownBecause => Volatile.Read(ref trouble)?.Words;

    /// <summary>Since when, UTC.</summary>
    public DateTime? DownSinceUtc => Volatile.Read(ref trouble)?.SinceUtc;

    internal void Down(string words)
    {
        var before = Volatile.Read(ref trouble);
        if (before?.Words == words)
            return;
        Volatile.Write(ref trouble, new Trouble(words, before?.SinceUtc ?? clock.GetUtcNow().UtcDateTime));
        feed.Publish(Topics.Mail, 0);
    }

    internal void Up()
    {
        if (Interlocked.Exchange(ref trouble, null) is not null)
            feed.Publish(Topics.Mail, 0);
    }
}
