using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Practice;

/// <summary>The practice's name, zone, currency and rules.</summary>
public sealed partial class GeneralSettingsPage
{
    private GeneralSettingsForm? form;
    private EditContext? context;
    private ValidationMessageStore? messages;
    private PracticeInput seen = new();
    private int version;
    private bool currencyIsFixed;
    private bool elsewhere;
    private bool saving;
    private bool saved;
    private Problem? problem;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required PracticeService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string? CurrencyHint => currencyIsFixed
        ? L["Fixed: prices or payments are in it."]
        : L["It can be changed until the first price or payment is entered."];
    private string? SavedText => saved ? L["Saved"].Value : null;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Practice, _ => NoticeAsync());
        await ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        var read = await Service.GetGeneralAsync(Reader.Actor, Closing);
        (problem, elsewhere, saved) = (read.Problem, false, false);
        if (read.Ok)
            Take(read.Value);
    }

    // What somebody is typing stays until they ask for what is there now; a save of other settings is none of their business.
    private async Task NoticeAsync()
    {
        var read = await Service.GetGeneralAsync(Reader.Actor, Closing);
        elsewhere = !saving && read.Ok && !read.Value.Values.IsSameAs(seen);
    }

    private void Take(PracticeGeneral general)
    {
        seen = general.Values;
        form = GeneralSettingsForm.Of(seen);
        (version, currencyIsFixed) = (general.Values.Version, general.CurrencyIsFixed);
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
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
            var problems = PracticeService.Check(input);
            if (problems.Count == 0)
            {
                var done = await Service.SaveGeneralAsync(Reader.Actor, input, Closing);
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
