namespace CoachHub.App.Hosting;

/// <summary>Answers that take as long whatever was found: how long writing a row takes must not tell whether an address is known.</summary>
public static class UniformTime
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(400);

    /// <summary>The work's result, not before the least time has passed.</summary>
    public static async Task<T> Of<T>(Func<Task<T>> work)
    {
        // The wall clock on purpose: it is a network's observer who is to be answered evenly.
        var floor = Task.Delay(Least);
        try
        {
            return await work();
        }
        finally
        {
            await floor;
        }
    }
}
