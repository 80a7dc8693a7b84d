using CoachHub.Domain.Kernel;

namespace CoachHub.App.Integrations.Import;

/// <summary>Where somebody's import stands.</summary>
public enum ImportStage
{
    /// <summary>The file is there; its columns are being matched.</summary>
    Ready,

    /// <summary>It is being read in.</summary>
    Running,

    /// <summary>The file was read to its end.</summary>
    Done,

    /// <summary>Stopped by the person, or with the server.</summary>
    Stopped,

    /// <summary>It could not go on; <see cref="ImportTask.Problem"/> says why.</summary>
    Failed,
}

/// <summary>A row that was refused, for the screen.</summary>
public sealed record RefusedRow(int Line, Problem Problem);

/// <summary>One person's import, from the file to the report. It outlives the page that shows it.</summary>
public sealed class ImportTask(int ownerId, string fileName, string path, ImportLook look, ImportKind kind)
{
    /// <summary>How many refused rows the screen shows; the report holds them all.</summary>
    public const int ShownRefusals = 100;

    private readonly List<RefusedRow> refusals = [];

    /// <summary>The account whose import it is.</summary>
    public int OwnerId => ownerId;

    /// <summary>The file's name on the person's own machine.</summary>
    public string FileName => fileName;

    /// <summary>The file's columns and first rows.</summary>
    public ImportLook Look => look;

    /// <summary>What it is taken for.</summary>
    public ImportKind Kind { get; private set; } = kind;

    /// <summary>For each known column its place in the file, or -1.</summary>
    public int[] Places { get; private set; } = ImportGuess.Places(ImportRows.Known(kind), look.Names);

    /// <summary>Sessions ahead may overlap others of their coach.</summary>
    public bool AllowOverlap { get; set; }

    /// <summary>Where it stands.</summary>
    public ImportStage Stage { get; internal set; }

    /// <summary>Why it failed.</summary>
    public Problem? Problem { get; internal set; }

    /// <summary>What became of the rows so far.</summary>
    public ImportTally Tally { get; } = new();

    /// <summary>The first rows that were refused.</summary>
    public IReadOnlyList<RefusedRow> Refusals
    {
        get
        {
            lock (refusals)
                return [.. refusals];
        }
    }

    /// <summary>Required columns for which no column of the file was chosen.</summary>
    public IReadOnlyList<string> Missing =>
        [.. ImportRows.Required(Kind).Where(column => Places[ImportRows.PlaceOf(Kind, column)] < 0)];

    internal string Path => path;

    internal string ReportPath => path + "-report";

    internal CancellationTokenSource Stop { get; } = new();

    internal Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Takes the file for another kind; its columns are matched anew.</summary>
    public void TakeFor(ImportKind kind) => (Kind, Places) = (kind, ImportGuess.Places(ImportRows.Known(kind), look.Names));

    /// <summary>Says what a column of the file is: a known column, or null for nothing. What it was before, and who had it before, are free again.</summary>
    public void Match(int place, string? column)
    {
        if (place < 0 || place >= look.Names.Count)
            return;
        for (var i = 0; i < Places.Length; i++)
        {
            if (Places[i] == place)
                Places[i] = -1;
        }

        if (column is not null && ImportRows.PlaceOf(Kind, column) is var at and >= 0)
            Places[at] = place;
    }

    internal void Refuse(RefusedRow row)
    {
        lock (refusals)
        {
            if (refusals.Count < ShownRefusals)
                refusals.Add(row);
        }
    }
}
