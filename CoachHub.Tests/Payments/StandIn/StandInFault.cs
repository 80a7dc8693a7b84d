using System.Text.Json.Serialization;

namespace CoachHub.Tests.Payments.StandIn;

/// <summary>What happens to a request beside its answer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StandInFault>))]
public enum StandInFault
{
    /// <summary>It is answered.</summary>
    None,

    /// <summary>The connection breaks before anything was done.</summary>
    DropBefore,

    /// <summary>Everything was done, and the connection breaks before the answer.</summary>
    DropAfter,

    /// <summary>Everything was done, and the connection breaks in the middle of the answer.</summary>
    CutAnswer,

    /// <summary>Nothing was done; the answer is a fault of the server's.</summary>
    ErrorBefore,

    /// <summary>Everything was done; the answer is a fault of the server's.</summary>
    ErrorAfter,

    /// <summary>The process is killed before anything was done.</summary>
    DieBefore,

    /// <summary>Everything was done, and the process is killed before the answer.</summary>
    DieAfter,

    /// <summary>Everything was done, and the process is killed in the middle of the answer.</summary>
    DieHalfway,

    /// <summary>Everything was done, and there is no answer for two seconds: whoever asked may be killed over it.</summary>
    Hold,
}

/// <summary>How often which fault comes, in hundredths of the requests.</summary>
/// <param name="Seed">The same seed brings the same faults to the same requests.</param>
/// <param name="Percent">The share of each.</param>
public sealed record FaultPlan(int Seed, IReadOnlyDictionary<StandInFault, int> Percent)
{
    /// <summary>What the next request gets, whatever the shares say.</summary>
    public StandInFault Once { get; init; }

    /// <summary>Draws for one request after another.</summary>
    public Func<string, StandInFault> Draw()
    {
        var (random, once) = (new Random(Seed), Once);
        return _ =>
        {
            lock (random)
            {
                if (once != StandInFault.None)
                {
                    (var now, once) = (once, StandInFault.None);
                    return now;
                }

                var left = random.Next(100);
                return Percent.OrderBy(p => p.Key).FirstOrDefault(p => (left -= p.Value) < 0).Key;
            }
        };
    }
}
