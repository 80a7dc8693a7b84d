namespace CoachHub.Domain.Sessions;

/// <summary>Fields that belong together: two people who change the same group of one session must choose (architecture §2a).</summary>
public enum SessionGroup
{
    /// <summary>The client.</summary>
    Client,

    /// <summary>Coach, start, zone, duration, and the reason for booking over another session.</summary>
    Time,

    /// <summary>Location and video link.</summary>
    Place,

    /// <summary>The title.</summary>
    Title,

    /// <summary>The price.</summary>
    Price,

    /// <summary>Status and payment status.</summary>
    State,

    /// <summary>The shared note.</summary>
    SharedNote,

    /// <summary>The private notes.</summary>
    PrivateNotes,
}

/// <summary>What others saved in the meantime, brought together with what a person typed. Pure.</summary>
/// <param name="Merged">Each group from whoever changed it; a group in conflict as this person typed it.</param>
/// <param name="Theirs">Groups that only the others changed: new to this person.</param>
/// <param name="Conflicts">Groups that both changed, to different values.</param>
public sealed record SessionMerge(SessionInput Merged, IReadOnlyList<SessionGroup> Theirs, IReadOnlyList<SessionGroup> Conflicts)
{
    private static readonly SessionGroup[] Groups = Enum.GetValues<SessionGroup>();

    /// <summary>Merges by groups.</summary>
    /// <param name="before">What this person started from.</param>
    /// <param name="theirs">What is saved now.</param>
    /// <param name="mine">What this person typed.</param>
    public static SessionMerge Of(SessionInput before, SessionInput theirs, SessionInput mine)
    {
        var merged = mine;
        List<SessionGroup> taken = [], conflicts = [];
        foreach (var group in Groups.Where(group => !Same(group, before, theirs) && !Same(group, mine, theirs)))
        {
            if (!Same(group, before, mine))
            {
                conflicts.Add(group);
                continue;
            }

            taken.Add(group);
            merged = merged.With(group, theirs);
        }

        return new SessionMerge(merged, taken, conflicts);
    }

    /// <summary>The groups in which two inputs differ.</summary>
    public static IReadOnlyList<SessionGroup> Differences(SessionInput one, SessionInput other) =>
        [.. Groups.Where(group => !Same(group, one, other))];

    /// <summary>The group that a property of <see cref="Session"/> belongs to; null for one that nobody edits.</summary>
    public static SessionGroup? GroupOf(string property) => property switch
    {
        nameof(Session.ClientId) => SessionGroup.Client,
        nameof(Session.CoachId) or nameof(Session.StartsAtUtc) or nameof(Session.ZoneId) or nameof(Session.DurationMinutes)
            or nameof(Session.OverlapReason) => SessionGroup.Time,
        nameof(Session.Location) or nameof(Session.VideoLink) => SessionGroup.Place,
        nameof(Session.Title) => SessionGroup.Title,
        nameof(Session.PriceMinor) => SessionGroup.Price,
        nameof(Session.Status) or nameof(Session.Payment) => SessionGroup.State,
        nameof(Session.SharedNote) => SessionGroup.SharedNote,
        nameof(Session.PrivateNotes) => SessionGroup.PrivateNotes,
        _ => null,
    };

    /// <summary>True when the groups taken from others change what a mail to the client says, or whether there is one.</summary>
    internal static bool ChangesTheMail(IReadOnlyList<SessionGroup> taken, SessionInput before, SessionInput theirs) =>
        taken.Any(group => group switch
        {
            SessionGroup.PrivateNotes => false,
            SessionGroup.State => before.Status != theirs.Status,
            _ => true,
        });

    private static bool Same(SessionGroup group, SessionInput one, SessionInput other) => one.With(group, other) == one;
}
