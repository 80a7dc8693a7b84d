using CoachHub.App.Resources;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Kit;

/// <summary>A message with *Undo*, there for as long as undoing works.</summary>
public static class UndoSnackbar
{
    private const int Fade = 150;

    /// <summary>Shows the message for <paramref name="left"/>; without any time left it is an ordinary one.</summary>
    public static void AddWithUndo(
        this ISnackbar snackbar, IStringLocalizer<Words> L, string text, Severity severity, TimeSpan left, Func<Task> undo)
    {
        if (left <= TimeSpan.Zero)
        {
            snackbar.Add(text, severity);
            return;
        }

        snackbar.Add(text, severity, snack =>
        {
            snack.Action = L["Undo"];
            snack.ActionVariant = Variant.Outlined;
            snack.ActionColor = Color.Inherit;
            snack.RequireInteraction = false;
            (snack.ShowTransitionDuration, snack.HideTransitionDuration) = (Fade, Fade);
            snack.VisibleStateDuration = Math.Max((int)left.TotalMilliseconds - (2 * Fade), Fade);
            snack.OnClick = _ => undo();
        });
    }
}
