using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using NodaTime;

namespace CoachHub.App.Components.Programs;

/// <summary>What is typed into the wizard. The names of the properties are those of <see cref="BundleInput"/>: problems find their field by them.</summary>
public sealed class BundleForm
{
    public ClientChoice? Client { get; set; }
    public int? ClientId => Client?.Id;
    public int? CoachId { get; set; }
    public int? TemplateId { get; set; }
    public string? Name { get; set; }
    public string? Sessions { get; set; } = "10";
    public string? Price { get; set; }
    public PricePer PricePer { get; set; }
    public string? DurationMinutes { get; set; } = "60";
    public string? Location { get; set; }
    public string? VideoLink { get; set; }
    public DateOnly? LastDay { get; set; }
    public string ZoneId { get; set; } = "Etc/UTC";
    public string? OverlapReason { get; set; }
    public SessionDocumentsForm Documents { get; private set; } = new();
    public DatePlanForm Plan { get; } = new();

    /// <summary>Takes the values of a template; what was typed before gives way.</summary>
    public void Take(BundleTemplateRow template, Reader reader, DateTime nowUtc)
    {
        var values = template.Values;
        (TemplateId, Name) = (template.Id, values.Name);
        (Sessions, DurationMinutes) = (Text(values.Sessions), Text(values.DurationMinutes));
        (Price, PricePer) = (AmountText.Write(values.Price, reader.Practice.Currency, reader.Culture), values.PricePer);
        (Location, VideoLink) = (values.Location, values.VideoLink);
        LastDay = BundleTemplate.LastDay(reader.Local(nowUtc, ZoneId).Date, values.Validity, values.ValidityUnit)?.ToDateOnly();
        Documents = Filled(template.Documents);
    }

    public BundleInput ToInput() => new()
    {
        ClientId = ClientId,
        CoachId = CoachId,
        TemplateId = TemplateId,
        Name = Name,
        Sessions = AmountText.Whole(Sessions),
        Price = AmountText.Read(Price),
        PricePer = PricePer,
        DurationMinutes = AmountText.Whole(DurationMinutes),
        Location = Location,
        VideoLink = VideoLink,
        Documents = Documents.Changes.Add,
        LastDay = LastDay is { } day ? LocalDate.FromDateOnly(day) : null,
        ZoneId = ZoneId,
        Dates = [.. Plan.Rows.Select(row => row.Planned).OfType<PlannedDate>()],
        OverlapReason = OverlapReason,
    };

    public static SessionDocumentsForm Filled(IReadOnlyList<DocumentRow> documents)
    {
        var form = new SessionDocumentsForm();
        foreach (var document in documents)
            form.Add(document);
        return form;
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
