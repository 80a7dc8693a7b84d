using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Measurements;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Measurements;

public sealed class MeasurementServiceTests : IAsyncLifetime
{
    private static readonly DateOnly Today = new(2026, 11, 23);

    private DomainHarness harness = null!;
    private Actor admin = null!;
    private Actor coach = null!;
    private Actor client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private MeasurementService Service => harness.Get<MeasurementService>();

    private MeasureService Measures => harness.Get<MeasureService>();

    private Given Given => harness.Given;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        await Given.PracticeAsync(practice => practice.MeasurementsOn = true);
        admin = await Given.AdministratorAsync();
        coach = await Given.CoachAsync();
        client = await Given.ClientAsync(coach);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Add_ByCoachAndClient_BothSeeBothWithWhoEnteredThem()
    {
        await AddAsync(coach, 72.5m, Today.AddDays(-7));
        await AddAsync(client, 71.25m, Today);

        var forClient = await SheetAsync(client);
        var forCoach = await SheetAsync(coach);

        Assert.Equal([(72.5m, coach.Name), (71.25m, client.Name)], forClient.Rows.Select(row => (row.Value, row.EnteredBy)));
        Assert.Equal([false, true], forClient.Rows.Select(row => row.MayChange));
        Assert.Equal([true, false], forCoach.Rows.Select(row => row.MayChange));
        Assert.Equal([true, true], (await SheetAsync(admin)).Rows.Select(row => row.MayChange));
    }

