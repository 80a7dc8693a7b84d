using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>
/// Stripe as far as CoachHub uses it, over real HTTP, with its faults, the page that clients pay on, and an address by which tests say what
/// happens there. It runs inside a test that asks for one rule, and as a process of its own (<see cref="StripeProcess"/>) where it is killed.
/// </summary>
public sealed class StripeStandIn : IAsyncDisposable
{
    public const string Key = "sk_test_standin1234567890";
    public const string Secret = "whsec_standin1234567890";

    private readonly StandInBooks books;
    private readonly StandInAccount account;
    private readonly StandInApi api;
    private readonly StandInPage page;
    private readonly StandInControl control;
    private readonly SemaphoreSlim held = new(0);
    private WebApplication? app;

    public StripeStandIn(TimeProvider clock, string? file = null)
    {
        books = new StandInBooks(file);
        account = new StandInAccount(books, clock);
        api = new StandInApi(books, account);
        page = new StandInPage(books, account);
        control = new StandInControl(this, books, account);
    }

    public int Port { get; private set; }

    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>What becomes of the next request.</summary>
    public Func<string, StandInFault> Fault { get; set; } = _ => StandInFault.None;

    /// <summary>Called with each request's path before the answer goes out.</summary>
    public Action<string> Answering { get; set; } = _ => { };

    /// <summary>Ends it as a power cut would; a test's own process is not to be ended so.</summary>
    public Action Die { get; set; } = () => throw new InvalidOperationException("It is no process of its own.");

    /// <summary>The webhook addresses that are registered.</summary>
    public List<(string Url, string[] Events, bool Enabled)> Webhooks => api.Webhooks;

    /// <summary>Requests that Stripe would have frowned at.</summary>
    public IReadOnlyList<string> Violations { get { lock (books.Gate) return [.. books.Violations]; } }

    /// <summary>Everything to be told, in its order.</summary>
    public IReadOnlyList<StandInEvent> Events { get { lock (books.Gate) return [.. books.Events]; } }

    public IReadOnlyList<JsonObject> Sessions { get { lock (books.Gate) return [.. books.Sessions.Values.Select(Copy)]; } }

    public IReadOnlyList<JsonObject> Refunds { get { lock (books.Gate) return [.. books.Refunds.Values.Select(Copy)]; } }

    /// <summary>How many changes were asked for.</summary>
    public int Changes => api.Changes;

    /// <summary>The time there.</summary>
    public DateTimeOffset Now => DateTimeOffset.FromUnixTimeSeconds(account.Now);

    public async Task StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls($"http://127.0.0.1:{(Port > 0 ? Port : port)}");
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Nobody listens any more; the books stay.</summary>
    public async Task StopAsync()
    {
        if (app is null)
            return;
        using (var now = new CancellationTokenSource())
        {
            await now.CancelAsync();
            await app.StopAsync(now.Token);
        }

        await app.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        control.Dispose();
        books.Dispose();
        held.Dispose();
    }

    /// <summary>The header that belongs to a text told at this instant.</summary>
    public static string Sign(string text, DateTimeOffset at, string secret = Secret)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mark = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{text}"));
        return $"t={time},v1={Convert.ToHexStringLower(mark)}";
    }

    /// <inheritdoc cref="StandInAccount.Pay" />
    public bool Pay(string id, bool later = false) => account.Pay(id, later);

    /// <inheritdoc cref="StandInAccount.Bank" />
    public bool Bank(string id, bool pays) => account.Bank(id, pays);

    /// <inheritdoc cref="StandInAccount.Tick" />
    public int Tick() => account.Tick();

    /// <inheritdoc cref="StandInAccount.RefundThere" />
    public string? RefundThere(string intent, long amount) => account.RefundThere(intent, amount);

    /// <inheritdoc cref="StandInAccount.FailRefund" />
    public bool FailRefund(string id) => account.FailRefund(id);

    /// <inheritdoc cref="StandInAccount.Change" />
    public bool Change(string id, Action<JsonObject> change) => account.Change(id, change);

    public static string? Text(JsonObject row, string name) => row[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    internal static JsonObject Copy(JsonObject row) => (JsonObject)row.DeepClone();

    /// <summary>Waits until somebody waits for an answer that does not come.</summary>
    internal Task HeldAsync(CancellationToken cancel) => held.WaitAsync(cancel);

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path.StartsWith(StandInPage.Path, StringComparison.Ordinal))
            await page.AnswerAsync(context, path[StandInPage.Path.Length..]);
        else if (path.StartsWith(StandInControl.Path, StringComparison.Ordinal))
            await control.AnswerAsync(context, path[StandInControl.Path.Length..]);
        else
            await CallAsync(context, path, Fault(path));
    }

    private async Task CallAsync(HttpContext context, string path, StandInFault fault)
    {
        if (fault is StandInFault.DropBefore or StandInFault.DieBefore)
        {
            Break(context, fault);
            return;
        }

        var form = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync()).ToDictionary(f => f.Key, f => f.Value.ToString()) : [];
        var (status, answer) = fault == StandInFault.ErrorBefore ? (500, Fallen) : api.Handle(context.Request, path, form);
        Answering(path);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        switch (fault)
        {
            case StandInFault.DropAfter or StandInFault.DieAfter:
                Break(context, fault);
                break;
            case StandInFault.CutAnswer or StandInFault.DieHalfway:
                var bytes = Encoding.UTF8.GetBytes(answer);
                context.Response.ContentLength = bytes.Length;
                await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
                await context.Response.Body.FlushAsync();
                Break(context, fault);
                break;
            case StandInFault.Hold:
                held.Release();
                using (var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted))
                {
                    var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    await using var told = patience.Token.Register(gone.SetResult);
                    patience.CancelAfter(TimeSpan.FromSeconds(2));
                    await gone.Task;
                }

                context.Abort();
                break;
            case StandInFault.ErrorAfter:
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync(Fallen);
                break;
            default:
                await context.Response.WriteAsync(answer);
                break;
        }
    }

    private static string Fallen => StandInApi.Error("api_error", "It is us.");

    private void Break(HttpContext context, StandInFault fault)
    {
        if (fault is StandInFault.DieBefore or StandInFault.DieAfter or StandInFault.DieHalfway)
            Die();
        context.Abort();
    }
}
