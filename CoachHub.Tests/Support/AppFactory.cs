using System.Net;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CoachHub.Tests.Support;

/// <summary>The real application, every middleware and endpoint of it, over a database of its own and without a network.</summary>
public sealed class AppFactory : WebApplicationFactory<Program>
{
    private readonly TestDatabase database;

    private AppFactory(TestDatabase database) => this.database = database;

    public FakeTimeProvider Clock { get; } = new(DomainHarness.Start);

    public Given Given => field ??= new Given(Services);

    public static async Task<AppFactory> CreateAsync() => new(await TestDatabase.CreateAsync());

    /// <summary>A browser without scripts that follows no redirects, signed in as this account, or as nobody.</summary>
    public async Task<HttpClient> BrowserAsync(int? userId = null)
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });
        if (userId is { } id)
            client.DefaultRequestHeaders.Add("Cookie", await SignInCookieAsync(id));
        return client;
    }

    public AppDbContext Db() => Services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>The cookie that a sign-in would set; the sign-in itself has tests of its own.</summary>
    public async Task<string> SignInCookieAsync(int userId)
    {
        await using var scope = Services.CreateAsyncScope();
        await using var db = Db();
        var user = await db.Set<User>().AsNoTracking().SingleAsync(u => u.Id == userId);
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<User>>();
        signIn.Context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var principal = await signIn.CreateUserPrincipalAsync(user);
        var options = scope.ServiceProvider.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var now = Clock.GetUtcNow();
        var ticket = new AuthenticationTicket(
            principal,
            new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now.AddDays(1) },
            IdentityConstants.ApplicationScheme);
        return $"{options.Cookie.Name}={WebUtility.UrlEncode(options.TicketDataFormat.Protect(ticket))}";
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Data:Folder", database.Folder);
        builder.UseSetting("Serilog:MinimumLevel:Default", "Fatal");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft", "Fatal");
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Fatal");
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
    }
}
