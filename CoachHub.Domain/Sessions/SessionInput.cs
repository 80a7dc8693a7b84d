using CoachHub.Domain.Calendar;
using CoachHub.Domain.Kernel;
using NodaTime;

namespace CoachHub.Domain.Sessions;

/// <summary>A session as a person typed it: any field may be missing or wrong.</summary>
public sealed record SessionInput
{
    /// <summary>The longest title and location.</summary>
    public const int LineLength = 200;

    /// <summary>The longest note.</summary>
    public const int NoteLength = 10_000;

    /// <summary>The longest session, in minutes.</summary>
    public const int LongestMinutes = 24 * 60;

    /// <summary>The client; null for a slot.</summary>
    public int? ClientId { get; init; }

    /// <summary>The coach.</summary>
    public int? CoachId { get; init; }

    /// <summary>The day on the wall calendar of <see cref="ZoneId"/>.</summary>
    public LocalDate? Date { get; init; }

    /// <summary>The time on the wall clock of <see cref="ZoneId"/>.</summary>
    public LocalTime? Time { get; init; }

    /// <summary>IANA zone in which date and time are meant.</summary>
    public required string ZoneId { get; init; }

    /// <summary>Which instant is meant when the clock shows the time twice.</summary>
    public DoubledHour Doubled { get; init; }

    /// <summary>Minutes, 1 to 1440.</summary>
    public int? DurationMinutes { get; init; } = 60;

    /// <summary>Title; blank = automatic.</summary>
    public string? Title { get; init; }

    /// <summary>Location.</summary>
    public string? Location { get; init; }

    /// <summary>An http(s) address.</summary>
    public string? VideoLink { get; init; }

    /// <summary>Price in whole units of the practice's currency.</summary>
    public decimal? Price { get; init; }

    /// <summary>Status.</summary>
    public SessionStatus Status { get; init; }

    /// <summary>Payment status.</summary>
    public PaymentStatus Payment { get; init; }

    /// <summary>For the client too.</summary>
    public string? SharedNote { get; init; }

    /// <summary>For coaches only.</summary>
    public string? PrivateNotes { get; init; }

    /// <summary>Why it may overlap another session of the coach.</summary>
    public string? OverlapReason { get; init; }

    /// <summary>Each field's problems, in the order of the form. Empty when <see cref="ToChange"/> may be called.</summary>
    public IReadOnlyList<Problem> Check(string currency)
    {
        var problems = new List<Problem>();
        void Unless(bool valid, string code, string field, params object[] arguments)
        {
            if (!valid)
                problems.Add(Problem.Invalid(code, field, arguments));
        }

        Unless(ClientId is not null || Status == SessionStatus.Available, "session.client_required", nameof(ClientId));
        Unless(ClientId is null || Status != SessionStatus.Available, "session.slot_has_client", nameof(ClientId));
        Unless(CoachId is not null, "session.coach_required", nameof(CoachId));
        Unless(Date is not null, "session.date_required", nameof(Date));
        Unless(Date is null || Date.Value.Year is >= 1970 and <= 2200, "session.date_range", nameof(Date));
        Unless(Time is not null, "session.time_required", nameof(Time));
        Unless(ZoneClock.Exists(ZoneId), "zone.unknown", nameof(ZoneId));
        Unless(DurationMinutes is >= 1 and <= LongestMinutes, "session.duration_range", nameof(DurationMinutes));
        Unless(InputText.IsLine(Title, LineLength), "text.line", nameof(Title), LineLength);
        Unless(InputText.IsLine(Location, LineLength), "text.line", nameof(Location), LineLength);
        Unless(InputText.IsWebAddress(InputText.Clean(VideoLink)), "session.video_link", nameof(VideoLink));
        Unless(Price is null or >= 0, "session.price_negative", nameof(Price));
        Unless(Price is null || Money.FromDecimal(Price.Value, currency) is not null, "session.price_digits", nameof(Price), Money.DigitsOf(currency));
        Unless(Enum.IsDefined(Status), "session.status", nameof(Status));
        Unless(Enum.IsDefined(Payment), "session.payment", nameof(Payment));
        Unless(InputText.IsNote(SharedNote, NoteLength), "text.note", nameof(SharedNote), NoteLength);
        Unless(InputText.IsNote(PrivateNotes, NoteLength), "text.note", nameof(PrivateNotes), NoteLength);
        Unless(InputText.IsLine(OverlapReason, LineLength), "text.line", nameof(OverlapReason), LineLength);
        if (problems.Count == 0 && Start() is { Problem: { } skipped })
            problems.Add(skipped);
        return problems;
    }

