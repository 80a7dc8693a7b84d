using CoachHub.App.Integrations.Import;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Import;

public sealed class PeopleImportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Coaches_AreAddedOnceAndNotMailed()
    {
        await using var harness = await ImportRun.HarnessAsync();
        await harness.Given.PracticeAsync();
        const string File = "first_name,last_name,email,zone\nClaire,Dubois,claire@example.org,\nRui,Costa,rui@example.org,Europe/Lisbon\n";

        var first = await ImportRun.OfTextAsync(harness, "coaches", File);
        var second = await ImportRun.OfTextAsync(harness, "coaches", File);

        Assert.Equal((0, 0), (first.Exit, second.Exit));
        Assert.Contains("2 added, 0 already there, 0 refused", first.Report, StringComparison.Ordinal);
        Assert.Contains("0 added, 2 already there, 0 refused", second.Report, StringComparison.Ordinal);
        await using var db = harness.Db();
        var coaches = await db.Set<User>().OrderBy(u => u.Id).ToListAsync(Cancel);
        Assert.All(coaches, coach => Assert.True(coach is { Role: Role.Coach, Coaches: true }));
        Assert.Equal([Given.Zone, "Europe/Lisbon"], coaches.Select(coach => coach.WorkingZoneId));
        Assert.Equal(0, await db.Set<MailMessage>().CountAsync(Cancel));
    }

    [Fact]
    public async Task Clients_AreAddedWithCoachPhoneAndNotes()
    {
        await using var harness = await ImportRun.HarnessAsync();
        var coach = await harness.Given.CoachAsync(with: user => user.ChangeEmail("claire@example.org"));

        var run = await ImportRun.OfTextAsync(
            harness,
            "clients",
            "first_name,last_name,email,phone,coach_email,notes\nAnna,Petit,anna@example.org,+33 1 00,claire@example.org,\"likes\nmornings\"\nBen,Roy,ben@example.org,,,\n");

        Assert.Equal(0, run.Exit);
        await using var db = harness.Db();
        var clients = await db.Set<Client>().Include(c => c.User).OrderBy(c => c.Id).ToListAsync(Cancel);
        Assert.Equal((coach.Id, "likes\nmornings", "+33 1 00"), (clients[0].CoachId!.Value, clients[0].CoachNotes, clients[0].User.PhoneNumber));
        Assert.Null(clients[1].CoachId);
    }

    [Fact]
    public async Task ARightTakenAwayMeanwhile_StopsWhatIsNotInYet()
    {
        await using var harness = await ImportRun.HarnessAsync();
        var (administrator, coach) = (await harness.Given.AdministratorAsync(), await harness.Given.CoachAsync());
        var path = Path.Combine(harness.Folder, "many.csv");
        // The broken row is among the first hundred, which go in together.
        var rows = Enumerable.Range(0, 300).Select(n => n == 50 ? "No,,mail,,," : $"Anna,Number{n},a{n}@example.org,,,");
        await File.WriteAllTextAsync(path, "first_name,last_name,email,phone,coach_email,notes\n" + string.Join('\n', rows), Cancel);
        var tally = new ImportTally();

        await harness.Get<ImportEngine>().RunAsync(
            new ImportOrder(ImportKind.Clients, path, coach), tally, new TakesAway(async () => Assert.True((await harness.Get<TeamService>().SetDisabledAsync(administrator, coach.Id, disabled: true, Cancel)).Ok)), Cancel);

        Assert.Equal((300, 99, 201), (tally.Read, tally.Added, tally.Refused));
        await using var db = harness.Db();
        Assert.Equal(99, await db.Set<Client>().CountAsync(Cancel));
    }

    [Theory]
    [InlineData("Anna,,a@example.org,,,", "last_name: The value is missing")]
    [InlineData("Anna,Petit,a@example,,,", "email: This is not a mail address")]
    [InlineData("Anna,Petit,\"a@example.org\nBcc: x@example.org\",,,", "email: This is not a mail address")]
    [InlineData("Anna,Petit,claire@example.org,,,", "belongs to somebody with another role")]
    [InlineData("Anna,Petit,a@example.org,,nobody@example.org,", "coach_email: There is no coach with the address nobody@example.org")]
    public async Task BadClient_IsRefused_AndTheRestGoIn(string row, string words)
    {
        await using var harness = await ImportRun.HarnessAsync();
        await harness.Given.CoachAsync(with: user => user.ChangeEmail("claire@example.org"));

        var run = await ImportRun.OfTextAsync(harness, "clients", $"first_name,last_name,email,phone,coach_email,notes\n{row}\nBen,Roy,ben@example.org,,,\n");

        Assert.Equal(3, run.Exit);
        Assert.Contains($"line 2", run.Report, StringComparison.Ordinal);
        Assert.Contains(words, run.Report, StringComparison.Ordinal);
        Assert.Contains("1 added", run.Report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coach_WhoIsNoAdministrator_AddsNoCoaches()
    {
        await using var harness = await ImportRun.HarnessAsync();
        var coach = await harness.Given.CoachAsync();

        var batch = await harness.Get<CoachImport>().AddAsync(coach, [new CoachImportRow(2, "A", "B", "a@example.org", null)], Cancel);

        Assert.Equal(ProblemKind.Forbidden, Assert.Single(batch.Outcomes).Problem!.Kind);
    }

    [Theory]
    [InlineData]
    [InlineData("sessions")]
    [InlineData("people", "x.csv")]
    [InlineData("clients", "x.csv", "--allow-overlap")]
    public async Task WrongArguments_SayHowItIsUsed(params string[] arguments)
    {
        await using var harness = await ImportRun.HarnessAsync();
        using var said = new StringWriter();

        var exit = await new App.Hosting.Commands.ImportCommand(harness.Services, TextWriter.Null, said).RunAsync(arguments, Cancel);

        Assert.Equal(2, exit);
        Assert.Contains("usage: import", said.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Does something when the first row is refused.</summary>
    private sealed class TakesAway(Func<Task> act) : IImportListener
    {
        private bool done;

        public ValueTask IgnoredAsync(IReadOnlyList<string> columns) => ValueTask.CompletedTask;

        public async ValueTask RefusedAsync(ImportOutcome outcome, IReadOnlyList<string?> cells)
        {
            if (done)
                return;
            done = true;
            await act();
        }

        public ValueTask ProgressAsync() => ValueTask.CompletedTask;

        public ValueTask BusyAsync() => ValueTask.CompletedTask;
    }
}
