using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>What will become of a session's reminders, by the rule that sends them.</summary>
public sealed partial class SessionRemindersPart
{
    private SessionReminders? reminders;
    private Problem? problem;
    private int? shown;
    private bool busy;

    [Parameter] public int? SessionId { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required ReminderService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        Listen(Topics.Sessions, ids => SessionId is { } id && (ids.Contains(id) || ids.Contains(0)) ? ReadAsync() : Task.CompletedTask);
        // The leads may change, the type may be switched off, the client may get another address.
        Listen(Topics.Practice, _ => ReadAsync());
        Listen(Topics.Clients, _ => ReadAsync());
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (SessionId == shown)
            return;
        (shown, reminders, problem) = (SessionId, null, null);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        if (SessionId is not { } id)
            return;
        var read = await Service.ForSessionAsync(Reader.Actor, id, Closing);
        reminders = read.Ok ? read.Value : null;
    }

    private async Task HoldAsync(bool stop)
    {
        if (busy || SessionId is not { } id)
            return;
        busy = true;
        try
        {
            var held = stop ? await Service.StopAsync(Reader.Actor, id, Closing) : await Service.StartAsync(Reader.Actor, id, Closing);
            problem = held.Problem;
            await ReadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private static bool IsAhead(ReminderOutlook one) =>
        one.State is null or MailState.Queued or MailState.Retry && one.Verdict is ReminderVerdict.Waits or ReminderVerdict.Send or ReminderVerdict.NoAddress;

    private static (string Sign, string Tint) Look(ReminderOutlook one) => one switch
    {
        { State: { } state and not MailState.Queued } => MailWords.Look(state),
        { Verdict: ReminderVerdict.Waits or ReminderVerdict.Send } => MailWords.Look(MailState.Queued),
        _ => MailWords.Look(MailState.Skipped),
    };

    private string Fate(ReminderOutlook one) => one switch
    {
        { State: MailState.Accepted, SentAtUtc: { } sent } => L["already sent {0}", Reader.DateAndTime(sent)],
        { State: { } state and not MailState.Queued } => MailWords.State(L, state, one.SkipReason),
        { Verdict: ReminderVerdict.Waits } => L["will be sent {0} to {1}", Reader.DateAndTime(one.DueAtUtc), reminders!.ToAddress ?? ""],
        { Verdict: ReminderVerdict.Send } => L["is due and goes to {0} now", reminders!.ToAddress ?? ""],
        { Verdict: ReminderVerdict.Stopped } => L["stopped for this session by {0}", reminders!.StoppedBy ?? ""],
        { Verdict: ReminderVerdict.NoAddress } => L["the client has no address that can be used"],
        _ when ReminderRule.WhyNot(one.Verdict) is { } why => L["not sent: {0}", MailWords.Skip(L, why)],
        _ => "",
    };
}
