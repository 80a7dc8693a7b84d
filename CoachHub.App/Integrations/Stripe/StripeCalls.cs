using System.Net;
using CoachHub.App.Hosting;
using CoachHub.Domain.Kernel;
using Stripe;

namespace CoachHub.App.Integrations.Stripe;

/// <summary>
/// Carries questions to Stripe, and what goes wrong back as values. Each change has a key of our own, so that a repeat, ours or the
/// library's, is the same change.
/// </summary>
public sealed class StripeCalls(StripeKeysSource source, AppSettings settings, StripeCallOptions options, ILogger<StripeCalls> log) : IDisposable
{
    /// <summary>The key was used for a request that said something else.</summary>
    internal const string KeyUsed = "gateway.key_used";

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = options.Patience };
    private (string Key, StripeClient Client)? kept;

    /// <summary>The keys as they count now.</summary>
    public ValueTask<StripeKeys> KeysAsync(CancellationToken cancel) => source.GetAsync(cancel);

    /// <summary>What makes a change one of a kind.</summary>
    public static RequestOptions Once(string key) => new() { IdempotencyKey = key };

    /// <summary>Asks one question.</summary>
    public Task<Result<TValue>> AskAsync<TAnswer, TValue>(Func<IStripeClient, Task<TAnswer>> ask, Func<TAnswer, TValue> view, CancellationToken cancel) =>
        CatchAsync<TValue>(async client => view(await ask(client)), cancel);

    /// <summary>Asks for all pages of a list.</summary>
    public Task<Result<IReadOnlyList<TValue>>> AskAllAsync<TAnswer, TValue>(
        Func<IStripeClient, IAsyncEnumerable<TAnswer>> ask, Func<TAnswer, TValue?> view, CancellationToken cancel) where TValue : class =>
        CatchAsync<IReadOnlyList<TValue>>(async client =>
        {
            List<TValue> all = [];
            await foreach (var one in ask(client).WithCancellation(cancel))
            {
                if (view(one) is { } value)
                    all.Add(value);
            }

            return all;
        }, cancel);

    public void Dispose() => http.Dispose();

    private async Task<Result<T>> CatchAsync<T>(Func<IStripeClient, Task<T>> ask, CancellationToken cancel)
    {
        if ((await KeysAsync(cancel)).SecretKey is not { Length: > 0 } key)
            return Problem.Conflict("gateway.off");
        try
        {
            return await ask(ClientFor(key));
        }
        catch (StripeException fault)
        {
            return ToProblem(fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            log.LogWarning("Stripe was not reached: {Reason}", fault.Message);
            return Problem.Conflict("gateway.down");
        }
    }

    private StripeClient ClientFor(string key)
    {
        if (kept is { } present && present.Key == key)
            return present.Client;
        var client = new StripeClient(
            key,
            httpClient: new SystemNetHttpClient(http, options.Repeats, appInfo: null, enableTelemetry: false),
            apiBase: settings.StripeApiBase?.AbsoluteUri.TrimEnd('/'));
        kept = (key, client);
        return client;
    }

    private Problem ToProblem(StripeException fault)
    {
        log.LogWarning("Stripe answered {Status} {Type} {Code}", (int)fault.HttpStatusCode, fault.StripeError?.Type, fault.StripeError?.Code);
        return (fault.HttpStatusCode, fault.StripeError?.Type) switch
        {
            (_, "idempotency_error") => Problem.Conflict(KeyUsed),
            (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => Problem.Conflict("gateway.key"),
            (HttpStatusCode.NotFound, _) => Problem.NotFound("gateway.not_found"),
            (HttpStatusCode.BadRequest or HttpStatusCode.PaymentRequired, _) => Problem.Conflict("gateway.refused", null, InputText.Clean(fault.StripeError?.Message) ?? fault.Message),
            // Another request with the same key is under way, too many at once, or a fault of Stripe's: it may have been carried out.
            _ => Problem.Conflict("gateway.down"),
        };
    }
}

/// <summary>How long Stripe is waited for.</summary>
public sealed class StripeCallOptions
{
    /// <summary>For one answer: a person waits before the screen.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a request that was not answered is made again, under the same key.</summary>
    public int Repeats { get; set; } = 1;
}
