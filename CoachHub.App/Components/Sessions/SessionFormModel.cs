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

    /// <summary>How it was paid or paid back; told where the payment status changes to that, or where somebody else said so at the same time.</summary>
    public PaymentMethod Method { get; set; }

    /// <summary>The day of that; null = today.</summary>
    public DateOnly? On { get; set; }

    /// <summary>The two, where something was said.</summary>
    public PaidBy? PaidBy => Payment is PaymentStatus.Paid or PaymentStatus.Refunded && (Method != PaymentMethod.Unspecified || On is not null) ? new PaidBy(Method, On) : null;

    public string? SharedNote { get; set; }

    public string? PrivateNotes { get; set; }

    public string? OverlapReason { get; set; }

    /// <summary>A new session as it opens.</summary>
    public static SessionFormModel From(SessionDefaults defaults, string currency, CultureInfo culture) => new()
    {
        Client = defaults.ClientId is { } id ? new ClientChoice(id, defaults.ClientName!, defaults.ClientAddress ?? "", defaults.CoachId) : null,
        CoachId = defaults.CoachId,
        ZoneId = defaults.ZoneId,
        Date = defaults.LocalStart.Date.ToDateOnly(),
        Time = defaults.LocalStart.TimeOfDay.ToTimeOnly(),
        DurationMinutes = defaults.DurationMinutes.ToString(CultureInfo.InvariantCulture),
        Title = defaults.Title,
        Location = defaults.Location,
        VideoLink = defaults.VideoLink,
        Price = PriceText(defaults.PriceMinor, currency, culture),
        Status = defaults.Status,
    };

    /// <summary>A session as it is.</summary>
    public static SessionFormModel From(SessionDetails details, string currency, CultureInfo culture) => new()
    {
        Client = details.Row.ClientId is { } id ? new ClientChoice(id, details.Row.ClientName!, details.ClientAddress ?? "", null) : null,
        CoachId = details.Row.CoachId,
        ZoneId = details.ZoneId,
        Date = details.LocalStart.Date.ToDateOnly(),
        Time = details.LocalStart.TimeOfDay.ToTimeOnly(),
        Doubled = SessionInput.DoubledOf(details.LocalStart, details.ZoneId, details.Row.StartsAtUtc),
        DurationMinutes = details.Row.DurationMinutes.ToString(CultureInfo.InvariantCulture),
        Title = details.Row.Title,
        Location = details.Row.Location,
        VideoLink = details.Row.VideoLink,
        Price = PriceText(details.Row.PriceMinor, currency, culture),
        Status = details.Row.Status,
        Payment = details.Row.Payment,
        SharedNote = details.SharedNote,
        PrivateNotes = details.PrivateNotes,
        OverlapReason = details.OverlapReason,
    };

    /// <summary>The same texts once more.</summary>
    public SessionFormModel Copy() => (SessionFormModel)MemberwiseClone();

    /// <summary>Takes the fields of a group from another form.</summary>
    public void Take(SessionGroup group, SessionFormModel other)
    {
        switch (group)
        {
            case SessionGroup.Client:
                Client = other.Client;
                break;
            case SessionGroup.Time:
                (CoachId, Date, Time, ZoneId, Doubled) = (other.CoachId, other.Date, other.Time, other.ZoneId, other.Doubled);
                (DurationMinutes, OverlapReason) = (other.DurationMinutes, other.OverlapReason);
                break;
            case SessionGroup.Place:
                (Location, VideoLink) = (other.Location, other.VideoLink);
                break;
            case SessionGroup.Title:
                Title = other.Title;
                break;
            case SessionGroup.Price:
                Price = other.Price;
                break;
            case SessionGroup.State:
                (Status, Payment, Method, On) = (other.Status, other.Payment, other.Method, other.On);
                break;
            case SessionGroup.SharedNote:
                SharedNote = other.SharedNote;
                break;
            case SessionGroup.PrivateNotes:
                PrivateNotes = other.PrivateNotes;
                break;
        }
    }

    /// <summary>The groups in which two forms differ. An amount that cannot be read is a change as well, and so is how it was paid.</summary>
    public IReadOnlyList<SessionGroup> DiffersFrom(SessionFormModel other)
    {
        var (mine, readable) = ToInput();
        var groups = SessionMerge.Differences(mine, other.ToInput().Input).ToHashSet();
        if (!readable && Price != other.Price)
            groups.Add(SessionGroup.Price);
        if (PaidBy != other.PaidBy)
            groups.Add(SessionGroup.State);
        return [.. groups.Order()];
    }

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

    private static string? PriceText(long? minor, string currency, CultureInfo culture) =>
        minor is { } amount ? new Money(amount, currency).ToDecimal().ToString($"F{Money.DigitsOf(currency)}", culture) : null;
}
