using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Kit;

/// <summary>Puts problems to their fields.</summary>
public static class FieldProblems
{
    /// <summary>Shows each problem at its field. One without a field is handed back: it stands above the form.</summary>
    public static Problem? Show(this ValidationMessageStore messages, EditContext context, IEnumerable<Problem> problems, IStringLocalizer<Words> L)
    {
        Problem? whole = null;
        foreach (var problem in problems)
        {
            if (problem.Field is { } field)
                messages.Add(context.Field(field), ProblemWords.Text(L, problem));
            else
                whole = problem;
        }

        context.NotifyValidationStateChanged();
        return whole;
    }
}
