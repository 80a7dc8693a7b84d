using System.Globalization;
using System.Security.Claims;
using CoachHub.Domain.Accounts;

namespace CoachHub.App.Hosting;

/// <summary>
/// The base of links in mails: the setting, else the address under which an administrator (or set-up) was last served, else
/// the first one listened on. Others may send any Host header they like and must not choose where a password link leads.
/// </summary>
public sealed class PublicAddress(AppSettings settings)
{
    private Uri? seen;

    /// <summary>The base, with a slash at its end.</summary>
    public Uri Base => settings.PublicUrl is { } set ? WithSlash(set) : Volatile.Read(ref seen) ?? Listening();

    /// <summary>The address of a page, as people outside reach it.</summary>
    public string Of(string route) => new Uri(Base, route.TrimStart('/')).AbsoluteUri;

    /// <summary>Keeps the address that this request came by.</summary>
    public void Remember(HttpRequest request)
    {
        if (settings.PublicUrl is null && Uri.TryCreate($"{request.Scheme}://{request.Host}{request.PathBase}/", UriKind.Absolute, out var address))
            Volatile.Write(ref seen, address);
    }

    private static Uri WithSlash(Uri uri) => uri.AbsoluteUri.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");

    private Uri Listening()
    {
        var first = settings.Urls.Count > 0 ? settings.Urls[0] : new Uri("http://localhost:5080");
        return first.Host is "0.0.0.0" or "[::]" ? new UriBuilder(first) { Host = "localhost" }.Uri : first;
    }
}

/// <summary>Lets <see cref="PublicAddress"/> see the requests that may teach it.</summary>
public static class PublicAddressRequests
{
    public static void UsePublicAddress(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.Request.Path.Equals(AppRoutes.Setup, StringComparison.OrdinalIgnoreCase) || await IsAdministratorAsync(context))
            context.RequestServices.GetRequiredService<PublicAddress>().Remember(context.Request);
        await next(context);
    });

    private static async ValueTask<bool> IsAdministratorAsync(HttpContext context) =>
        int.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id)
        && await context.RequestServices.GetRequiredService<ActorDirectory>().FindAsync(id, context.RequestAborted) is { IsAdministrator: true };
}
