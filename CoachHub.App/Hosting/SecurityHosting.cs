namespace CoachHub.App.Hosting;

/// <summary>Headers, the Origin check on the circuit, and what a person sees of a fault.</summary>
public static class SecurityHosting
{
    // The largest form is a long note; documents come over the circuit, in pieces.
    private const long LargestRequest = 2 * 1024 * 1024;

    public static void AddSecurity(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
        });
        builder.Services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "CoachHub.Forms";
            // Like the sign-in's: never over http where people come by https.
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        builder.Services.AddSingleton<CircuitGate>();
    }

    public static void UseSecurity(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(AppRoutes.Error, createScopeForErrors: true);
        // Sent over https only, and never for localhost.
        app.UseHsts();
    }

    /// <summary>Guards the circuit's own address. It comes after the sign-in, because it counts by person.</summary>
    public static void UseCircuitGate(this WebApplication app) =>
        app.Use((context, next) => context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase)
            ? context.RequestServices.GetRequiredService<CircuitGate>().PassAsync(context, next)
            : next(context));
}
