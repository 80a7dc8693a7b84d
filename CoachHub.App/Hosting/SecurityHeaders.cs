using Microsoft.Extensions.Primitives;

namespace CoachHub.App.Hosting;

/// <summary>A content policy of an endpoint's own, as its metadata.</summary>
public sealed record OwnContentPolicy(string Value);

/// <summary>The headers of every answer, faults included. The policy was measured to work with MudBlazor and a circuit.</summary>
public sealed class SecurityHeaders(RequestDelegate next)
{
    /// <summary>
    /// Styles are inline because MudBlazor sets positions so. <c>base-uri 'none'</c> and Trusted Types would stop the circuit.
    /// Payment forms post to Stripe.
    /// </summary>
    public const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self' https://checkout.stripe.com; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        // As the answer starts: the exception handler empties the headers that were set before.
        context.Response.OnStarting(static state =>
        {
            Set((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    private static void Set(HttpContext context)
    {
        var response = context.Response;
        var headers = response.Headers;
        headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetMetadata<OwnContentPolicy>()?.Value ?? ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        // Addresses of mailed links and of records stay here; within, the Origin of forms must stay readable.
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Pages are about people: no shared computer's cache keeps them. Styles and scripts say for themselves how long they last.
        if (response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true)
            headers.CacheControl = new StringValues("no-store");
    }
}
