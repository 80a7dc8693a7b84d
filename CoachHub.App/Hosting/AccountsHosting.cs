namespace CoachHub.App.Hosting;

/// <summary>Sign-in: Identity over the domain's users, the cookie, the culture of the signed-in person.</summary>
public static class AccountsHosting
{
    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddAuthentication();
        services.AddAuthorization();
    }

    public static void UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRequestLocalization("en", "fr");
    }

    public static void MapAccountEndpoints(this WebApplication app)
    {
    }
}
