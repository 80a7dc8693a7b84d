using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Measurements;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Measurements;

/// <summary>A client's values over time, the same for staff and for the client: a line, a table, and a form for the next value.</summary>
public sealed partial class MeasurementsPanel
{
    private const int ShownFirst = 12;

    private MeasurementSheet? sheet;
    private MeasureChoice measure = MeasureChoice.Weight;
    private List<MeasurementRow> rows = [];
    private MeasurementRow? editing;
    private MeasurementForm form = new();
    private EditContext? context;
    private ValidationMessageStore? messages;
    private Problem? problem;
    private string? outcome;
    private int shown = ShownFirst;
    private int loadedId;
    private bool busy;

    [Parameter, EditorRequired] public int ClientId { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required MeasurementService Service { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private DateOnly Today => Reader.Local(Clock.GetUtcNow().UtcDateTime).Date.ToDateOnly();

    private IReadOnlyList<ChartPoint> Points => rows.ConvertAll(row => new ChartPoint(row.Day, row.Value));

    private IEnumerable<MeasurementRow> Shown => Enumerable.Reverse(rows).Take(shown);

    private string? Change
    {
        get
        {
            if (rows.Count < 2)
                return null;
            var difference = rows[^1].Value - rows[0].Value;
            var signed = (difference > 0 ? "+" : difference < 0 ? "−" : "±") + MeasureWords.Value(Math.Abs(difference), measure, Reader);
            return L["{0} since {1}", signed, DayText(rows[0].Day)];
        }
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Measurements, ids => ids.Contains(ClientId) || ids.Contains(0) ? ReadAsync() : Task.CompletedTask);
        Begin();
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        if (ClientId == loadedId)
            return Task.CompletedTask;
        loadedId = ClientId;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (OperationCanceledException) when (Closing.IsCancellationRequested)
        {
            // The page was left while it read.
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is { } storage)
        {
            problem = storage;
        }
    }

    private async Task ReadAsync()
    {
        var read = await Service.ReadAsync(Reader.Actor, ClientId, Closing);
        problem = read.Problem;
        sheet = read.Ok ? read.Value : null;
        measure = sheet?.Measures.FirstOrDefault(one => one.Id == measure.Id) ?? MeasureChoice.Weight;
        Sort();
    }

    private void Choose(MeasureChoice chosen)
    {
        (measure, shown) = (chosen, ShownFirst);
        Sort();
        Begin();
    }

    private void Sort() => rows = sheet?.Rows.Where(row => row.MeasureId == measure.Id).ToList() ?? [];

    private void Begin()
    {
        editing = null;
        Take(new MeasurementForm { Day = Today });
    }

    private void Edit(MeasurementRow row)
    {
        editing = row;
        Take(new MeasurementForm { Day = row.Day, Value = row.Value.ToString("0.###", Reader.Culture) });
    }

    private void Take(MeasurementForm values)
    {
        form = values;
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
        (problem, outcome) = (null, null);
    }

    private Task SaveAsync() => OnceAsync(async () =>
    {
        messages!.Clear();
        var (input, unreadable) = form.ToInput(measure.Id);
        var problems = input.Check(Today).Where(found => unreadable is null || found.Field != nameof(input.Value)).Append(unreadable).OfType<Problem>().ToList();
        if (problems.Count == 0)
        {
            var saved = editing is { } row
                ? await Service.UpdateAsync(Reader.Actor, ClientId, row.Id, row.Version, input, CancellationToken.None)
                : await Service.AddAsync(Reader.Actor, ClientId, input, CancellationToken.None);
            if (saved.Ok)
            {
                Begin();
                outcome = L["Saved"];
                await ReadAsync();
                return null;
            }

            problems = [saved.Problem!];
        }

        return messages.Show(context!, problems, L);
    });

    private Task DeleteAsync(MeasurementRow row) => OnceAsync(async () =>
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            L["Delete the value"],
            L["Delete {0} of {1}?", MeasureWords.Value(row.Value, measure, Reader), DayText(row.Day)],
            yesText: L["Delete"], cancelText: L["Close"]);
        if (sure != true)
            return null;
        var deleted = await Service.DeleteAsync(Reader.Actor, ClientId, row.Id, row.Version, CancellationToken.None);
        Begin();
        await ReadAsync();
        return deleted.Problem;
    });

    private async Task OnceAsync(Func<Task<Problem?>> act)
    {
        if (busy)
            return;
        (busy, outcome) = (true, null);
        try
        {
            problem = await act();
        }
        finally
        {
            busy = false;
        }
    }

    private string DayText(DateOnly day) => Reader.ShortDay(day);
}
