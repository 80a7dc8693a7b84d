using Microsoft.AspNetCore.Antiforgery;

namespace CoachHub.App.Hosting;

/// <summary>
/// A form whose token does not fit is not carried out. Mostly nobody forged it: the person signed in or out in another tab. So the
/// page is shown anew, and says what happened, where the framework would answer with an empty page.
/// </summary>
public sealed class StaleForms(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false }
            || AppRoutes.LocalOnly(context.Request.Path) is not { } page)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = AppRoutes.With(
            page, (AppRoutes.Stale, "1"), (AppRoutes.ReturnUrl, context.Request.Query[AppRoutes.ReturnUrl].ToString()));
        return Task.CompletedTask;
    }
}
