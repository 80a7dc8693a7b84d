using Microsoft.JSInterop;

namespace CoachHub.App.Components.Kit;

/// <summary>A script of its own that a component fetches when it first needs it, and lets go of when it goes.</summary>
/// <param name="address">Where the script is.</param>
public sealed class ScriptModule(string address) : IAsyncDisposable
{
    private readonly CancellationTokenSource closing = new();

    /// <summary>Ends when the component goes; pass it to every call.</summary>
    public CancellationToken Closing => closing.Token;

    /// <summary>The script; null until it was needed.</summary>
    public IJSObjectReference? Loaded { get; private set; }

    /// <summary>The script, fetched where it is not there yet.</summary>
    public async ValueTask<IJSObjectReference> LoadAsync(IJSRuntime js) => Loaded ??= await js.InvokeAsync<IJSObjectReference>("import", closing.Token, address);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        closing.Dispose();
        try
        {
            if (Loaded is not null)
                await Loaded.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the script with it.
        }
    }
}
