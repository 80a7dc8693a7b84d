using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Kit;

/// <summary>
/// A component that follows the change feed. Subscribe with <see cref="Listen"/> before the first read, so that nothing falls
/// between; bursts coalesce; nothing stays subscribed after it is gone.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    /// <summary>The name under which the layout cascades the address.</summary>
    public const string AddressName = "address";

    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource closing = new();
    private readonly List<IDisposable> subscriptions = [];

    /// <summary>Where the browser is: asked for so that another query on the same page sets parameters anew.</summary>
    [CascadingParameter(Name = AddressName)] public string? Location { get; set; }

    [Inject] public required ChangeFeed Feed { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }

    /// <summary>Ends when the component is disposed; pass it to every read.</summary>
    protected CancellationToken Closing => closing.Token;

    /// <summary>Calls <paramref name="reload"/> on the component's own thread with the ids that changed since the last call.</summary>
    /// <param name="kind">One of <see cref="Topics"/>.</param>
    /// <param name="reload">What is done.</param>
    /// <param name="after">How long after the last of the changes; null = a moment after the first.</param>
    protected void Listen(string kind, Func<IReadOnlySet<int>, Task> reload, TimeSpan? after = null)
    {
        // While a page is prerendered nobody watches it.
        if (!RendererInfo.IsInteractive)
            return;
        var burst = new HashSet<int>();
        ITimer? timer = null;
        timer = Clock.CreateTimer(
            _ => _ = InvokeAsync(async () =>
            {
                HashSet<int> ids;
                lock (burst)
                {
                    ids = [.. burst];
                    burst.Clear();
                }

                if (closing.IsCancellationRequested || await RunAsync(() => reload(ids)))
                    return;
                lock (burst)
                    burst.UnionWith(ids);
                timer!.Change(Patience, Timeout.InfiniteTimeSpan);
            }),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        subscriptions.Add(Feed.Subscribe(kind, change =>
        {
            lock (burst)
            {
                burst.Add(change.Id);
                if (burst.Count == 1 || after is not null)
                    timer.Change(after ?? Burst, Timeout.InfiniteTimeSpan);
            }
        }));
        subscriptions.Add(timer);
    }

    /// <summary>Draws the component anew each minute: how long it is until something, and what may be done until then, does not stand still.</summary>
    /// <param name="first">What is to be done before, on the component's own thread.</param>
    protected void TickEveryMinute(Func<Task>? first = null)
    {
        if (RendererInfo.IsInteractive)
            subscriptions.Add(Clock.CreateTimer(_ => _ = InvokeAsync(() => RunAsync(first ?? (() => Task.CompletedTask))), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        foreach (var subscription in subscriptions)
            subscription.Dispose();
        await DisposeCoreAsync();
        closing.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a derived component has to let go of.</summary>
    protected virtual ValueTask DisposeCoreAsync() => ValueTask.CompletedTask;

    /// <summary>False when the storage could not answer now: a disk that is busy must not cost the page what is typed on it.</summary>
    private async Task<bool> RunAsync(Func<Task> reload)
    {
        try
        {
            await reload();
            StateHasChanged();
        }
        catch (Exception fault) when (StorageFault.ToProblem(fault) is not null)
        {
            return false;
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // The page was left while it read.
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }

        return true;
    }
}
