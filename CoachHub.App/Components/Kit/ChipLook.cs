using CoachHub.Domain.Sessions;

namespace CoachHub.App.Components.Kit;

/// <summary>The sign and the tint of a state, the same wherever its chip is drawn: never colour alone.</summary>
public readonly record struct ChipLook(string Sign, string Tint)
{
    /// <summary>The classes of its element.</summary>
    public string Class => Tint.Length == 0 ? "chip" : $"chip {Tint}";

    public static ChipLook Of(SessionStatus status) => status switch
    {
        SessionStatus.Booked => new("●", "news"),
        SessionStatus.Completed => new("✓", "good"),
        SessionStatus.NoShow => new("!", "careful"),
        SessionStatus.LateCancelled => new("✕", "careful"),
        SessionStatus.Available => new("+", ""),
        _ => new("✕", ""),
    };

    public static ChipLook Of(PaymentStatus payment) => payment switch
    {
        PaymentStatus.Pending => new("○", ""),
        PaymentStatus.Paid => new("✓", "good"),
        PaymentStatus.Refunded => new("↩", "news"),
        _ => new("✕", ""),
    };

    public static ChipLook Of(ToldState told) => told switch
    {
        ToldState.Never => new("✕", "bad"),
        ToldState.Failed => new("✕", "bad"),
        ToldState.Outdated => new("!", "careful"),
        ToldState.Told => new("✓", "good"),
        ToldState.Acknowledged => new("✓✓", "good"),
        _ => new("○", ""),
    };
}
