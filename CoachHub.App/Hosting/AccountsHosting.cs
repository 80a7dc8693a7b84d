using System.Globalization;
using System.Security.Claims;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.AspNetCore.Localization;

namespace CoachHub.App.Hosting;

/// <summary>Sign-in: Identity over the domain's users, the cookie, the culture of the signed-in person.</summary>
public static class AccountsHosting
{
    /// <summary>How often a cookie's and a circuit's security stamp is compared with the account's.</summary>
    public static readonly TimeSpan StampInterval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SignInLasts = TimeSpan.FromDays(14);

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddDataProtection().SetApplicationName("CoachHub").PersistKeysToDbContext<AppDbContext>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(ConfigureCookie));
        services.AddAuthorization(Policies.AddPolicies);
        services.AddIdentityCore<User>(ConfigureIdentity)
            .AddUserStore<UserOnlyStore<User, AppDbContext, int>>()
            .AddSignInManager()
            .AddUserConfirmation<WorkingAccounts>()
            .AddClaimsPrincipalFactory<AccountClaims>();
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = StampInterval);
        services.AddScoped<AuthenticationStateProvider, CircuitSignIn>();
        services.AddScoped<CircuitHandler, CircuitSignInWatch>();
        services.AddScoped<SignInDesk>();
        services.Configure<RequestLocalizationOptions>(ConfigureCultures);
    }

    public static void UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseRequestLocalization();
        app.UseMiddleware<SetupGate>();
        app.UseAuthorization();
    }

    private static void ConfigureIdentity(IdentityOptions options)
    {
        options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
        options.SignIn.RequireConfirmedAccount = true;
        options.User.RequireUniqueEmail = true;
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "CoachHub.SignIn";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SignInLasts;
        options.SlidingExpiration = true;
        options.LoginPath = AppRoutes.Login;
        options.LogoutPath = AppRoutes.Logout;
        options.ReturnUrlParameter = AppRoutes.ReturnUrl;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            // Another role's page leads to one's own place (D40).
            context.Response.Redirect(AppRoutes.Root);
            return Task.CompletedTask;
        };
    }

    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var directory = context.HttpContext.RequestServices.GetRequiredService<ActorDirectory>();
        if (int.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id)
            && await directory.FindAsync(id, context.HttpContext.RequestAborted) is not null)
        {
            await SecurityStampValidator.ValidatePrincipalAsync(context);
            return;
        }

        // An account that was switched off is out at the next click, not at the next comparison of stamps.
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    private static void ConfigureCultures(RequestLocalizationOptions options)
    {
        CultureInfo[] cultures = [new("en"), new("fr")];
        options.SupportedCultures = options.SupportedUICultures = cultures;
        options.DefaultRequestCulture = new RequestCulture("en");
        options.RequestCultureProviders =
        [
            // The person's own choice first; the circuit's requests carry the same cookie and so the same answer.
            new CustomRequestCultureProvider(context => Task.FromResult(
                context.User.FindFirst(AccountClaims.Culture)?.Value is { } language ? new ProviderCultureResult(language) : null)),
            new CookieRequestCultureProvider(),
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }
}
