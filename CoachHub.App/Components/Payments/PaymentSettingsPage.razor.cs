using CoachHub.App.Components.Kit;
using CoachHub.App.Hosting;
using CoachHub.App.Integrations.Stripe;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Payments;

/// <summary>Online payment: the keys, the webhook to register, and whether it works.</summary>
public sealed partial class PaymentSettingsPage
{
    private PaymentKeysForm? form;
    private EditContext? context;
    private ValidationMessageStore? messages;
    private PaymentKeys? saved;
    private StripeKeys keys = new("", "");
    private bool busy, elsewhere;
    private string? said;
    private Problem? problem;
    private (string Tint, string Sign, string Text)? answer;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required PaymentKeysService Service { get; init; }
    [Inject] public required StripeKeysSource Source { get; init; }
    [Inject] public required IPaymentGateway Gateway { get; init; }
    [Inject] public required PublicAddress Address { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string WebhookAddress => Address.Of(AppRoutes.StripeWebhook);

    private string ModeText => keys switch
    {
        { Mode: null } => L["No key is set: clients see no Pay button. Payments are noted by hand."],
        { IsOn: false } => L["The signing secret of the webhook is still missing: clients see no Pay button yet."],
        { Mode: PaymentMode.Test } => L["Clients see the Pay button, but no real money moves: only Stripe’s test cards work. What is paid so is marked as paid here."],
        _ => L["Clients pay with real money."],
    };

    private string? SecretKeyHint => Source.SecretKeyIsGiven
        ? Given(StripeKeysSource.SecretKeySetting)
        : saved?.Mode is not null ? L["A key is saved. Leave this empty to keep it."] : L["It begins with sk_test_ or sk_live_."];

    private string? WebhookSecretHint => Source.WebhookSecretIsGiven
        ? Given(StripeKeysSource.WebhookSecretSetting)
        : saved?.HasWebhookSecret == true ? L["A secret is saved. Leave this empty to keep it."] : L["Stripe shows it beside the registered address; it begins with whsec_."];

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Practice, _ => NoticeAsync());
        await ReloadAsync();
    }

    private string Given(string key) => L["Given by the environment ({0}).", key.Replace(":", "__", StringComparison.Ordinal)];

    private async Task ReloadAsync()
    {
        var read = await Service.GetAsync(Reader.Actor, Closing);
        (problem, elsewhere, said) = (read.Problem, false, null);
        if (read.Ok)
            await TakeAsync(read.Value);
    }

    // What somebody is typing stays until they ask for what is there now.
    private async Task NoticeAsync()
    {
        var read = await Service.GetAsync(Reader.Actor, Closing);
        elsewhere = !busy && read.Ok && read.Value != saved;
    }

    private async Task TakeAsync(PaymentKeys now)
    {
        (saved, keys) = (now, await Source.GetAsync(Closing));
        form = new PaymentKeysForm();
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
    }

    private Task SaveAsync() => ActAsync(async () =>
    {
        messages!.Clear();
        var input = form!.ToInput(saved!.Version);
        var problems = PaymentKeysService.Check(input);
        var done = problems.Count == 0 ? await Service.SaveAsync(Reader.Actor, input, Closing) : problems[0];
        if (done.Ok)
        {
            await TakeAsync(done.Value);
            said = L["Saved"];
            return;
        }

        problem = messages.Show(context!, problems.Count > 0 ? problems : [done.Problem!], L);
    });

    private Task RemoveAsync() => ActAsync(async () =>
    {
        var done = await Service.RemoveAsync(Reader.Actor, saved!.Version, Closing);
        problem = done.Problem;
        if (done.Ok)
        {
            await TakeAsync(done.Value);
            said = L["The saved keys are gone."];
        }
    });

    private Task CheckAsync() => ActAsync(async () =>
    {
        if (!Reader.Actor.IsAdministrator)
            return;
        var found = await Gateway.CheckAsync(Closing);
        answer = found.Ok ? OnlinePaymentWords.Verdict(L, found.Value) : ("bad", "✕", ProblemWords.Text(L, found.Problem!));
    });

    private async Task ActAsync(Func<Task> act)
    {
        if (busy)
            return;
        (busy, said, problem, answer) = (true, null, null, null);
        try
        {
            await act();
        }
        finally
        {
            busy = false;
        }
    }
}
