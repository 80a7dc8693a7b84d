using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.StaticAssets;

namespace CoachHub.App.Hosting;

/// <summary>Until the practice is set up every page leads to set-up; afterwards there is no such page.</summary>
public sealed class SetupGate(RequestDelegate next, PracticeReader practice)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var atSetup = context.Request.Path.Equals(AppRoutes.Setup, StringComparison.OrdinalIgnoreCase);
        var isSetUp = await practice.FindAsync(context.RequestAborted) is not null;
        if (isSetUp != atSetup || IsOpen(context))
            await next(context);
        else if (atSetup)
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        else
            context.Response.Redirect(AppRoutes.Setup);
    }

    private static bool IsOpen(HttpContext context) =>
        context.Request.Path.StartsWithSegments(AppRoutes.Health)
        || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
