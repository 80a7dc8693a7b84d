using System.Collections;
using System.Text;
using System.Text.Json;
using CoachHub.Domain.Kernel;

namespace CoachHub.Tests.Security;

/// <summary>What a method answered, whatever its type.</summary>
internal sealed record GivenAnswer(Problem? Problem, string Text)
{
    /// <summary>It says something about the client.</summary>
    public bool Tells => Text.Contains(AccessWorld.Mark, StringComparison.OrdinalIgnoreCase);

    /// <summary>How it reads; an act that was done tells nothing, and so reads as hidden.</summary>
    public Answer Kind => Problem?.Kind switch
    {
        null => Tells ? Answer.Shown : Answer.Hidden,
        ProblemKind.Forbidden => Answer.Forbidden,
        ProblemKind.NotFound => Answer.NotFound,
        _ => Answer.Refused,
    };

    public static GivenAnswer Of(object? result)
    {
        if (result is null)
            return new(null, "");
        var type = result.GetType();
        if (type == typeof(Result) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<>)))
        {
            if (type.GetProperty(nameof(Result.Problem))!.GetValue(result) is Problem problem)
                return new(problem, JsonSerializer.Serialize(problem));
            result = type.GetProperty("Value")?.GetValue(result);
        }

        return new(null, result switch
        {
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            IDictionary pairs => string.Join(' ', pairs.Values.Cast<object>()),
            _ => JsonSerializer.Serialize(result),
        });
    }
}
