using CoachHub.App.Components.Programs;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Components.Sessions;

/// <summary>Which of two values of a group stays.</summary>
public enum ConflictChoice
{
    None,
    Theirs,
    Mine,
}

/// <summary>A group of fields that this person and somebody else changed.</summary>
public sealed record SessionClash(SessionGroup Group, SessionFormModel Before, SessionFormModel Theirs, SessionFormModel Mine, ConflictChoice Choice);

/// <summary>
/// What is typed in the modal, what it started from, and what others saved since. Fields that nobody touched follow the others;
/// a group that both changed waits for a choice.
/// </summary>
public sealed class SessionEditing(SessionFormModel start, int version)
{
    private readonly List<SessionClash> clashes = [];

    /// <summary>The fields. Always the same object: the form is tied to it.</summary>
    public SessionFormModel Model { get; } = start.Copy();

    /// <summary>What the fields were when they were last the same as what is saved.</summary>
    public SessionFormModel Start { get; } = start;

    /// <summary>The version that <see cref="Start"/> shows; 0 for a new session.</summary>
    public int Version { get; private set; } = version;

    /// <summary>Documents that come and go with the save. They are differences, so that they clash with nobody.</summary>
    public SessionDocumentsForm Documents { get; } = new();

    /// <summary>What follows for the session's bundle, where the chosen status raises the question.</summary>
    public OutcomeForm Outcome { get; } = new();

    public IReadOnlyList<SessionClash> Clashes => clashes;

    /// <summary>What others changed since the window was opened.</summary>
    public List<FieldChange> Changes { get; } = [];

    /// <summary>The part of it that these fields followed.</summary>
    public List<FieldChange> Followed { get; } = [];

    /// <summary>How it was paid or paid back, where that is new.</summary>
    public PaidBy? PaidBy => (Model.Payment, Model.PaidBy) == (Start.Payment, Start.PaidBy) ? null : Model.PaidBy;

    public bool IsDirty => Model.DiffersFrom(Start).Count > 0 || Documents.IsChanged;

    public bool AwaitsChoice => clashes.Exists(clash => clash.Choice == ConflictChoice.None);

    /// <summary>A draft that was kept: it started from other fields than those that are saved now.</summary>
    public static SessionEditing FromDraft(SessionFormModel start, SessionFormModel mine, int version)
    {
        var editing = new SessionEditing(start, version);
        foreach (var group in mine.DiffersFrom(start))
            editing.Model.Take(group, mine);
        return editing;
    }

    /// <summary>Somebody saved: takes over what is untouched here.</summary>
    public void Follow(SessionFormModel theirs, int version, IReadOnlyList<FieldChange> changes)
    {
        Changes.AddRange(changes);
        var touched = Model.DiffersFrom(Start);
        foreach (var group in theirs.DiffersFrom(Start))
        {
            clashes.RemoveAll(clash => clash.Group == group);
            if (touched.Contains(group) && Model.DiffersFrom(theirs).Contains(group))
            {
                clashes.Add(new SessionClash(group, Start.Copy(), theirs, Model.Copy(), ConflictChoice.None));
                continue;
            }

            Model.Take(group, theirs);
            Start.Take(group, theirs);
            Followed.AddRange(changes.Where(change => SessionMerge.GroupOf(change.Field) == group));
        }

        // What another person changed back is no clash any more.
        clashes.RemoveAll(clash => clash.Choice == ConflictChoice.None && !theirs.DiffersFrom(Start).Contains(clash.Group));
        Version = version;
    }

    /// <summary>Decides a clash. It can be decided the other way until it is saved.</summary>
    public void Choose(SessionGroup group, ConflictChoice choice)
    {
        var at = clashes.FindIndex(clash => clash.Group == group);
        if (at < 0)
            return;
        var clash = clashes[at];
        if (clash.Choice != ConflictChoice.Theirs)
            clash = clash with { Mine = Model.Copy() };
        Model.Take(group, choice == ConflictChoice.Theirs ? clash.Theirs : clash.Mine);
        // From here on it is a change of what is saved, known as such.
        Start.Take(group, clash.Theirs);
        clashes[at] = clash with { Choice = choice };
    }
}
