namespace CoachHub.Domain.Kernel;

/// <summary>Why a request was not carried out.</summary>
public enum ProblemKind
{
    /// <summary>The input breaks a rule; the person can mend it.</summary>
    Invalid,

    /// <summary>There is no such record, or none that this person may see: the two answer alike.</summary>
    NotFound,

    /// <summary>Somebody else was faster, or the request collides with what is there.</summary>
    Conflict,

    /// <summary>The person's role does not include this act.</summary>
    Forbidden,
}

/// <summary>A failure as a value. <see cref="Code"/> becomes words in one place in the application.</summary>
/// <param name="Kind">What sort of failure.</param>
/// <param name="Code">A stable name, for example <c>session.duration_range</c>.</param>
/// <param name="Field">The input it belongs to, where there is one.</param>
/// <param name="Arguments">Values for the words, in order.</param>
public sealed record Problem(ProblemKind Kind, string Code, string? Field = null, params IReadOnlyList<object> Arguments)
{
    /// <summary>An input that breaks a rule.</summary>
    public static Problem Invalid(string code, string? field = null, params object[] arguments) =>
        new(ProblemKind.Invalid, code, field, arguments);

    /// <summary>A record that does not exist for this person.</summary>
    public static Problem NotFound(string code) => new(ProblemKind.NotFound, code);

    /// <summary>A collision with what is there.</summary>
    public static Problem Conflict(string code, string? field = null, params object[] arguments) =>
        new(ProblemKind.Conflict, code, field, arguments);

    /// <summary>An act outside the person's role.</summary>
    public static Problem Forbidden(string code = "forbidden") => new(ProblemKind.Forbidden, code);
}

/// <summary>The outcome of an act that returns nothing.</summary>
public readonly record struct Result(Problem? Problem)
{
    /// <summary>It was done.</summary>
    public static Result Done => default;

    /// <summary>True when there is no problem.</summary>
    public bool Ok => Problem is null;

    /// <summary>A problem is a result.</summary>
    public static implicit operator Result(Problem problem) => new(problem);
}

/// <summary>The outcome of an act that returns a value, or the problem that stood in the way.</summary>
public readonly record struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Problem? problem) => (this.value, Problem) = (value, problem);

    /// <summary>What stood in the way, or null.</summary>
    public Problem? Problem { get; }

    /// <summary>True when there is a value.</summary>
    public bool Ok => Problem is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is a problem instead.</exception>
    public T Value => Problem is null ? value! : throw new InvalidOperationException($"No value: {Problem.Code}.");

    /// <summary>A value is a result.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A problem is a result.</summary>
    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}
