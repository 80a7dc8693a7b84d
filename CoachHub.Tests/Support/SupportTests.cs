using Bunit;
using CoachHub.App.Hosting;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace CoachHub.Tests.Support;

public sealed class SupportTests : Ui
{
    [Fact]
    public async Task SignIn_Person_IsTheCurrentActor()
    {
        var coach = await Given.CoachAsync();

        SignIn(coach);

        Assert.Equal(coach.Id, (await Services.GetRequiredService<CurrentActor>().GetAsync()).Id);
    }

    [Fact]
    public async Task SignIn_AccountThatIsSwitchedOff_IsNobody()
    {
        var coach = await Given.CoachAsync(with: user => user.DisabledAtUtc = DomainHarness.Start.UtcDateTime);

        SignIn(coach);

        Assert.Null(await Services.GetRequiredService<CurrentActor>().FindAsync());
    }

    [Fact]
    public void Show_Component_StandsOnAStage()
    {
        var stage = Show<MudButton>(button => button.AddChildContent("Press"));

        Assert.Equal("Press", stage.Find("button").TextContent.Trim());
    }

    [Fact]
    public async Task Statements_Act_AreCounted()
    {
        await Given.CoachAsync();

        var statements = await Statements.OfAsync(Services, async () =>
        {
            await using var db = Db();
            await db.Set<User>().CountAsync(u => u.Role == Role.Coach, TestContext.Current.CancellationToken);
        });

        Assert.Contains("COUNT", Assert.Single(statements), StringComparison.Ordinal);
    }
}