    /// <summary>The start as an instant (UTC), or why the wall clock never shows that time. Needs date, time and a known zone.</summary>
    public Result<DateTime> Start() => ZoneClock.ToUtc(Date!.Value + Time!.Value, ZoneId, Doubled);

    /// <summary>A session as it would be typed.</summary>
    public static SessionInput Of(Session session, string currency) => new()
    {
        ClientId = session.ClientId,
        CoachId = session.CoachId,
        Date = session.LocalStart.Date,
        // Forms know no seconds, and what a person did not touch must not look changed.
        Time = new LocalTime(session.LocalStart.Hour, session.LocalStart.Minute),
        ZoneId = session.ZoneId,
        Doubled = DoubledOf(session.LocalStart, session.ZoneId, session.StartsAtUtc),
        DurationMinutes = session.DurationMinutes,
        Title = InputText.Clean(session.Title),
        Location = InputText.Clean(session.Location),
        VideoLink = InputText.Clean(session.VideoLink),
        Price = session.PriceMinor is { } minor ? new Money(minor, currency).ToDecimal() : null,
        Status = session.Status,
        Payment = session.Payment,
        SharedNote = InputText.Clean(session.SharedNote),
        PrivateNotes = InputText.Clean(session.PrivateNotes),
        OverlapReason = InputText.Clean(session.OverlapReason),
    };

    /// <summary>Which of two instants a saved wall-clock time means.</summary>
    public static DoubledHour DoubledOf(LocalDateTime local, string zoneId, DateTime startsAtUtc) =>
        ZoneClock.ToUtc(local, zoneId) is { Ok: true, Value: var first } && first != startsAtUtc ? DoubledHour.Second : DoubledHour.First;

    /// <summary>This input with one group of fields from another.</summary>
    public SessionInput With(SessionGroup group, SessionInput other) => group switch
    {
        SessionGroup.Client => this with { ClientId = other.ClientId },
        SessionGroup.Time => this with
        {
            CoachId = other.CoachId,
            Date = other.Date,
            Time = other.Time,
            ZoneId = other.ZoneId,
            Doubled = other.Doubled,
            DurationMinutes = other.DurationMinutes,
            OverlapReason = other.OverlapReason,
        },
        SessionGroup.Place => this with { Location = other.Location, VideoLink = other.VideoLink },
        SessionGroup.Title => this with { Title = other.Title },
        SessionGroup.Price => this with { Price = other.Price },
        SessionGroup.State => this with { Status = other.Status, Payment = other.Payment },
        SessionGroup.SharedNote => this with { SharedNote = other.SharedNote },
        SessionGroup.PrivateNotes => this with { PrivateNotes = other.PrivateNotes },
        _ => throw new ArgumentOutOfRangeException(nameof(group)),
    };

    /// <summary>The input as values, once <see cref="Check"/> found nothing.</summary>
    public SessionChange ToChange(string currency) => new(
        ClientId,
        CoachId!.Value,
        Start().Value,
        ZoneId,
        Date!.Value + Time!.Value,
        DurationMinutes!.Value,
        InputText.Clean(Title),
        InputText.Clean(Location),
        InputText.Clean(VideoLink),
        Price is { } price ? Money.FromDecimal(price, currency)!.Value.Minor : null,
        Status,
        Payment,
        InputText.Clean(PrivateNotes),
        InputText.Clean(SharedNote));
}
