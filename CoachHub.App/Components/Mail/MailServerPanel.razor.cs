using CoachHub.App.Components.Kit;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Smtp;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Mail;

/// <summary>The mail server: what is saved, what the environment fixes, and whether it works.</summary>
public sealed partial class MailServerPanel
{
    private MailServerForm? form;
    private EditContext? context;
    private ValidationMessageStore? messages;
    private MailSettings? present;
    private int version;
    private bool hasPassword;
    private bool outdated;
    private bool busy;
    private bool saved;
    private Problem? problem;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required PracticeService Service { get; init; }
    [Inject] public required MailSettingsSource Source { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private bool IsLocal => string.IsNullOrWhiteSpace(form!.Host);

    private string? SavedText => saved ? L["Saved"].Value : null;

    private string? PasswordHint => HintOf("Mail:Password", hasPassword ? L["A password is saved. Leave this empty to keep it."].Value : null);

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => ReloadAsync();

    private bool IsFixed(string key) => Source.FixedKeys.Contains(key);

    private string? HintOf(string key, string? otherwise = null) =>
        IsFixed(key) ? L["Given by the environment ({0}).", key.Replace(":", "__", StringComparison.Ordinal)].Value : otherwise;

    private async Task ReloadAsync()
    {
        var read = await Service.GetMailAsync(Reader.Actor, Closing);
        (problem, outdated, saved) = (read.Problem, false, false);
        if (read.Ok)
            await TakeAsync(read.Value);
    }

    private async Task TakeAsync(PracticeMail mail)
    {
        present = await Source.GetAsync(Closing);
        // Shown as it counts, whatever gives it: the environment, the settings or the file.
        form = MailServerForm.Of(present);
        (version, hasPassword) = (mail.Values.Version, mail.HasPassword || present.Password.Length > 0);
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
    }

    private async Task SaveAsync()
    {
        if (busy)
            return;
        (busy, saved, problem, outdated) = (true, false, null, false);
        messages!.Clear();
        try
        {
            var input = await WithoutFixedAsync(form!.ToInput(version, Source.Protect));
            var problems = PracticeService.Check(input);
            if (problems.Count == 0)
            {
                var done = await Service.SaveMailAsync(Reader.Actor, input, Closing);
                if (done.Ok)
                {
                    await TakeAsync(done.Value);
                    saved = true;
                    return;
                }

                problems = [done.Problem!];
            }

            problem = messages.Show(context!, problems, L);
            outdated = problem?.Kind == ProblemKind.Conflict;
        }
        finally
        {
            busy = false;
        }
    }

    // A value of the environment is not written over what was saved before: it may go away again.
    private async Task<PracticeMailInput> WithoutFixedAsync(PracticeMailInput typed)
    {
        var kept = (await Service.GetMailAsync(Reader.Actor, Closing)) is { Ok: true } read ? read.Value.Values : typed;
        return typed with
        {
            Host = IsFixed("Mail:Host") ? kept.Host : typed.Host,
            Port = IsFixed("Mail:Port") ? kept.Port : typed.Port,
            Security = IsFixed("Mail:Security") ? kept.Security : typed.Security,
            User = IsFixed("Mail:User") ? kept.User : typed.User,
            NewPasswordProtected = IsFixed("Mail:Password") ? null : typed.NewPasswordProtected,
            FromAddress = IsFixed("Mail:FromAddress") ? kept.FromAddress : typed.FromAddress,
            FromName = IsFixed("Mail:FromName") ? kept.FromName : typed.FromName,
        };
    }

    /// <summary>The settings as they are typed, for the doctor; null when a field is wrong, which is said there.</summary>
    private MailCheckOrder? Typed()
    {
        messages!.Clear();
        var problems = PracticeService.Check(form!.ToInput(version, _ => ""));
        messages.Show(context!, problems, L);
        return problems.Count == 0 ? form.ToSettings(present!, Source.FixedKeys).ToOrder() : null;
    }
}
