namespace CoachHub.App.Integrations.Pdf;

/// <summary>An object as far as it matters: what its own dictionary says in names, numbers and references, and which names occur anywhere in it.</summary>
internal sealed class PdfObject
{
    private const int Deepest = 100;

    private readonly Dictionary<string, string> names = [];
    private readonly Dictionary<string, int> numbers = [];
    private readonly Dictionary<string, int> references = [];
    private readonly HashSet<string> keys = [];
    private bool hasTwice;
    private readonly List<string> filters = [];

    private PdfObject()
    {
    }

    /// <summary>Where a token after it begins.</summary>
    public int End { get; private set; }

    /// <summary>The filters of its stream, in order.</summary>
    public IReadOnlyList<string> Filters => filters;

    /// <summary>A key stands there twice: readers differ in which of the two they take.</summary>
    public bool HasTwice => hasTwice;

    public bool Has(string key) => keys.Contains(key);

    public string? NameOf(string key) => names.GetValueOrDefault(key);

    public int? NumberOf(string key) => numbers.TryGetValue(key, out var number) ? number : null;

    public int? ReferenceOf(string key) => references.TryGetValue(key, out var number) ? number : null;

    /// <summary>Reads one object from here on. <paramref name="seen"/> is told every key and every name in it, however deep.</summary>
    public static PdfObject Read(ReadOnlySpan<byte> bytes, int start, PdfBudget budget, Action<string, bool> seen)
    {
        var found = new PdfObject();
        var tokens = new PdfTokens(bytes, start, budget);
        var frames = new Stack<Frame>();
        int before = 0, last = 0;
        do
        {
            var frame = frames.Count > 0 ? frames.Peek() : null;
            var token = tokens.Next();
            switch (token)
            {
                case PdfToken.End:
                    found.End = bytes.Length;
                    return found;
                case PdfToken.DictStart or PdfToken.ArrayStart:
                    if (frames.Count == Deepest)
                        throw new PdfLimitException();
                    frame?.TakeValue();
                    frames.Push(new Frame(token == PdfToken.DictStart, frame));
                    break;
                case PdfToken.DictEnd or PdfToken.ArrayEnd:
                    // A bracket of the other kind is passed over, as readers do that mend what is broken.
                    if (frame?.IsDict == (token == PdfToken.DictEnd))
                        frames.Pop();
                    break;
                case PdfToken.Name when frame is { IsDict: true, Key: null }:
                    frame.Key = tokens.Name;
                    seen(tokens.Name, true);
                    if (frames.Count == 1)
                        found.hasTwice |= !found.keys.Add(tokens.Name);
                    break;
                case PdfToken.Name:
                    seen(tokens.Name, false);
                    found.Keep(frames.Count, frame, tokens.Name);
                    frame?.TakeValue();
                    break;
                case PdfToken.Number:
                    (before, last) = (last, tokens.Number);
                    if (frames.Count == 1 && frame is { IsDict: true, Key: { } key })
                        found.numbers[key] = last;
                    frame?.TakeValue();
                    break;
                case PdfToken.Keyword when tokens.Name == "R" && frame?.Key is null:
                    // "5 0 R": the first of the two numbers had been taken for the value.
                    if (frames.Count == 1 && frame is { IsDict: true, LastKey: { } referring } && found.numbers.Remove(referring))
                        found.references[referring] = before;
                    break;
                default:
                    frame?.TakeValue();
                    break;
            }
        }
        while (frames.Count > 0);

        found.End = tokens.Position;
        return found;
    }

    private void Keep(int depth, Frame? frame, string name)
    {
        if (depth == 1 && frame is { IsDict: true, Key: { } key })
        {
            names[key] = name;
            if (key == "Filter")
                filters.Add(name);
        }
        else if (depth == 2 && frame is { IsDict: false, Outer: { IsDict: true, LastKey: "Filter" } })
        {
            filters.Add(name);
        }
    }

    /// <summary>A dictionary or an array that is still open.</summary>
    private sealed class Frame(bool isDict, Frame? outer)
    {
        public bool IsDict => isDict;

        public Frame? Outer => outer;

        /// <summary>The key that waits for its value.</summary>
        public string? Key { get; set; }

        /// <summary>The key whose value came last.</summary>
        public string? LastKey { get; private set; }

        public void TakeValue()
        {
            if (Key is not null)
                (LastKey, Key) = (Key, null);
        }
    }
}
