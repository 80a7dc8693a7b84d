using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Mail;

/// <summary>Signature and names in mails.</summary>
public sealed partial class MailSenderPanel
{
    private Form? form;
    private EditContext? context;
    private ValidationMessageStore? messages;
    private Problem? problem;
    private int version;
    private bool elsewhere;
    private bool saving;
    private bool saved;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required MailSenderService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string? SavedText => saved ? L["Saved"].Value : null;

    private IReadOnlyList<(MailCoachName Choice, string Text, string Example)> Choices =>
    [
        (MailCoachName.FullName, L["First and family name"], "Claire Dubois"),
        (MailCoachName.FirstName, L["First name only"], "Claire"),
        (MailCoachName.PracticeName, L["The practice instead of a person"], Reader.Practice.Name),
    ];

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

    // What somebody is typing stays until they ask for what is there now; a save of other settings is none of their business.
    private async Task NoticeAsync()
    {
        var read = await Service.GetAsync(Reader.Actor, Closing);
        elsewhere = !saving && read.Ok && form is not null && (read.Value.Signature, read.Value.CoachName) != (form.SavedSignature, form.SavedCoachName);
    }

    private void Take(MailSenderInput values)
    {
        form = new Form(values);
        version = values.Version;
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
            var input = new MailSenderInput { Signature = form!.Signature, CoachName = form.CoachName, Version = version };
            var problems = input.Check();
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

    private sealed class Form(MailSenderInput saved)
    {
        public string? Signature { get; set; } = saved.Signature;

        public MailCoachName CoachName { get; set; } = saved.CoachName;

        public string? SavedSignature => saved.Signature;

        public MailCoachName SavedCoachName => saved.CoachName;
    }
}
