namespace CoachHub.App.Hosting;

/// <summary>Headers, the Origin check on the circuit, and what a person sees of a fault.</summary>
public static class SecurityHosting
{
    public static void UseSecurity(this WebApplication app) => app.UseExceptionHandler(AppRoutes.Error, createScopeForErrors: true);
}
