using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Accounts;

/// <summary>Coaches and administrators: who is there, who was invited, who is switched off.</summary>
public sealed partial class TeamPage
{
    private static readonly DialogOptions Options = new() { MaxWidth = MaxWidth.Small, FullWidth = true, BackdropClick = false, CloseOnEscapeKey = true };

    private IReadOnlyList<TeamMember>? members;
    private Problem? problem;
    private string? told;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required TeamService Team { get; init; }
    [Inject] public required IDialogService Dialogs { get; init; }
    [Inject] public required ISnackbar Snackbar { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Accounts, _ => LoadAsync());
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var read = await Team.ListAsync(Reader.Actor, Closing);
        problem = read.Problem;
        members = read.Ok ? read.Value : [];
    }

    private async Task InviteAsync()
    {
        var parameters = new DialogParameters<InviteCoachDialog> { { dialog => dialog.Reader, Reader } };
        var dialog = await Dialogs.ShowAsync<InviteCoachDialog>(L["Invite a coach"], parameters, Options);
        if (await dialog.Result is { Canceled: false, Data: string address })
            Tell(L["The invitation is on its way to {0}.", address]);
    }

    private async Task ResendAsync(TeamMember member)
    {
        if (Done(await Team.ResendInvitationAsync(Reader.Actor, member.Id, Closing)))
            Tell(L["The invitation is on its way to {0}.", member.Email]);
    }

    private async Task SetDisabledAsync(TeamMember member, bool disabled)
    {
        if (Done(await Team.SetDisabledAsync(Reader.Actor, member.Id, disabled, Closing)))
            Tell(disabled ? L["{0} is switched off.", member.Name] : L["{0} is switched on.", member.Name]);
    }

    private async Task SetCoachesAsync(TeamMember member, bool coaches) =>
        Done(await Team.SetCoachesAsync(Reader.Actor, member.Id, coaches, Closing));

    private bool Done(Result result)
    {
        problem = result.Problem;
        return result.Ok;
    }

    private void Tell(string text)
    {
        told = text;
        Snackbar.Add(text, Severity.Success);
    }
}
