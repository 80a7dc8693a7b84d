using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Kit;

/// <summary>
/// A part of a page that takes its parameters, and is drawn again, only when one of them is another one: a page that follows what
/// others do is drawn all day, and most of it stays as it was. Callbacks do not count: they go to the same page as before. Not for
/// parameters that change inside, nor for callbacks that carry something of their own.
/// </summary>
public abstract class CalmComponent : ComponentBase
{
    private readonly Dictionary<string, object?> given = [];
    private bool isSet;

    /// <inheritdoc />
    public override Task SetParametersAsync(ParameterView parameters)
    {
        var differs = !isSet;
        isSet = true;
        foreach (var parameter in parameters)
        {
            if (IsCallback(parameter.Value) || (given.TryGetValue(parameter.Name, out var before) && Equals(before, parameter.Value)))
                continue;
            given[parameter.Name] = parameter.Value;
            differs = true;
        }

        return differs ? base.SetParametersAsync(parameters) : Task.CompletedTask;
    }

    private static bool IsCallback(object? value) =>
        value is EventCallback || (value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(EventCallback<>));
}
