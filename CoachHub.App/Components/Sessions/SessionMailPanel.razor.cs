using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Mail;
using CoachHub.App.Integrations.Smtp;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

/// <summary>What was mailed about a session, and what will be.</summary>
public sealed partial class SessionMailPanel
{
    private IReadOnlyList<MailLogRow> rows = [];
    private Problem? problem;
    private int? shown;

    [Parameter] public int? SessionId { get; set; }
    [Parameter] public SessionPreview? Preview { get; set; }

    /// <summary>The person may send, and nothing unsaved is on the screen that the mail would not tell.</summary>
    [Parameter] public bool MaySend { get; set; }

    [Parameter] public EventCallback Send { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required MailLogQueries Log { get; init; }
    [Inject] public required MailService Mails { get; init; }
    [Inject] public required SenderHealth Sender { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <summary>Reads the log again.</summary>
    public async Task LoadAsync()
    {
        if (SessionId is not { } id)
            return;
        var read = await Log.ForSessionAsync(Reader.Actor, id, CancellationToken.None);
        rows = read.Ok ? read.Value : [];
        StateHasChanged();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        if (SessionId == shown)
            return;
        shown = SessionId;
        await LoadAsync();
    }

    private string When(MailLogRow row) => row switch
    {
        { AcceptedAtUtc: { } accepted } => Reader.DateAndTime(accepted),
        { State: MailState.Queued, DueAtUtc: { } due } when Sender.DownBecause is { } why && due <= Clock.GetUtcNow().UtcDateTime =>
            L["mail server not reachable: {0}", why],
        { DueAtUtc: { } due } => L["due {0}", Reader.DateAndTime(due)],
        _ => Reader.DateAndTime(row.CreatedAtUtc),
    };

    private async Task TryAgainAsync(MailLogRow row)
    {
        var again = await Mails.TryAgainAsync(Reader.Actor, row.Id, CancellationToken.None);
        problem = again.Problem;
        await LoadAsync();
    }

    private async Task ReadAsync(MailLogRow row) => await Dialogs.ShowAsync<MailMessageDialog>(L["Message"], new DialogParameters<MailMessageDialog>
    {
        { dialog => dialog.MailId, row.Id },
        { dialog => dialog.Reader, Reader },
    }, new DialogOptions { MaxWidth = MaxWidth.False, CloseOnEscapeKey = true });
}
