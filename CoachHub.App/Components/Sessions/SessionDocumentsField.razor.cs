using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// The modal's documents. A file is uploaded as soon as it is chosen, and attached when the session is saved; until then nobody
/// but who chose it sees it.
/// </summary>
public sealed partial class SessionDocumentsField : IDisposable
{
    // More at once would only share the same line.
    private readonly SemaphoreSlim turns = new(2);
    private readonly List<Picker> pickers = [new()];
    private SessionDocumentsForm? shown;
    private bool choosing, focusPicker, isGone;

    [Parameter, EditorRequired] public required SessionDocumentsForm Form { get; set; }

    /// <summary>The documents that are attached.</summary>
    [Parameter, EditorRequired] public required IReadOnlyList<SessionDocumentRow> Saved { get; set; }

    [Parameter] public int? ClientId { get; set; }
    [Parameter] public int? CoachId { get; set; }

    /// <summary>The client was told of the session: what was not named in a mail is marked.</summary>
    [Parameter] public bool WasTold { get; set; }

    /// <summary>They are those of a template or a bundle: its sessions begin with them.</summary>
    [Parameter] public bool ForEverySession { get; set; }

    [Parameter] public bool ReadOnly { get; set; }
    [Parameter] public EventCallback Changed { get; set; }
    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required DocumentService Documents { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string? Hint
    {
        get
        {
            if (ReadOnly)
                return null;
            return ForEverySession
                ? L["PDF files of at most {0} MB, chosen here or dropped on it. Every session begins with them, and its client can open them.", FileStore.LargestMegabytes]
                : L["PDF files of at most {0} MB, chosen here or dropped on it. The client can open them once you save.", FileStore.LargestMegabytes];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        isGone = true;
        Form.Abandon();
    }

    /// <inheritdoc />
    protected override void OnParametersSet()
    {
        if (shown is not null && !ReferenceEquals(shown, Form))
            shown.Abandon();
        shown = Form;
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focusPicker)
            return;
        focusPicker = false;
        if (pickers[^1].Input?.Element is { } element)
            await element.FocusAsync();
    }

    private Dictionary<string, object> AttributesOf(Picker picker, FieldTie tie)
    {
        if (!ReferenceEquals(picker, pickers[^1]))
            return new() { ["hidden"] = true };
        return new(tie.Attributes) { ["class"] = "input picker", ["multiple"] = true, ["accept"] = ".pdf,application/pdf" };
    }

    private async Task ChooseAsync(Picker picker, InputFileChangeEventArgs chosen)
    {
        // A second choice may come before the person's browser has heard of the next input.
        picker.Choices++;
        if (ReferenceEquals(picker, pickers[^1]))
            pickers.Add(new Picker());
        focusPicker = true;
        try
        {
            // A forged choice may be longer than any session's list.
            var files = chosen.GetMultipleFiles(Math.Max(1, chosen.FileCount)).Take(SessionDocument.Most).ToList();
            await Task.WhenAll(files.Select(UploadAsync));
        }
        finally
        {
            if (--picker.Choices == 0)
                pickers.Remove(picker);
        }
    }

    private async Task UploadAsync(IBrowserFile file)
    {
        var form = Form;
        var upload = form.Start(file.Name, file.Size, () => _ = ShowAsync());
        if (file.Size > FileStore.LargestFile)
        {
            upload.Fail(ProblemWords.Text(L, FileStore.TooLarge));
            return;
        }

        try
        {
            await turns.WaitAsync(upload.Token);
            try
            {
                await using var content = file.OpenReadStream(FileStore.LargestFile, upload.Token);
                var done = await Documents.UploadAsync(Reader.Actor, file.Name, content, upload, upload.Token);
                if (done.Problem is { } refused)
                {
                    upload.Fail(ProblemWords.Text(L, refused));
                }
                else
                {
                    form.Drop(upload);
                    form.Add(done.Value);
                }
            }
            finally
            {
                turns.Release();
            }
        }
        catch (OperationCanceledException) when (upload.Token.IsCancellationRequested)
        {
            form.Drop(upload);
        }
        catch (Exception broken) when (broken is IOException or JSException or JSDisconnectedException or InvalidOperationException or TimeoutException or OperationCanceledException)
        {
            // The line broke, or the file was moved or changed while it was read.
            upload.Fail(ProblemWords.Text(L, Problem.Conflict("document.interrupted")));
        }

        if (!isGone)
            await Changed.InvokeAsync();
    }

    private bool IsOnList(int documentId) => Form.Added.Any(row => row.Id == documentId) || Saved.Any(row => row.Id == documentId && !Form.IsRemoved(row.Id));

    private Task AddAsync(DocumentChoice choice)
    {
        if (Saved.Any(row => row.Id == choice.Id))
            Form.Remove(choice.Id, remove: false);
        else
            Form.Add(new DocumentRow(choice.Id, choice.Name, choice.Size));
        return Changed.InvokeAsync();
    }

    private Task RemoveAsync(SessionDocumentRow document, bool remove)
    {
        Form.Remove(document.Id, remove);
        return Changed.InvokeAsync();
    }

    private Task WithdrawAsync(DocumentRow document)
    {
        Form.Withdraw(document.Id);
        focusPicker = true;
        return Changed.InvokeAsync();
    }

    private void Dismiss(DocumentUpload upload)
    {
        Form.Drop(upload);
        focusPicker = true;
    }

    private Task ShowAsync() => isGone ? Task.CompletedTask : InvokeAsync(StateHasChanged);

    /// <summary>One input for files; used for one choice.</summary>
    private sealed class Picker
    {
        public InputFile? Input { get; set; }

        /// <summary>Choices whose files are still being read.</summary>
        public int Choices { get; set; }
    }
}
