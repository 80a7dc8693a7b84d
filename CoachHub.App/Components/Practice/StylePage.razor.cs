using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Layout;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Practice;

/// <summary>Colour, logo and sign-in page. What is chosen shows beside it before it is saved, and everywhere after.</summary>
public sealed partial class StylePage
{
    private StyleForm? form;
    private EditContext? context;
    private ValidationMessageStore? messages;
    private StyleSettings? seen;
    private LogoFacts? logo;
    private int version, logoVersion;
    private bool elsewhere, saving, saved;
    private Problem? problem;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required StyleService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private AccentColor? Accent => AccentColor.Of(string.IsNullOrWhiteSpace(form!.AccentColor) ? AccentColor.Own.Chosen : form.AccentColor.Trim());

    private string Present => Accent?.Chosen ?? "";

    private string? Variables => Accent is { } accent ? AccentStyle.Variables(accent) : null;

    private string TitleShown => string.IsNullOrWhiteSpace(form!.SignInTitle) ? Reader.Practice.Name : form.SignInTitle;

    private string? SavedText => saved ? L["Saved"].Value : null;

    private string? MovedText => Accent is { IsDarkened: true } accent
        ? L["Too light for words on white: in the light look it is darkened to {0}.", accent.Light.Primary].Value
        : null;

    private IEnumerable<(string Color, string Name)> Swatches => AccentColor.Offered.Zip<string, string>(
        [L["Teal"], L["Blue"], L["Indigo"], L["Purple"], L["Raspberry"], L["Brick"], L["Ochre"], L["Green"], L["Slate"]]);

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Practice, _ => NoticeAsync());
        await ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        var read = await Service.GetAsync(Reader.Actor, Closing);
        (problem, elsewhere, saved) = (read.Problem, false, false);
        if (read.Ok)
            Take(read.Value);
    }

    // What somebody is typing stays until they ask for what is there now. The logo is not typed.
    private async Task NoticeAsync()
    {
        var read = await Service.GetAsync(Reader.Actor, Closing);
        if (!read.Ok || saving)
            return;
        (logo, logoVersion) = (read.Value.Logo, read.Value.Values.Version);
        elsewhere = read.Value.Values with { Version = 0 } != seen!.Values with { Version = 0 };
    }

    private void Take(StyleSettings style)
    {
        (seen, logo, version, logoVersion) = (style, style.Logo, style.Values.Version, style.Values.Version);
        form = StyleForm.Of(style.Values);
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
    }

    // The form keeps the version that it was read at: what a colleague changed beside the logo is not to be replaced unseen.
    private void TakeLogo(StyleSettings style) => (logo, logoVersion) = (style.Logo, style.Values.Version);

    private void Choose(string color)
    {
        form!.AccentColor = color == AccentColor.Own.Chosen ? "" : color;
        saved = false;
    }

    private async Task SaveAsync()
    {
        if (saving)
            return;
        (saving, saved, problem) = (true, false, null);
        messages!.Clear();
        try
        {
            var input = form!.ToInput(version);
            var problems = StyleService.Check(input);
            if (problems.Count == 0)
            {
                var done = await Service.SaveAsync(Reader.Actor, input, Closing);
                if (done.Ok)
                {
                    Take(done.Value);
                    (saved, elsewhere) = (true, false);
                    return;
                }

                problems = [done.Problem!];
            }

            problem = messages.Show(context!, problems, L);
        }
        finally
        {
            saving = false;
        }
    }
}
