using CoachHub.Domain.Practice;

namespace CoachHub.App.Components.Practice;

/// <summary>What is typed on the general settings page.</summary>
public sealed class GeneralSettingsForm
{
    public string? Name { get; set; }
    public string? ZoneId { get; set; }
    public string? Currency { get; set; }
    public string? Language { get; set; }
    public int? CancellationWindowHours { get; set; }
    public bool RemindersOn { get; set; }
    public int? ReminderLeadHours { get; set; }
    public AdministratorScope AdministratorScope { get; set; }

    public static GeneralSettingsForm Of(PracticeInput values) => new()
    {
        Name = values.Name,
        ZoneId = values.ZoneId,
        Currency = values.Currency,
        Language = values.Language,
        CancellationWindowHours = values.CancellationWindowHours,
        RemindersOn = values.RemindersOn,
        ReminderLeadHours = values.ReminderLeadHours,
        AdministratorScope = values.AdministratorScope,
    };

    public PracticeInput ToInput(int version) => new()
    {
        Name = Name,
        ZoneId = ZoneId,
        Currency = Currency,
        Language = Language,
        CancellationWindowHours = CancellationWindowHours,
        RemindersOn = RemindersOn,
        ReminderLeadHours = ReminderLeadHours,
        AdministratorScope = AdministratorScope,
        Version = version,
    };
}
