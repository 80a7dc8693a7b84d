using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Programs;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Programs;

/// <summary>The bundles, the newest first. What is looked for is in the address.</summary>
public sealed partial class BundlesPanel
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private BundleListQuery query = new();
    private BundleListQuery? loaded;
    private Page<BundleRow>? page;
    private IReadOnlyList<AssignableCoach> coaches = [];
    private Problem? problem;
    private string? typed;
    private ITimer? typing;

    /// <summary>The wizard is asked for.</summary>
    [Parameter] public EventCallback Create { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required BundleQueries Bundles { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required NavigationManager Navigation { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private bool Filtered => query.Text is not null || query.Status is not null || query.CoachId is not null;

    private IEnumerable<(string Code, string Name)> Statuses => Enum.GetValues<BundleStatus>().Select(status => (EnumCode.Of(status), ProgramWords.Status(L, status)));

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Programs, _ => LoadAsync());
        Listen(Topics.Sessions, _ => LoadAsync());
        if (Reader.Actor.IsAdministrator)
            coaches = await Clients.CoachesAsync(Reader.Actor, Closing);
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        query = Parse(Navigation.Uri);
        if (query == loaded)
            return;
        // The address speaks only when it changed: it must not take away letters that are still being typed.
        if (InputText.Clean(typed) != query.Text)
            typed = query.Text;
        loaded = query;
        await LoadAsync();
    }

    /// <inheritdoc />
    protected override async ValueTask DisposeCoreAsync()
    {
        if (typing is not null)
            await typing.DisposeAsync();
        await base.DisposeCoreAsync();
    }

    private async Task LoadAsync()
    {
        var asked = query;
        try
        {
            var read = await Bundles.ListAsync(Reader.Actor, asked, Closing);
            // A slow answer to an older question is no news.
            if (asked == query)
                (page, problem) = (read.Ok ? read.Value : null, read.Problem);
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

    private void Typed()
    {
        typing?.Dispose();
        typing = Clock.CreateTimer(_ => _ = InvokeAsync(Search), null, Pause, Timeout.InfiniteTimeSpan);
    }

    private void Search()
    {
        if (!Closing.IsCancellationRequested && InputText.Clean(typed) is var text && text != query.Text)
            Navigation.NavigateTo(Address(query with { Text = text, After = null, Before = null }), replace: true);
    }

    private void Go(BundleListQuery wanted) => Navigation.NavigateTo(Address(wanted with { After = null, Before = null }));

    private static BundleStatus? First(IReadOnlyList<string> codes) => codes is [var code] && EnumCode.TryParse<BundleStatus>(code, out var status) ? status : null;

    private static int? Id(IReadOnlyList<string> codes) => codes is [var code] ? Number(code) : null;

    private static string Code(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Address(BundleListQuery query) => AppRoutes.With(
        AppRoutes.ProgramsTab(ProgramsPage.BundlesTab),
        ("q", query.Text),
        ("status", query.Status is { } status ? EnumCode.Of(status) : null),
        ("coach", query.CoachId is { } coach ? Code(coach) : null),
        ("after", query.After is { } after ? Code(after) : null),
        ("before", query.Before is { } before ? Code(before) : null));

    private static BundleListQuery Parse(string address)
    {
        var values = QueryHelpers.ParseQuery(new Uri(address).Query);
        string? Value(string name) => values.TryGetValue(name, out var value) ? InputText.Clean(value.ToString()) : null;
        return new BundleListQuery
        {
            Text = Value("q") is { Length: <= 100 } text ? text : null,
            Status = EnumCode.TryParse<BundleStatus>(Value("status"), out var status) ? status : null,
            CoachId = Number(Value("coach")),
            After = Number(Value("after")),
            Before = Number(Value("before")),
        };
    }
}
