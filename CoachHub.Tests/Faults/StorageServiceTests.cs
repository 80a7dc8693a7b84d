using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Security;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Faults;

/// <summary>Every service method that writes, on a disk that takes nothing: a clear refusal, and not a row is different.</summary>
public sealed class StorageServiceTests
{
    // The command that reads files tells storage apart from rows itself, and says up to which line everything is in.
    private static readonly string[] Throwing = ["SessionImport", "ClientImport", "CoachImport"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Writes => [.. ServiceExpectations.All.Where(e => e.Answers.Contains(Answer.Done)).Select(e => new TheoryDataRow<string>(e.Name))];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_DiskIsReadOnly_IsRefusedAndNothingIsDifferent(string name)
    {
        var expectation = ServiceExpectations.All.Single(e => e.Name == name);
        var allowed = (Person)Array.LastIndexOf(expectation.Answers, Answer.Done);
        await using var world = await AccessWorld.CreateAsync(allowed);
        if (expectation.Before is { } prepare)
            await prepare(world);
        var before = await world.RowsAsync();
        var disk = world.Get<SickDisk>();

        disk.MakeReadOnly();
        var problem = await ProblemOfAsync(() => expectation.Call(world));
        disk.Mend();

        Assert.Equal("storage.read_only", problem?.Code);
        Assert.Equal(before, await world.RowsAsync());
        Assert.Null(await ProblemOfAsync(() => expectation.Call(world)));

        async Task<Problem?> ProblemOfAsync(Func<Task<object?>> call)
        {
            try
            {
                var result = await call();
                return result?.GetType().GetProperty(nameof(Result.Problem))?.GetValue(result) as Problem;
            }
            catch (Exception fault) when (Throwing.Contains(name.Split('.')[0]))
            {
                return StorageFault.ToProblem(fault);
            }
        }
    }

    [Fact]
    public async Task SaveAndNotify_DiskIsFull_SavesNothingMailsNothingAnnouncesNothing()
    {
        await using var world = await AccessWorld.CreateAsync(Person.Administrator);
        var before = await world.RowsAsync();
        var announced = 0;
        using var subscription = world.App.Feed.Subscribe(Topics.Sessions, _ => announced++);
        var save = new SaveSession(world.Input(world.Coach) with { PrivateNotes = new string('n', 9_000) }) { Id = world.SessionId, Notify = true };
        var service = world.Get<SessionService>();

        world.Get<SickDisk>().Fill();
        var refused = await service.SaveAsync(world.Who, save, Cancel);
        world.Get<SickDisk>().Mend();

        Assert.Equal("storage.full", refused.Problem?.Code);
        Assert.Equal(before, await world.RowsAsync());
        Assert.Equal(0, announced);
        Assert.True((await service.SaveAsync(world.Who, save, Cancel)).Ok);
        Assert.NotEqual(0, announced);
    }
}
