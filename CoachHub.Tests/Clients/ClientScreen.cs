using AngleSharp.Dom;
using Bunit;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Clients;

/// <summary>What the tests of the client screens share: addresses, fields by their label, buttons by their words.</summary>
public abstract class ClientScreen : Ui
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected ClientService Service => Services.GetRequiredService<ClientService>();

    protected NavigationManager Navigation => Services.GetRequiredService<NavigationManager>();

    protected string Address => "/" + Navigation.ToBaseRelativePath(Navigation.Uri);

    /// <summary>How many listen, besides the services that do so for good.</summary>
    protected int Subscriptions
    {
        get
        {
            Services.GetRequiredService<ActorDirectory>();
            return Feed.SubscriberCount;
        }
    }

    protected static IElement Button(IRenderedComponent<Stage> stage, string words) =>
        stage.FindAll("button").Single(button => button.TextContent.Trim() == words);

    protected static IElement Input(IRenderedComponent<Stage> stage, string label) =>
        stage.Find($"#{stage.FindAll("label").Single(found => found.TextContent.Trim() == label).GetAttribute("for")}");

    /// <summary>What stands at a field as its problem, or null.</summary>
    protected static string? ProblemAt(IRenderedComponent<Stage> stage, string label) =>
        stage.FindAll($"#{Input(stage, label).Id}-error").Select(error => error.TextContent.Trim()).SingleOrDefault();

    /// <summary>Lets the time pass in which changes are gathered before a screen reads again.</summary>
    protected void PassBurst() => Clock.Advance(TimeSpan.FromMilliseconds(150));

    /// <summary>Waits until the circuit has caught up with a change; a real wait, because the reading happens on another thread.</summary>
    protected static void Eventually(IRenderedComponent<Stage> stage, Action assertion) => stage.WaitForAssertion(assertion, TimeSpan.FromSeconds(10));

    /// <summary>Somebody else adds a client.</summary>
    protected async Task<int> AddElsewhereAsync(Actor actor, string first = "Nora", string last = "Lindqvist") =>
        (await Service.AddAsync(actor, new ClientInput { FirstName = first, LastName = last, Email = $"{Guid.NewGuid():N}@example.org" }, sendLoginDetails: false, Cancel)).Value.Id;
}
