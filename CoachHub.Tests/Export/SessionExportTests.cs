using System.Text;
using CoachHub.App.Integrations.Export;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Import;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Export;

public sealed class SessionExportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_OfAFilter_HasItsMatchesInDateOrder()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, anna) = await PeopleAsync(app);
        var later = await app.Given.SessionAsync(coach, anna, "2026-12-05 10:00", title: "later");
        await app.Given.SessionAsync(coach, anna, "2026-12-01 10:00", title: "sooner");
        await app.Given.SessionAsync(coach, anna, "2026-12-03 10:00", title: "cancelled", status: SessionStatus.Cancelled);
        var admin = await app.Given.AdministratorAsync();
        var booked = new SessionFilter { Statuses = [SessionStatus.Booked] };

        Assert.Equal(["sooner", "later"], await TitlesAsync(app, admin, new SessionExportRequest { Filter = booked }));
        Assert.Equal(["later", "sooner"], await TitlesAsync(app, admin, new SessionExportRequest { Filter = booked, LatestFirst = true }));
        Assert.Equal(["later"], await TitlesAsync(app, admin, new SessionExportRequest { Ids = [later, 999] }));
    }

    [Fact]
    public async Task Export_ByACoach_HasTheOwnSessionsOnly()
    {
        await using var app = await DomainHarness.CreateAsync();
        await app.Given.PracticeAsync(practice => practice.CoachCapabilities = "view_sessions,export_data");
        var (coach, anna) = await PeopleAsync(app);
        var other = await app.Given.CoachAsync("Marc Leroy");
        await app.Given.SessionAsync(coach, anna, title: "mine");
        var theirs = await app.Given.SessionAsync(other, anna, title: "theirs");

        Assert.Equal(["mine"], await TitlesAsync(app, coach, new SessionExportRequest()));
        Assert.Empty(await TitlesAsync(app, coach, new SessionExportRequest { Ids = [theirs] }));
    }

    [Fact]
    public async Task Export_WithoutTheCapability_IsForbiddenAndUnnoted()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, _) = await PeopleAsync(app);

        Assert.Equal(ProblemKind.Forbidden, (await app.Get<SessionExport>().ExportAsync(coach, new SessionExportRequest(), Cancel)).Problem!.Kind);
        Assert.Empty(await NotesAsync(app));
    }

    [Fact]
    public async Task Export_Made_IsInTheHistory()
    {
        await using var app = await DomainHarness.CreateAsync();
        var admin = await app.Given.AdministratorAsync();

        await app.Get<SessionExport>().ExportAsync(admin, new SessionExportRequest { Filter = new SessionFilter { Text = "Anna" } }, Cancel);

        var note = Assert.Single(await NotesAsync(app));
        Assert.Equal((admin.Name, "exported"), (note.ActorName, note.Action));
        Assert.Contains("Anna", note.Changes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfMoreThanOneBatch_HasEachSessionOnce()
    {
        await using var app = await ImportRun.WithSessionsAsync(rows: 2_500, coaches: 3, clients: 40);

        var rows = await RowsAsync(app, Actor.System, new SessionExportRequest());

        Assert.Equal(2_500, rows.Select(row => row.FileId).Distinct().Count());
        Assert.Equal(rows.Select(row => row.StartsAtUtc).Order(), rows.Select(row => row.StartsAtUtc));
    }

    [Fact]
    public async Task File_ImportedWhereItCameFrom_AddsNothing()
    {
        await using var app = await ImportRun.WithSessionsAsync(rows: 300, coaches: 2, clients: 20);
        var coach = await CoachAsync(app);
        var client = await app.Given.ClientAsync(coach, "Zoé Blanc");
        await app.Given.SessionAsync(coach, client, "2027-08-02 21:00", title: "=HYPERLINK(\"http://x\")");
        await app.Given.SessionAsync(coach, null, "2027-08-03 21:00");
        var path = await FileAsync(app);

        var run = await ImportRun.OfFileAsync(app, "sessions", path);

        Assert.Equal((0, ""), (run.Exit, run.Progress));
        Assert.Equal(302, await CountAsync(app));
    }

    [Fact]
    public async Task File_ImportedElsewhere_MakesTheSameSessions()
    {
        await using var here = await ImportRun.WithSessionsAsync(rows: 300, coaches: 2, clients: 20);
        var coach = await CoachAsync(here);
        var client = await here.Given.ClientAsync(coach, "=Zoé Blanc");
        await here.Given.SessionAsync(coach, client, "2027-08-02 21:00", title: "=HYPERLINK(\"http://x\")", then: session => session.TellOutside(coach.Name, here.NowUtc));
        await here.Given.SessionAsync(coach, null, "2027-08-03 21:00", title: "'=quoted");
        var path = await FileAsync(here);

        await using var there = await ImportRun.HarnessAsync();
        await there.Given.PracticeAsync();
        var people = "first_name,last_name,email\n" + string.Join('\n', Enumerable.Range(0, 2).Select(n => $"Coach,Number{n},{SessionFile.Coach(n)}"));
        Assert.Equal(0, (await ImportRun.OfTextAsync(there, "coaches", people)).Exit);
        var run = await ImportRun.OfFileAsync(there, "sessions", path);

        Assert.True(run.Exit == 0, run.Report);
        Assert.Equal(
            (await RowsAsync(here, Actor.System, new SessionExportRequest())).OrderBy(row => row.FileId, StringComparer.Ordinal),
            (await RowsAsync(there, Actor.System, new SessionExportRequest())).OrderBy(row => row.FileId, StringComparer.Ordinal));
        Assert.Equal(0, (await ImportRun.OfFileAsync(there, "sessions", path)).Exit);
        Assert.Equal(302, await CountAsync(there));
    }

    [Fact]
    public async Task Session_WhoseClientKnowsOldFacts_IsNotSaidToBeKnown()
    {
        await using var app = await DomainHarness.CreateAsync();
        var (coach, anna) = await PeopleAsync(app);
        var id = await app.Given.ToldSessionAsync(coach, anna);
        Assert.NotNull(Assert.Single(await RowsAsync(app, Actor.System, new SessionExportRequest())).KnownSinceUtc);

        await using (var db = app.Db())
        {
            var s = await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel);
            s.Change(new SessionChange(s.ClientId, s.CoachId, s.StartsAtUtc, s.ZoneId, s.LocalStart, 90, null, null, null, null, s.Status, s.Payment, null, null));
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Null(Assert.Single(await RowsAsync(app, Actor.System, new SessionExportRequest())).KnownSinceUtc);
    }

    private static async Task<(Actor Coach, Actor Anna)> PeopleAsync(DomainHarness app)
    {
        var coach = await app.Given.CoachAsync();
        return (coach, await app.Given.ClientAsync(coach));
    }

    private static async Task<Actor> CoachAsync(DomainHarness app)
    {
        await using var db = app.Db();
        return await app.Given.ActorAsync(await db.Set<User>().Where(u => u.Email == SessionFile.Coach(0)).Select(u => u.Id).SingleAsync(Cancel));
    }

    private static async Task<string> FileAsync(DomainHarness app)
    {
        var path = Path.Combine(app.Folder, "exported.csv");
        await using var file = File.Create(path);
        await SessionFileWriter.WriteAsync(file, (await app.Get<SessionExport>().ExportAsync(Actor.System, new SessionExportRequest(), Cancel)).Value, Cancel);
        return path;
    }

    private static async Task<List<SessionExportRow>> RowsAsync(DomainHarness app, Actor actor, SessionExportRequest request)
    {
        var rows = new List<SessionExportRow>();
        await foreach (var row in (await app.Get<SessionExport>().ExportAsync(actor, request, Cancel)).Value.Rows)
            rows.Add(row);
        return rows;
    }

    private static async Task<IEnumerable<string?>> TitlesAsync(DomainHarness app, Actor actor, SessionExportRequest request) =>
        (await RowsAsync(app, actor, request)).Select(row => row.Title);

    private static async Task<List<HistoryEntry>> NotesAsync(DomainHarness app)
    {
        await using var db = app.Db();
        return await db.Set<HistoryEntry>().Where(e => e.Subject == "Export").ToListAsync(Cancel);
    }

    private static async Task<int> CountAsync(DomainHarness app)
    {
        await using var db = app.Db();
        return await db.Set<Session>().CountAsync(Cancel);
    }
}
