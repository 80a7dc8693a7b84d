using CoachHub.App;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Practice;

public sealed class PermissionServiceTests : IAsyncLifetime
{
    private DomainHarness app = null!;
    private Actor administrator = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PermissionService Service => app.Get<PermissionService>();

    public async ValueTask InitializeAsync()
    {
        app = await DomainHarness.CreateAsync();
        administrator = await app.Given.AdministratorAsync();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Save_EditingWithoutSeeing_TakesSeeingAlong()
    {
        var saved = await SaveAsync([Capability.EditSessions, Capability.ExportData]);

        Assert.Equal([Capability.ViewSessions, Capability.EditSessions, Capability.ExportData], saved.Value.Granted.Order());
        await using var db = app.Db();
        Assert.Equal("view_sessions,edit_sessions,export_data", (await db.Set<PracticeSettings>().SingleAsync(Cancel)).CoachCapabilities);
    }

    [Fact]
    public async Task Save_CountsForACoachAtTheNextCall()
    {
        var coach = await app.Given.CoachAsync();
        Assert.True((await app.Given.ActorAsync(coach.Id)).Can(Capability.EditSessions));

        await SaveAsync([Capability.ViewSessions]);

        var now = await app.Given.ActorAsync(coach.Id);
        Assert.Equal([Capability.ViewSessions], Enum.GetValues<Capability>().Where(now.Can));
    }

    [Fact]
    public async Task Save_SomebodyElseWasFirst_NamesThem()
    {
        var other = await app.Given.AdministratorAsync("Bea Laurent");
        var seen = (await Service.GetAsync(administrator, Cancel)).Value;
        Assert.True((await Service.SaveAsync(other, seen with { Granted = new HashSet<Capability>() }, Cancel)).Ok);

        var late = await Service.SaveAsync(administrator, seen, Cancel);

        Assert.Equal(("practice.changed", "Bea Laurent"), (late.Problem!.Code, late.Problem.Arguments[0]));
        Assert.Empty((await Service.GetAsync(administrator, Cancel)).Value.Granted);
    }

    [Fact]
    public async Task Save_AnotherPartOfTheSettingsChangedMeanwhile_IsNoConflict()
    {
        var seen = (await Service.GetAsync(administrator, Cancel)).Value;
        var general = (await app.Get<PracticeService>().GetGeneralAsync(administrator, Cancel)).Value.Values;
        Assert.True((await app.Get<PracticeService>().SaveGeneralAsync(administrator, general with { MeasurementsOn = true }, Cancel)).Ok);

        Assert.True((await Service.SaveAsync(administrator, seen with { Granted = new HashSet<Capability>() }, Cancel)).Ok);
    }

    [Fact]
    public async Task Save_IsInTheHistory()
    {
        await SaveAsync([Capability.ViewSessions]);

        await using var db = app.Db();
        var entry = await db.Set<HistoryEntry>().OrderByDescending(e => e.Id).FirstAsync(Cancel);
        Assert.Equal((nameof(PracticeSettings), "changed", administrator.Id), (entry.Subject, entry.Action, entry.ActorId));
        Assert.Contains("\"CoachCapabilities\":[\"view_clients,", entry.Changes, StringComparison.Ordinal);
        Assert.EndsWith("\"view_sessions\"]}", entry.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_ACapabilityThatDoesNotExist_IsRefused() =>
        Assert.Equal("practice.choice", (await SaveAsync([(Capability)99])).Problem!.Code);

    [Theory]
    [InlineData(CoachLanding.Home, true, AppRoutes.Home)]
    [InlineData(CoachLanding.Sessions, true, AppRoutes.Sessions)]
    [InlineData(CoachLanding.Sessions, false, AppRoutes.Home)]
    public async Task Landing_OfACoach_IsWhatThePracticeChose(CoachLanding landing, bool maySee, string place)
    {
        var practice = await app.Given.PracticeAsync(p => (p.CoachesLandOn, p.CoachCapabilities) = (landing, maySee ? "view_sessions" : ""));
        var coach = await app.Given.CoachAsync();

        Assert.Equal(place, AppRoutes.PlaceOf(coach, practice));
        Assert.Equal(AppRoutes.Dashboard, AppRoutes.PlaceOf(administrator, practice));
    }

    private async Task<Result<CoachPermissions>> SaveAsync(HashSet<Capability> granted) =>
        await Service.SaveAsync(administrator, (await Service.GetAsync(administrator, Cancel)).Value with { Granted = granted }, Cancel);
}
