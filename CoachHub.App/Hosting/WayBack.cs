namespace CoachHub.App.Hosting;

/// <summary>
/// Where somebody was going who has a sign-in link mailed on the way: kept in the browser that asked, because the mail may be opened in
/// another one, and nothing of it is anybody else's business.
/// </summary>
public static class WayBack
{
    private const string Cookie = "CoachHub.Back";

    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    /// <summary>Keeps a local address for as long as a link is on its way; forgets an earlier one where there is none.</summary>
    public static void Keep(HttpContext http, string? address)
    {
        if (AppRoutes.LocalOnly(address) is { } local)
            http.Response.Cookies.Append(Cookie, local, Options(http, Lasts));
        else if (http.Request.Cookies.ContainsKey(Cookie))
            http.Response.Cookies.Delete(Cookie, Options(http, null));
    }

    /// <summary>The address, once; null when none was kept.</summary>
    public static string? Take(HttpContext http)
    {
        if (!http.Request.Cookies.TryGetValue(Cookie, out var kept))
            return null;
        http.Response.Cookies.Delete(Cookie, Options(http, null));
        return AppRoutes.LocalOnly(kept);
    }

    private static CookieOptions Options(HttpContext http, TimeSpan? lasts) =>
        new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, MaxAge = lasts, Path = "/", IsEssential = true };
}
