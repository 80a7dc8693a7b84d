using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Programs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.App.Components.Programs;

/// <summary>The dates of a bundle: made by a rule, looked at one by one. Nothing is written here.</summary>
public sealed partial class DatePlanFields : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private Problem? problem;

    [Parameter, EditorRequired] public required DatePlanForm Form { get; set; }
    [Parameter, EditorRequired] public int CoachId { get; set; }
    [Parameter, EditorRequired] public int ClientId { get; set; }
    [Parameter, EditorRequired] public required string ZoneId { get; set; }
    [Parameter, EditorRequired] public int DurationMinutes { get; set; }

    /// <summary>How many dates there may be.</summary>
    [Parameter, EditorRequired] public int Most { get; set; }

    /// <summary>The last day of the bundle.</summary>
    [Parameter] public LocalDate? LastDay { get; set; }

    [Parameter] public string? OverlapReason { get; set; }
    [Parameter] public EventCallback<string?> OverlapReasonChanged { get; set; }

    /// <summary>Where the form keeps its messages.</summary>
    [Parameter, EditorRequired] public required ValidationMessageStore Messages { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [CascadingParameter] public EditContext? Edit { get; set; }
    [Inject] public required DatePlanner Planner { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private IEnumerable<(IsoDayOfWeek Day, string Short, string Name)> Days => Enumerable.Range(1, 7).Select(day => (
        (IsoDayOfWeek)day,
        Reader.Culture.DateTimeFormat.AbbreviatedDayNames[day % 7].TrimEnd('.'),
        Reader.Culture.DateTimeFormat.DayNames[day % 7]));

    /// <inheritdoc />
    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        // A plan begins tomorrow, on the day of the week that is then, until somebody chooses.
        var tomorrow = Reader.Local(Clock.GetUtcNow().UtcDateTime, ZoneId).Date.PlusDays(1);
        Form.Start ??= tomorrow.ToDateOnly();
        Form.Count ??= Most.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Form.Rows.Count > 0)
            await LookAsync();
    }

    private void Choose(IsoDayOfWeek day, bool on)
    {
        if (on)
            Form.Weekdays.Add(day);
        else
            Form.Weekdays.Remove(day);
    }

    private async Task GenerateAsync()
    {
        Messages.Clear();
        var rule = Form.ToRule();
        var problems = rule.Check().ToList();
        if (rule.Count > Most && problems.TrueForAll(one => one.Field != nameof(DateRule.Count)))
            problems.Add(Problem.Invalid("bundle.too_many_dates", nameof(DateRule.Count), Most));
        Messages.Show(Edit!, problems, L);
        if (problems.Count > 0)
            return;
        Form.Fill(rule.Generate());
        await LookAsync();
    }

    private async Task AddAsync()
    {
        Form.Add();
        await LookAsync();
    }

    private async Task RemoveAsync(DateRow row)
    {
        Form.Rows.Remove(row);
        await LookAsync();
    }

    private async Task LookAsync()
    {
        var rows = Form.Rows.Where(row => row.Planned is not null).ToList();
        foreach (var row in Form.Rows)
            (row.Look, row.Refusal) = (row.Planned is null ? null : row.Look, null);
        try
        {
            var looked = await Planner.LookAsync(Reader.Actor, new DatePlan(CoachId, ClientId, ZoneId, DurationMinutes, [.. rows.Select(row => row.Planned!.Value)], LastDay), closing.Token);
            problem = looked.Problem;
            for (var i = 0; looked.Ok && i < rows.Count; i++)
                rows[i].Look = looked.Value[i];
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The window was closed.
        }
    }

    private static bool IsBad(DateRow row) => row.Planned is null || row.Refusal is not null || row.Look is { } look && (look.Problem is not null || look.Collides);

    private IEnumerable<(string Words, string Tint)> Notes(DateRow row)
    {
        if (row.Planned is null)
            yield return (L["Choose a date and a time."], "bad");
        if (row.Look is not { } look)
            yield break;
        if (look.Problem is { } skipped)
            yield return (ProblemWords.Text(L, skipped), "bad");
        if (look.CoachOverlap is { } busy)
            yield return (L["Overlaps {0}, {1} to {2}.", busy.ClientName ?? L["another session"].Value, Reader.Time(busy.StartsAtUtc, ZoneId), Reader.Time(busy.EndsAtUtc, ZoneId)], "bad");
        if (look.Twin is { } twin)
            yield return (L["Overlaps another date of this list, at {0}.", twin.Time.ToString("HH:mm", Reader.Culture)], "bad");
        if (look.ClientOverlap is { } other)
            yield return (L["The client has another session then, {0} to {1}.", Reader.Time(other.StartsAtUtc, ZoneId), Reader.Time(other.EndsAtUtc, ZoneId)], "careful");
        if (look.InPast)
            yield return (L["In the past"], "careful");
        if (look.AfterLastDay)
            yield return (L["After the last day of the bundle"], "careful");
        if (look.IsDoubled)
            yield return (L["The clocks go back that night: this time happens twice."], "careful");
        if (look.ClockChanged)
            yield return (L["The clocks have changed since the date before"], "");
        if (row.Refusal is { } refusal && !look.Collides && look.Problem is null)
            yield return (ProblemWords.Text(L, refusal), "bad");
    }
}
