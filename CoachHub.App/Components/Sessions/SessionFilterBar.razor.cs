using System.Globalization;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace CoachHub.App.Components.Sessions;

/// <summary>The filters of the session list: native controls, because a page with many rows should weigh little.</summary>
public sealed partial class SessionFilterBar : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly HashSet<string> asked = [];
    private string? typed;
    private string? shown;
    private ITimer? timer;
    private ClientChoice? client;
    private IReadOnlyList<CoachChoice> coaches = [];

    [Parameter, EditorRequired] public required SessionListState State { get; set; }
    [Parameter] public EventCallback<SessionListState> Changed { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required SessionQueries Sessions { get; init; }
    [Inject] public required ClientQueries Clients { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private SessionFilter Filter => State.Filter;

    private IEnumerable<(string Code, string Name)> CoachOptions => coaches.Select(coach => (Number(coach.Id), coach.Name));

    private IEnumerable<(string Code, string Name)> ToldOptions =>
        Options<ToldState>(SessionWords.Told).Where(option => option.Code != EnumCode.Of(ToldState.None));

    /// <inheritdoc />
    public void Dispose() => timer?.Dispose();

    /// <inheritdoc />
    protected override async Task OnInitializedAsync() => coaches = await Sessions.CoachesAsync(Reader.Actor, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        // The address speaks only when somebody else changed it: an answer to what was typed a moment ago must not take away the
        // letters that came since.
        if (Filter.Text != shown)
        {
            shown = Filter.Text;
            if (!asked.Remove(shown ?? ""))
                typed = shown;
        }

        if (client?.Id != Filter.ClientId)
            client = Filter.ClientId is { } id ? await Clients.FindChoiceAsync(Reader.Actor, id, CancellationToken.None) : null;
    }

    // Bound, not only listened to: otherwise each answer writes the text that it knows over the letters typed since.
    private void Typed()
    {
        timer?.Dispose();
        timer = Clock.CreateTimer(_ => _ = InvokeAsync(SearchAsync), null, Pause, Timeout.InfiniteTimeSpan);
    }

    private Task SearchAsync()
    {
        var text = InputText.Clean(typed);
        if (text == Filter.Text)
            return Task.CompletedTask;
        asked.Add(text ?? "");
        return Narrow(Filter with { Text = text });
    }

    private Task Narrow(SessionFilter filter) => Changed.InvokeAsync(State.With(filter));

    private IEnumerable<(string Code, string Name)> Options<T>(Func<IStringLocalizer<Words>, T, string> name) where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => (EnumCode.Of(value), name(L, value)));

    private static IEnumerable<string> Codes<T>(IEnumerable<T> values) where T : struct, Enum => values.Select(EnumCode.Of);

    private static IReadOnlyList<T> Values<T>(IEnumerable<string> codes) where T : struct, Enum => EnumCode.ParseList<T>(string.Join(',', codes));

    private static LocalDate? Day(ChangeEventArgs e) => SessionListState.Day(e.Value as string);

    private static string Number(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static int Id(string code) => int.Parse(code, CultureInfo.InvariantCulture);
}
