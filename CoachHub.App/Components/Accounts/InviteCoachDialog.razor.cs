using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CoachHub.App.Components.Accounts;

/// <summary>Invites a coach. Closes with the address once the invitation is on its way; a problem keeps it open with what was typed.</summary>
public sealed partial class InviteCoachDialog : IDisposable
{
    private const string FormId = "invite-coach";

    private readonly CancellationTokenSource closing = new();
    private readonly InviteCoachForm form = new();
    private EditContext context = null!;
    private ValidationMessageStore messages = null!;
    private ElementReference first;
    private Problem? problem;
    private bool saving;

    [CascadingParameter] public required IMudDialogInstance Dialog { get; set; }
    [Parameter, EditorRequired] public required Reader Reader { get; set; }
    [Inject] public required TeamService Team { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    /// <inheritdoc />
    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        (form.ZoneId, form.Language) = (Reader.Practice.ZoneId, Reader.Practice.Language);
        context = new EditContext(form);
        messages = new ValidationMessageStore(context);
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await first.FocusAsync();
    }

    private async Task InviteAsync()
    {
        if (saving)
            return;
        (saving, problem) = (true, null);
        messages.Clear();
        try
        {
            var invitation = new CoachInvitation(form.FirstName, form.LastName, form.Email, form.ZoneId, form.Language);
            var invited = await Team.InviteCoachAsync(Reader.Actor, invitation, closing.Token);
            if (invited.Ok)
                Dialog.Close(form.Email!.Trim());
            else
                problem = messages.Show(context, [invited.Problem!], L);
        }
        finally
        {
            saving = false;
        }
    }
}

/// <summary>What is typed to invite a coach.</summary>
public sealed class InviteCoachForm
{
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Email { get; set; }
    public string? ZoneId { get; set; }
    public string? Language { get; set; }
}
