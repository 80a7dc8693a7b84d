using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace CoachHub.Bench.Circuits;

/// <summary>What the framework measures of itself: how often each component took parameters, how long drawing took.</summary>
internal sealed class Meters : IDisposable
{
    private const int Most = 12;

    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, (int Count, double Sum)> sums = new();

    public Meters()
    {
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument.Name.StartsWith("aspnetcore.components.", StringComparison.Ordinal) && instrument.Name.EndsWith(".duration", StringComparison.Ordinal))
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>(Take);
        listener.Start();
    }

    /// <summary>The sums since the last time, in milliseconds.</summary>
    public string Take()
    {
        var taken = sums.ToArray();
        sums.Clear();
        return string.Join(", ", taken.OrderByDescending(pair => pair.Value.Sum).Take(Most)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Count} × = {pair.Value.Sum * 1000:0} ms")));
    }

    public void Dispose() => listener.Dispose();

    /// <summary>Without the namespace, and without what a generic type is made of.</summary>
    private static string Short(string type)
    {
        var name = type.Split('`', '[')[0];
        return name[(name.LastIndexOf('.') + 1)..];
    }

    private void Take(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        var name = instrument.Name["aspnetcore.components.".Length..^".duration".Length];
        foreach (var (key, value) in tags)
        {
            if (key == "aspnetcore.components.type" && value is string type)
                name += $" {Short(type)}";
        }

        sums.AddOrUpdate(name, (1, seconds), (_, sum) => (sum.Count + 1, sum.Sum + seconds));
    }
}
