using AngleSharp.Dom;
using Bunit;
using CoachHub.App.Integrations.Smtp;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Sessions;

/// <summary>What the tests of the session screens share.</summary>
public abstract class SessionScreen : Ui
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    protected SessionService Service => Services.GetRequiredService<SessionService>();

    /// <summary>How many listen, besides the services that do so for good.</summary>
    protected int Subscriptions
    {
        get
        {
            Services.GetRequiredService<ActorDirectory>();
            return Feed.SubscriberCount;
        }
    }

    protected override void Configure(IServiceCollection services) => services.AddSingleton<SenderHealth>();

    protected static IElement Button(IRenderedComponent<Stage> stage, string words) =>
        stage.FindAll("button").Single(button => button.TextContent.Trim() == words);

    protected static IElement Field(IRenderedComponent<Stage> stage, string label) =>
        stage.Find($"#{stage.FindAll("label").Single(found => found.TextContent.Trim() == label).GetAttribute("for")}");

    /// <summary>What stands at a field as its problem, or null.</summary>
    protected static string? ProblemAt(IRenderedComponent<Stage> stage, string label) =>
        stage.FindAll($"#{Field(stage, label).Id}-error").Select(error => error.TextContent.Trim()).SingleOrDefault();

    protected static IElement Row(IRenderedComponent<Stage> stage, int id) => stage.Find($"tr[data-session-id='{id}']");

    /// <summary>Announces a change as a service does after its commit, and lets the time pass in which changes are gathered.</summary>
    protected void Announce(int id)
    {
        Feed.Publish(Topics.Sessions, id);
        Clock.Advance(TimeSpan.FromMilliseconds(200));
    }

    protected static void Eventually(IRenderedComponent<Stage> stage, Action assertion) => stage.WaitForAssertion(assertion, TimeSpan.FromSeconds(10));

    protected async Task<Session> FindAsync(int id)
    {
        await using var db = Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }
}
