namespace CoachHub.Domain.Sessions;

/// <summary>Until when a client may cancel alone (D11). Staff may always.</summary>
public static class CancellationWindow
{
    /// <summary>The last instant (UTC) at which the client may cancel: <paramref name="hours"/> before the start, the start itself with 0.</summary>
    public static DateTime DeadlineUtc(DateTime startsAtUtc, int hours) => startsAtUtc.AddHours(-hours);

    /// <summary>True while at least <paramref name="hours"/> remain until a start that is still ahead.</summary>
    public static bool IsOpen(DateTime startsAtUtc, int hours, DateTime nowUtc) =>
        nowUtc <= DeadlineUtc(startsAtUtc, hours) && nowUtc < startsAtUtc;
}