    [Fact]
    public async Task EveryAct_OfStrangers_FindsNoClient()
    {
        var id = await AddAsync(coach, 72.5m, Today);
        var otherCoach = await Given.CoachAsync("Marc Other");
        var otherClient = await Given.ClientAsync(coach, "Bob Grand");

        foreach (var stranger in new[] { otherCoach, otherClient })
        {
            Assert.Equal(ProblemKind.NotFound, (await Service.ReadAsync(stranger, client.Id, Cancel)).Problem?.Kind);
            Assert.Equal(ProblemKind.NotFound, (await Service.AddAsync(stranger, client.Id, Of(70, Today), Cancel)).Problem?.Kind);
            Assert.Equal(ProblemKind.NotFound, (await Service.DeleteAsync(stranger, client.Id, id, 1, Cancel)).Problem?.Kind);
        }

        // Through one's own record nobody reaches another's value either.
        Assert.Equal("measurement.not_found", (await Service.DeleteAsync(otherClient, otherClient.Id, id, 1, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Update_ValueOfSomebodyElse_IsRefusedAndByAnAdministratorDone()
    {
        var id = await AddAsync(coach, 72.5m, Today);

        Assert.Equal("measurement.not_own", (await Service.UpdateAsync(client, client.Id, id, 1, Of(60, Today), Cancel)).Problem?.Code);
        Assert.True((await Service.UpdateAsync(admin, client.Id, id, 1, Of(73, Today), Cancel)).Ok);
        Assert.Equal("measurement.changed", (await Service.UpdateAsync(coach, client.Id, id, 1, Of(74, Today), Cancel)).Problem?.Code);
        Assert.Equal([73m], (await SheetAsync(coach)).Rows.Select(row => row.Value));
    }

    [Fact]
    public async Task Update_ByAnAdministrator_KeepsOneValueADayOfWhoEnteredIt()
    {
        await AddAsync(client, 72, Today);
        var earlier = await AddAsync(client, 71, Today.AddDays(-1));
        await AddAsync(admin, 70, Today.AddDays(-2));

        Assert.Equal("measurement.same_day", (await Service.UpdateAsync(admin, client.Id, earlier, 1, Of(71, Today), Cancel)).Problem?.Code);
        Assert.True((await Service.UpdateAsync(admin, client.Id, earlier, 1, Of(71, Today.AddDays(-2)), Cancel)).Ok);
    }

    [Theory]
    [InlineData("0", "measurement.weight_range")]
    [InlineData("-3", "measurement.weight_range")]
    [InlineData("700.001", "measurement.weight_range")]
    [InlineData("72.1234", "measurement.value_digits")]
    [InlineData(null, "measurement.value_required")]
    public async Task Add_ImpossibleWeight_IsRefused(string? value, string code)
    {
        var input = Of(value is null ? null : decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture), Today);

        Assert.Equal(code, (await Service.AddAsync(coach, client.Id, input, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Add_DayAhead_IsRefusedInTheZoneOfWhoEnters()
    {
        harness.Clock.Advance(TimeSpan.FromHours(14.5));
        // It is 23:30 in London and 00:30 of the next day in Paris.
        var tomorrow = Today.AddDays(1);
        var inLondon = await Given.CoachAsync("Liz London", user => user.ZoneId = "Europe/London");
        await Given.SessionAsync(inLondon, client);

        Assert.Equal("measurement.day_future", (await Service.AddAsync(inLondon, client.Id, Of(70, tomorrow), Cancel)).Problem?.Code);
        Assert.True((await Service.AddAsync(coach, client.Id, Of(70, tomorrow), Cancel)).Ok);
        Assert.Equal("measurement.day_range", (await Service.AddAsync(coach, client.Id, Of(70, new DateOnly(1899, 12, 31)), Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Add_SecondValueOfADay_IsRefusedToTheSamePersonOnly()
    {
        await AddAsync(coach, 72, Today);

        Assert.Equal("measurement.same_day", (await Service.AddAsync(coach, client.Id, Of(73, Today), Cancel)).Problem?.Code);
        await AddAsync(client, 73, Today);
    }

    [Fact]
    public async Task SwitchedOff_NothingIsShownOrTakenAndNothingLost()
    {
        await AddAsync(coach, 72, Today);
        await Given.PracticeAsync(practice => practice.MeasurementsOn = false);

        Assert.Equal(ProblemKind.NotFound, (await Service.ReadAsync(coach, client.Id, Cancel)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, (await Service.AddAsync(client, client.Id, Of(73, Today), Cancel)).Problem?.Kind);
        await Given.PracticeAsync(practice => practice.MeasurementsOn = true);
        Assert.Single((await SheetAsync(coach)).Rows);
    }

    [Fact]
    public async Task Measure_WithValues_KeepsItsUnitAndIsSwitchedOffInsteadOfDeleted()
    {
        var waist = (await Measures.AddAsync(admin, "Waist", "cm", Cancel)).Value;
        await Service.AddAsync(coach, client.Id, Of(80, Today) with { MeasureId = waist }, Cancel);

        Assert.Equal("measure.unit_fixed", (await Measures.UpdateAsync(admin, waist, "Waist", "inch", Cancel)).Problem?.Code);
        Assert.Equal("measure.has_values", (await Measures.DeleteAsync(admin, waist, Cancel)).Problem?.Code);
        Assert.True((await Measures.UpdateAsync(admin, waist, "Waistline", "cm", Cancel)).Ok);
        Assert.True((await Measures.SetInUseAsync(admin, waist, inUse: false, Cancel)).Ok);

        Assert.Equal([new MeasureChoice(null, "", "kg", true), new MeasureChoice(waist, "Waistline", "cm", false)], (await SheetAsync(coach)).Measures);
        Assert.Equal("measurement.measure_unknown", (await Service.AddAsync(client, client.Id, Of(81, Today) with { MeasureId = waist }, Cancel)).Problem?.Code);
    }

    [Theory]
    [InlineData("  ", "cm", "text.required")]
    [InlineData("Two\nlines", "cm", "text.line")]
    [InlineData("Hips", "a unit that is too long", "text.line")]
    [InlineData("WAIST", "cm", "measure.name_taken")]
    public async Task Measure_BadInput_IsRefused(string name, string unit, string code)
    {
        await Measures.AddAsync(admin, "Waist", "cm", Cancel);

        Assert.Equal(code, (await Measures.AddAsync(admin, name, unit, Cancel)).Problem?.Code);
    }

    [Fact]
    public async Task Client_WithValues_CannotBeDeleted()
    {
        await AddAsync(client, 72, Today);

        Assert.Equal("client.used", (await harness.Get<ClientArchiveService>().DeleteAsync(admin, client.Id, Cancel)).Problem?.Code);
    }

    private static MeasurementInput Of(decimal? value, DateOnly day) => new() { Value = value, Day = day };

    private async Task<int> AddAsync(Actor who, decimal value, DateOnly day) => (await Service.AddAsync(who, client.Id, Of(value, day), Cancel)).Value;

    private async Task<MeasurementSheet> SheetAsync(Actor who) => (await Service.ReadAsync(who, client.Id, Cancel)).Value;
}
