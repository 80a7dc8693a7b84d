using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Measurements;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Measurements;

/// <summary>Administrators say what is measured.</summary>
public sealed partial class MeasuresPanel
{
    private IReadOnlyList<PracticeMeasure>? measures;
    private PracticeMeasure? editing;
    private MeasureForm form = new();
    private EditContext? context;
    private ValidationMessageStore? messages;
    private Problem? problem;
    private bool busy;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required MeasureService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Measurements, _ => ReadAsync());
        Begin();
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = await Service.ListAsync(Reader.Actor, Closing);
        (problem, measures) = (read.Problem, read.Ok ? read.Value : []);
    }

    private void Begin() => Take(null, new MeasureForm());

    private void Edit(PracticeMeasure measure) => Take(measure, new MeasureForm { Name = measure.Name, Unit = measure.Unit });

    private void Take(PracticeMeasure? measure, MeasureForm values)
    {
        (editing, form, problem) = (measure, values, null);
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
    }

    private Task SaveAsync() => OnceAsync(async () =>
    {
        messages!.Clear();
        var saved = editing is { } measure
            ? await Service.UpdateAsync(Reader.Actor, measure.Id, form.Name, form.Unit, CancellationToken.None)
            : await Service.AddAsync(Reader.Actor, form.Name, form.Unit, CancellationToken.None);
        if (!saved.Ok)
            return messages.Show(context!, [saved.Problem!], L);
        Begin();
        return null;
    });

    private Task SwitchAsync(PracticeMeasure measure) => OnceAsync(async () =>
        (await Service.SetInUseAsync(Reader.Actor, measure.Id, !measure.InUse, CancellationToken.None)).Problem);

    private Task DeleteAsync(PracticeMeasure measure) => OnceAsync(async () =>
    {
        if (editing?.Id == measure.Id)
            Begin();
        return (await Service.DeleteAsync(Reader.Actor, measure.Id, CancellationToken.None)).Problem;
    });

    private async Task OnceAsync(Func<Task<Problem?>> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var refused = await act();
            await ReadAsync();
            problem ??= refused;
        }
        finally
        {
            busy = false;
        }
    }

    private sealed class MeasureForm
    {
        public string? Name { get; set; }

        public string? Unit { get; set; }
    }
}
