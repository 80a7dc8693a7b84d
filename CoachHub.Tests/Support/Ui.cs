using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.Rendering;
using Bunit.TestDoubles;
using CoachHub.App.Components.ClientArea;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Xunit;

namespace CoachHub.Tests.Support;

/// <summary>
/// A screen without a browser: components over the real services and a real database. Only the clock, the sign-in and JavaScript
/// are stood in for. The base of every page's and dialog's tests.
/// </summary>
public abstract class Ui : BunitContext, IAsyncLifetime
{
    private TestDatabase? database;
    private Given? given;
    private BunitAuthorizationContext? authorization;

    protected FakeTimeProvider Clock { get; } = new(DomainHarness.Start);

    protected Given Given => given ??= new Given(Services);

    protected ChangeFeed Feed => Services.GetRequiredService<ChangeFeed>();

    public virtual async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        DomainHarness.AddTo(Services, database, Clock);
        Services.AddWords();
        Services.AddMudServices();
        Services.AddScoped<CurrentActor>();
        Services.AddScoped<SessionUndoNotice>();
        Services.AddScoped<SessionActs>();
        Services.AddScoped<MyActs>();
        Services.AddScoped<MyPay>();
        Services.AddScoped<SessionBulkLauncher>();
        Configure(Services);
        AddBunitPersistentComponentState();
        authorization = AddAuthorization();
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    /// <summary>Replaces ports with fakes, and adds what of the application a screen needs.</summary>
    protected virtual void Configure(IServiceCollection services)
    {
    }

    /// <summary>Signs this person in, in the person's language.</summary>
    protected void SignIn(Actor actor)
    {
        authorization!.SetAuthorized(actor.Name);
        authorization.SetRoles(actor.Role.ToString());
        authorization.SetClaims(new Claim(ClaimTypes.NameIdentifier, actor.Id.ToString(CultureInfo.InvariantCulture)));
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(actor.Language == "fr" ? "fr-FR" : "en-GB");
    }

    /// <summary>Shows a component on a stage that has what the layout gives: dialogs, menus and messages are part of what is found.</summary>
    protected IRenderedComponent<Stage> Show<T>(Action<ComponentParameterCollectionBuilder<T>>? with = null) where T : IComponent =>
        Render<Stage>(stage => stage.AddChildContent<T>(with));

    /// <summary>A context of the caller's own: dispose it before asking for what others wrote.</summary>
    protected AppDbContext Db() => Services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContext();

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        if (database is not null)
            await database.DisposeAsync();
    }
}
