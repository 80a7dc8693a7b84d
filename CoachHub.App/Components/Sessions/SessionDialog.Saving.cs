using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components.Forms;
using MudBlazor;

namespace CoachHub.App.Components.Sessions;

public sealed partial class SessionDialog
{
    private Task SubmitAsync() => SaveAsync(notify: false);

    private Task SaveAndNotifyAsync() => SaveAsync(notify: true);

    private async Task SaveAsync(bool notify)
    {
        // A second click while the first one saves would book the hour twice.
        if (saving)
            return;
        saving = true;
        try
        {
            if (!Check())
                return;
            lookAgain = false;
            // A draft that is being written must not come back after the save has taken its place.
            if (keeper is not null)
                await keeper.PauseAsync();
            var saved = await Service.SaveAsync(Reader.Actor, Command(notify) with { Outcome = editing!.Outcome.Choice }, Closing);
            if (saved.Problem is { } refused)
                await ShowAsync(refused);
            else
                Finish(saved.Value);
        }
        finally
        {
            saving = false;
        }
    }

    private bool Check()
    {
        var (input, priceReadable) = editing!.Model.ToInput();
        messages!.Clear();
        if (!priceReadable)
            messages.Add(form.Field(nameof(SessionFormModel.Price)), L["Enter an amount, for example 90.00."]);
        foreach (var broken in input.Check(Reader.Practice.Currency))
            messages.Add(form.Field(broken.Field ?? ""), ProblemWords.Text(L, broken));
        if (editing.Documents.IsUploading)
            messages.Add(form.Field(nameof(SaveSession.Documents)), ProblemWords.Text(L, Problem.Invalid("document.uploading")));
        form.NotifyValidationStateChanged();
        problem = editing.AwaitsChoice ? Problem.Conflict("session.choose_first") : null;
        var decided = editing.Outcome.Check(Reader, L);
        return problem is null && decided && !form.GetValidationMessages().Any();
    }

    private async Task ShowAsync(Problem refused)
    {
        keeper?.Resume();
        if (refused.Code is "session.changed_meanwhile" or "session.look_again" && SessionId is { } id)
        {
            await FollowAsync(id);
            lookAgain = refused.Code == "session.look_again";
            // Nothing to choose is left: the others took it back, and saving again will do.
            problem = editing!.AwaitsChoice || lookAgain ? null : refused;
        }
        else if (refused.Code == "session.not_found")
        {
            gone = true;
        }
        else if (refused.Field is { } field && field != nameof(SaveSession.PersonalLine))
        {
            messages!.Add(form.Field(field), ProblemWords.Text(L, refused));
            form.NotifyValidationStateChanged();
        }
        else
        {
            problem = refused;
        }

        await PreviewAsync();
    }

    private void Finish(SavedSession saved)
    {
        // What the fields followed while they were open was kept by this save just as what the service merged.
        MergedChange[] together = [.. editing!.Followed.Select(change => new MergedChange(change.ActorName, change.Field)).Concat(saved.Together).Distinct()];
        Notice.Tell(Reader.Actor, saved.Telling, together);
        closing = true;
        Dialog.Close(DialogResult.Ok(saved.Id));
    }

    private async Task SendAsync()
    {
        var sent = await Service.NotifyAsync(Reader.Actor, SessionId!.Value, Closing);
        if (sent.Problem is { } refused)
            problem = refused;
        else
            Notice.Tell(Reader.Actor, sent.Value);
    }

    private SaveSession Command(bool notify) => new(editing!.Model.ToInput().Input)
    {
        Id = SessionId,
        ExpectedVersion = SessionId is null ? null : editing.Version,
        Base = SessionId is null ? null : editing.Start.ToInput().Input,
        Documents = editing.Documents.Changes,
        Notify = notify,
        TellCancellation = tellCancellation,
        PaidBy = editing.PaidBy,
        PersonalLine = personalLine,
        DropsDraft = true,
    };
}
