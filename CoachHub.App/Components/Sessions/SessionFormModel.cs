using System.Globalization;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using NodaTime;

namespace CoachHub.App.Components.Sessions;

/// <summary>What the modal's fields hold, as typed. Property names are those of <see cref="SessionInput"/>, so that problems find their field.</summary>
public sealed class SessionFormModel
{
    public ClientChoice? Client { get; set; }

    public int? ClientId => Client?.Id;

    public int? CoachId { get; set; }

    public DateOnly? Date { get; set; }

    public TimeOnly? Time { get; set; }

    public string ZoneId { get; set; } = "";

    public DoubledHour Doubled { get; set; }

    public string DurationMinutes { get; set; } = "60";

    public string? Title { get; set; }

    public string? Location { get; set; }

    public string? VideoLink { get; set; }

    public string? Price { get; set; }

    public SessionStatus Status { get; set; }

    public PaymentStatus Payment { get; set; }

    public string? SharedNote { get; set; }

    public string? PrivateNotes { get; set; }

    public string? OverlapReason { get; set; }

    /// <summary>A new session as it opens.</summary>
    public static SessionFormModel From(SessionDefaults defaults) => new()
    {
        Client = defaults.ClientId is { } id ? new ClientChoice(id, defaults.ClientName!, defaults.ClientAddress ?? "", defaults.CoachId) : null,
        CoachId = defaults.CoachId,
        ZoneId = defaults.ZoneId,
        Date = defaults.LocalStart.Date.ToDateOnly(),
        Time = defaults.LocalStart.TimeOfDay.ToTimeOnly(),
    };

    /// <summary>A session as it is.</summary>
    public static SessionFormModel From(SessionDetails details, string currency, CultureInfo culture) => new()
    {
        Client = details.Row.ClientId is { } id ? new ClientChoice(id, details.Row.ClientName!, details.ClientAddress ?? "", null) : null,
        CoachId = details.Row.CoachId,
        ZoneId = details.ZoneId,
        Date = details.LocalStart.Date.ToDateOnly(),
        Time = details.LocalStart.TimeOfDay.ToTimeOnly(),
        Doubled = ZoneClock.ToUtc(details.LocalStart, details.ZoneId) is { Ok: true, Value: var first } && first != details.Row.StartsAtUtc
            ? DoubledHour.Second
            : DoubledHour.First,
        DurationMinutes = details.Row.DurationMinutes.ToString(CultureInfo.InvariantCulture),
        Title = details.Row.Title,
        Location = details.Row.Location,
        VideoLink = details.Row.VideoLink,
        Price = details.Row.PriceMinor is { } minor ? new Money(minor, currency).ToDecimal().ToString($"F{Money.DigitsOf(currency)}", culture) : null,
        Status = details.Row.Status,
        Payment = details.Row.Payment,
        SharedNote = details.SharedNote,
        PrivateNotes = details.PrivateNotes,
        OverlapReason = details.OverlapReason,
    };

    /// <summary>The fields as input, blanks as nothing, and whether the price could be read: both a point and a comma separate digits.</summary>
    public (SessionInput Input, bool PriceReadable) ToInput()
    {
        var price = InputText.Clean(Price)?.Replace(" ", "", StringComparison.Ordinal).Replace("\u202f", "", StringComparison.Ordinal).Replace(',', '.');
        var readable = decimal.TryParse(price, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount);
        var input = new SessionInput
        {
            ClientId = ClientId,
            CoachId = CoachId,
            Date = Date is { } date ? LocalDate.FromDateOnly(date) : null,
            Time = Time is { } time ? LocalTime.FromTimeOnly(new TimeOnly(time.Hour, time.Minute)) : null,
            ZoneId = ZoneId,
            Doubled = Doubled,
            DurationMinutes = int.TryParse(DurationMinutes, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minutes) ? minutes : null,
            Title = InputText.Clean(Title),
            Location = InputText.Clean(Location),
            VideoLink = InputText.Clean(VideoLink),
            Price = price is not null && readable ? amount : null,
            Status = Status,
            Payment = Payment,
            SharedNote = InputText.Clean(SharedNote),
            PrivateNotes = InputText.Clean(PrivateNotes),
            OverlapReason = InputText.Clean(OverlapReason),
        };
        return (input, price is null || readable);
    }
}
