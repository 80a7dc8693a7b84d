using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Diagnostics;

namespace CoachHub.App.Hosting;

/// <summary>
/// Who may open a circuit. Blazor takes any Origin, so that a foreign page could open one with a visitor's cookie: here the Origin
/// must be our own host. A client without an Origin is no browser and carries nobody's cookie by accident. And a person, or a network
/// address, holds so many connections at once and no more.
/// </summary>
public sealed class CircuitGate(AppSettings settings, ILogger<CircuitGate> log)
{
    /// <summary>Connections of one person at once: tabs on several devices, many times over.</summary>
    public const int MostPerPerson = 250;

    /// <summary>Connections from one network address at once; an office shares one.</summary>
    public const int MostPerNetwork = 1000;

    private readonly ConcurrentDictionary<string, int> open = new();

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        // Programs read these answers, not people.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            pages.Enabled = false;
        if (!IsOwnOrigin(context.Request))
        {
            log.LogWarning("A circuit was refused: the request came from another origin.");
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        // A WebSocket, or a poll that waits for news, is a GET that lasts.
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsConnect(context.Request.Method))
        {
            await next(context);
            return;
        }

        var person = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        var network = $"network {context.Network()}";
        var tickets = new List<string>(2);
        try
        {
            if (!Enter(tickets, network, MostPerNetwork) || (person is not null && !Enter(tickets, $"person {person}", MostPerPerson)))
            {
                log.LogWarning("A circuit was refused: too many are open for account {UserId}.", person ?? "none");
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            await next(context);
        }
        finally
        {
            tickets.ForEach(Leave);
        }
    }

    /// <summary>True without an Origin, and for our own host: the one asked for, or the one that people reach through a proxy.</summary>
    public bool IsOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return true;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from))
            return false;
        // Compared without the scheme: a proxy that ends TLS may hide it.
        return string.Equals(from.Authority, Authority(request), StringComparison.OrdinalIgnoreCase)
            || (settings.PublicUrl is { } outside && string.Equals(from.Authority, outside.Authority, StringComparison.OrdinalIgnoreCase));
    }

    // Uri leaves the scheme's own port out on both sides.
    private static string? Authority(HttpRequest request) =>
        Uri.TryCreate($"{(request.IsHttps ? "https" : "http")}://{request.Host}", UriKind.Absolute, out var own) ? own.Authority : null;

    private bool Enter(List<string> tickets, string key, int most)
    {
        tickets.Add(key);
        return open.AddOrUpdate(key, 1, (_, count) => count + 1) <= most;
    }

    private void Leave(string key)
    {
        var left = open.AddOrUpdate(key, 0, (_, count) => count - 1);
        if (left <= 0)
            open.TryRemove(new KeyValuePair<string, int>(key, left));
    }
}
