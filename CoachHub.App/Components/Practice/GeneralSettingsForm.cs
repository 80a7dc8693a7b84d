using CoachHub.Domain.Practice;

namespace CoachHub.App.Components.Practice;

/// <summary>What is typed on the general settings page.</summary>
public sealed class GeneralSettingsForm
{
    public string? Name { get; set; }
    public string? ZoneId { get; set; }
    public string? Currency { get; set; }
    public string? Language { get; set; }
    public string? Phone { get; set; }
    public string? Address { get; set; }
    public string? ContactEmail { get; set; }
    public string? TaxLine { get; set; }
    public int? CancellationWindowHours { get; set; }
    public bool RemindersOn { get; set; }
    public List<ReminderLeadRow> ReminderLeads { get; private init; } = [];
    public AdministratorScope AdministratorScope { get; set; }
    public CoachLanding CoachesLandOn { get; set; }
    public bool MeasurementsOn { get; set; }
    public HashSet<ClientCardPart> ClientCardShows { get; init; } = [];

    public static GeneralSettingsForm Of(PracticeInput values) => new()
    {
        Name = values.Name,
        ZoneId = values.ZoneId,
        Currency = values.Currency,
        Language = values.Language,
        Phone = values.Phone,
        Address = values.Address,
        ContactEmail = values.ContactEmail,
        TaxLine = values.TaxLine,
        CancellationWindowHours = values.CancellationWindowHours,
        RemindersOn = values.RemindersOn,
        ReminderLeads = [.. values.ReminderLeads.Select(ReminderLeadRow.Of)],
        AdministratorScope = values.AdministratorScope,
        CoachesLandOn = values.CoachesLandOn,
        MeasurementsOn = values.MeasurementsOn,
        ClientCardShows = [.. values.ClientCardShows],
    };

    public PracticeInput ToInput(int version) => new()
    {
        Name = Name,
        ZoneId = ZoneId,
        Currency = Currency,
        Language = Language,
        Phone = Phone,
        Address = Address,
        ContactEmail = ContactEmail,
        TaxLine = TaxLine,
        CancellationWindowHours = CancellationWindowHours,
        RemindersOn = RemindersOn,
        ReminderLeads = [.. ReminderLeads.Select(row => row.Hours)],
        AdministratorScope = AdministratorScope,
        CoachesLandOn = CoachesLandOn,
        MeasurementsOn = MeasurementsOn,
        ClientCardShows = ClientCardShows.ToHashSet(),
        Version = version,
    };
}
