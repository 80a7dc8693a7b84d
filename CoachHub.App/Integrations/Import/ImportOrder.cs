using CoachHub.Domain.Kernel;

namespace CoachHub.App.Integrations.Import;

/// <summary>What a file holds. The codes are those of the command line.</summary>
public enum ImportKind
{
    /// <summary>Sessions, and the clients who come with them.</summary>
    Sessions,

    /// <summary>Clients.</summary>
    Clients,

    /// <summary>Coaches: administrators only.</summary>
    Coaches,
}

/// <summary>A file that is to be read in.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Path">Where it lies.</param>
/// <param name="Actor">On whose behalf.</param>
public sealed record ImportOrder(ImportKind Kind, string Path, Actor Actor)
{
    /// <summary>Sessions ahead may overlap others of their coach.</summary>
    public bool AllowOverlap { get; init; }

    /// <summary>For each known column its place in the file, -1 for none; null = the file uses our names.</summary>
    public IReadOnlyList<int>? Places { get; init; }
}

/// <summary>Where an import stands. Written by one thread, read by those who show it.</summary>
public sealed class ImportTally
{
    /// <summary>Rows read, broken ones too.</summary>
    public int Read { get; set; }

    /// <summary>Rows that are new records now.</summary>
    public int Added { get; set; }

    /// <summary>Rows whose records were there before.</summary>
    public int There { get; set; }

    /// <summary>Rows that broke a rule.</summary>
    public int Refused { get; set; }

    /// <summary>Sessions that overlap another one of their coach.</summary>
    public int Overlapping { get; set; }

    /// <summary>Clients who were made for their sessions.</summary>
    public int NewClients { get; set; }

    /// <summary>The last line of the file that was looked at.</summary>
    public int LastLine { get; set; }

    /// <summary>Transactions that went in whole.</summary>
    public int Batches { get; set; }

    /// <summary>How much of the file was read, 0 to 1.</summary>
    public double Progress { get; set; }

    /// <summary>The longest that others had to wait for the right to write.</summary>
    public TimeSpan LongestHeld { get; set; }
}

/// <summary>Hears of an import while it runs.</summary>
public interface IImportListener
{
    /// <summary>The file names columns that are ignored.</summary>
    ValueTask IgnoredAsync(IReadOnlyList<string> columns);

    /// <summary>A row was refused. <paramref name="cells"/> are its known columns; empty where the row could not be told apart.</summary>
    ValueTask RefusedAsync(ImportOutcome outcome, IReadOnlyList<string?> cells);

    /// <summary>About once a second, and at the end.</summary>
    ValueTask ProgressAsync();

    /// <summary>Somebody else holds the right to write; the batch is tried again.</summary>
    ValueTask BusyAsync();
}
