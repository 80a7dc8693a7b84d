using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>What the disk and the database do to people: busy, full, read-only. A person can act on these; other faults stay exceptions.</summary>
public static class StorageFault
{
    // SQLite result codes, https://sqlite.org/rescode.html.
    private const int Busy = 5, Locked = 6, ReadOnly = 8, InputOutput = 10, Full = 13, CannotOpen = 14;

    /// <summary>The work's result, or the storage's problem. What the work wrote is undone with its transaction.</summary>
    public static async Task<Result<T>> CatchAsync<T>(Func<Task<Result<T>>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (ToProblem(fault) is not null)
        {
            return ToProblem(fault)!;
        }
    }

    /// <summary>As <see cref="CatchAsync{T}"/>, for work that returns nothing.</summary>
    public static async Task<Result> CatchAsync(Func<Task<Result>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception fault) when (ToProblem(fault) is not null)
        {
            return ToProblem(fault)!;
        }
    }

    /// <summary>The problem behind a fault, or null when the fault is of another kind.</summary>
    public static Problem? ToProblem(Exception fault) => fault switch
    {
        DbUpdateException { InnerException: { } inner } => ToProblem(inner),
        SqliteException { SqliteErrorCode: Busy or Locked } => Problem.Conflict("storage.busy"),
        SqliteException { SqliteErrorCode: Full or InputOutput } => Problem.Conflict("storage.full"),
        SqliteException { SqliteErrorCode: ReadOnly or CannotOpen } => Problem.Conflict("storage.read_only"),
        _ => null,
    };
}
