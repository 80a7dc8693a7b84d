using CoachHub.Domain.Documents;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Components.Sessions;

/// <summary>
/// What the modal holds of documents until the session is saved: those to add, which are uploaded already, those to remove, and
/// uploads on their way. A refused save leaves all of it as it is.
/// </summary>
public sealed class SessionDocumentsForm
{
    private readonly List<DocumentRow> added = [];
    private readonly HashSet<int> removed = [];
    private readonly List<DocumentUpload> uploads = [];

    /// <summary>Documents that the save will attach.</summary>
    public IReadOnlyList<DocumentRow> Added => added;

    /// <summary>Uploads on their way, and those that failed until the person has seen why.</summary>
    public IReadOnlyList<DocumentUpload> Uploads => uploads;

    public bool IsUploading => uploads.Exists(upload => upload.IsRunning);

    /// <summary>Closing now would lose something.</summary>
    public bool IsChanged => added.Count > 0 || removed.Count > 0 || IsUploading;

    /// <summary>What the save is to do.</summary>
    public DocumentChanges Changes => added.Count + removed.Count == 0 ? DocumentChanges.None : new([.. added.Select(row => row.Id)], [.. removed.Order()]);

    public bool IsRemoved(int documentId) => removed.Contains(documentId);

    /// <summary>Adds a document, once.</summary>
    public void Add(DocumentRow document)
    {
        if (!added.Exists(row => row.Id == document.Id))
            added.Add(document);
    }

    /// <summary>Takes an added document off the list again.</summary>
    public void Withdraw(int documentId) => added.RemoveAll(row => row.Id == documentId);

    /// <summary>Marks an attached document to be removed, or to stay after all.</summary>
    public void Remove(int documentId, bool remove)
    {
        if (remove)
            removed.Add(documentId);
        else
            removed.Remove(documentId);
    }

    public DocumentUpload Start(string name, long size, Action onProgress)
    {
        var upload = new DocumentUpload(name, size, onProgress, new CancellationTokenSource());
        uploads.Add(upload);
        return upload;
    }

    public void Drop(DocumentUpload upload) => uploads.Remove(upload);

    /// <summary>Ends what is on its way: the window closes, or what is saved takes this form's place.</summary>
    public void Abandon()
    {
        foreach (var upload in uploads)
            upload.Cancel();
    }

    /// <summary>Takes over what a draft kept. What is no longer there the save will say.</summary>
    public void Restore(IEnumerable<DocumentRow> documents, IEnumerable<int> gone)
    {
        foreach (var document in documents)
            Add(document);
        removed.UnionWith(gone);
    }
}

/// <summary>A file on its way from the person's machine. <paramref name="cancelling"/> has no timer and no handle: nobody needs to dispose of it.</summary>
public sealed class DocumentUpload(string name, long size, Action onProgress, CancellationTokenSource cancelling) : IProgress<long>
{
    public string Name => name;

    public long Size => size;

    /// <summary>Bytes that are kept so far.</summary>
    public long Received { get; private set; }

    /// <summary>Why it did not work, in words.</summary>
    public string? Failure { get; private set; }

    public bool IsRunning => Failure is null;

    public CancellationToken Token => cancelling.Token;

    public void Report(long value)
    {
        Received = value;
        onProgress();
    }

    public void Fail(string why) => Failure = why;

    public void Cancel() => cancelling.Cancel();
}
