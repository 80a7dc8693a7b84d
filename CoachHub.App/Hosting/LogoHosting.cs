using CoachHub.Domain.Practice;

namespace CoachHub.App.Hosting;

/// <summary>The practice's logo, for anybody: the sign-in page shows it. Its address changes with its content, so browsers keep it.</summary>
public static class LogoHosting
{
    // An image that a browser takes for a page all the same runs nothing.
    private static readonly OwnContentPolicy Nothing = new("default-src 'none'; sandbox");

    public static void MapLogo(this WebApplication app) => app.MapGet(AppRoutes.LogoTemplate, SendAsync).AllowAnonymous().WithMetadata(Nothing);

    private static async Task<IResult> SendAsync(string hash, HttpContext http, PracticeLogo logos)
    {
        if (await logos.FindAsync(http.RequestAborted) is not { } logo || logo.Facts.Hash != hash)
            return Results.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(logo.Bytes, logo.Facts.ContentType);
    }
}
