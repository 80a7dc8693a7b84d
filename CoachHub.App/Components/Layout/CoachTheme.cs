using MudBlazor;

namespace CoachHub.App.Components.Layout;

/// <summary>The tokens of the look for MudBlazor. <c>wwwroot/app.css</c> holds the same values for everything else.</summary>
public static class CoachTheme
{
    private static readonly string[] Fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Helvetica Neue", "Arial", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#f6f7f9",
            BackgroundGray = "#f6f7f9",
            Surface = "#ffffff",
            LinesDefault = "#e3e6eb",
            LinesInputs = "#cfd5dd",
            TableLines = "#e3e6eb",
            Divider = "#e3e6eb",
            TextPrimary = "#1b2430",
            TextSecondary = "#5b6675",
            ActionDefault = "#5b6675",
            Primary = "#0f6b63",
            PrimaryContrastText = "#ffffff",
            Success = "#1d7a46",
            Warning = "#8a5a00",
            Error = "#b3261e",
            Info = "#2456a6",
            Dark = "#1b2430",
        },
        PaletteDark = new PaletteDark
        {
            Background = "#12171d",
            BackgroundGray = "#12171d",
            Surface = "#1a2129",
            LinesDefault = "#2d3641",
            LinesInputs = "#3a4552",
            TableLines = "#2d3641",
            Divider = "#2d3641",
            TextPrimary = "#e7ebf0",
            TextSecondary = "#9aa7b5",
            ActionDefault = "#9aa7b5",
            Primary = "#4cc2b3",
            PrimaryContrastText = "#062a26",
            Success = "#7fd6a2",
            SuccessContrastText = "#15301f",
            Warning = "#f2c572",
            WarningContrastText = "#33270e",
            Error = "#ff9d94",
            ErrorContrastText = "#3a1b19",
            Info = "#9dc0fa",
            InfoContrastText = "#182a45",
            Dark = "#2d3641",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "14px", LineHeight = "1.45", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Fonts, FontSize = "21px", FontWeight = "650", LineHeight = "1.25", LetterSpacing = "-.005em" },
            H6 = new H6Typography { FontFamily = Fonts, FontSize = "18px", FontWeight = "650", LineHeight = "1.3", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Fonts, FontSize = "14px", LineHeight = "1.45", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Fonts, FontSize = "14px", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Fonts, FontSize = "14px", FontWeight = "650", TextTransform = "none", LetterSpacing = "normal" },
            Caption = new CaptionTypography { FontFamily = Fonts, FontSize = "12.5px", LetterSpacing = "normal" },
        },
    };
}
