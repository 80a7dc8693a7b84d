using System.Diagnostics;
using System.Globalization;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;

namespace CoachHub.Bench.Circuits;

/// <summary>*Save and notify* of a session that was moved by a minute, as the modal does it; read beforehand, so that only the save is measured.</summary>
internal sealed class PreparedSave
{
    private Actor? actor;
    private SaveSession? save;

    public async Task<string> PrepareAsync(IServiceProvider services, int id)
    {
        actor ??= await services.GetRequiredService<ActorDirectory>().FindAsync(1) ?? throw new InvalidOperationException("There is no administrator.");
        var session = (await services.GetRequiredService<SessionQueries>().FindAsync(actor, id, default)).Value;
        var row = session.Row;
        var moved = session.LocalStart.PlusMinutes(1);
        save = new SaveSession(new SessionInput
        {
            ClientId = row.ClientId,
            CoachId = row.CoachId,
            Date = moved.Date,
            Time = moved.TimeOfDay,
            ZoneId = session.ZoneId,
            DurationMinutes = row.DurationMinutes,
            Title = row.Title,
            Location = row.Location,
            Price = row.PriceMinor / 100m,
            Status = row.Status,
            Payment = row.Payment,
            OverlapReason = "measured",
        })
        {
            Id = id,
            ExpectedVersion = row.Version,
            Notify = true,
        };
        return "prepared";
    }

    /// <summary>Answers with the milliseconds that it took.</summary>
    public async Task<string> SaveAsync(IServiceProvider services)
    {
        var begun = Stopwatch.GetTimestamp();
        var saved = await services.GetRequiredService<SessionService>().SaveAsync(actor!, save!, default);
        var took = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
        return saved.Problem is { } problem ? $"problem {problem.Code}" : took.ToString(CultureInfo.InvariantCulture);
    }
}
