namespace CoachHub.Domain.Kernel;

/// <summary>What a person is in the practice. One person has one role (product §2.1).</summary>
public enum Role
{
    /// <summary>Sees and does everything; the only role that reaches the settings.</summary>
    Administrator,

    /// <summary>Works with the clients assigned to, or met by, this coach.</summary>
    Coach,

    /// <summary>Sees nothing but the client area.</summary>
    Client,
}

/// <summary>What the coach role may do (D17). Administrators have all of them.</summary>
public enum Capability
{
    /// <summary>See the client list and profiles.</summary>
    ViewClients,

    /// <summary>Add clients.</summary>
    CreateClients,

    /// <summary>Change a client's contact details.</summary>
    EditClients,

    /// <summary>Archive or erase clients.</summary>
    DeleteClients,

    /// <summary>See the session list.</summary>
    ViewSessions,

    /// <summary>Create, change, cancel and tell sessions.</summary>
    EditSessions,

    /// <summary>Delete sessions that nobody was told about.</summary>
    DeleteSessions,

    /// <summary>Work with bundles and templates.</summary>
    ManagePrograms,

    /// <summary>See finances.</summary>
    ViewFinances,

    /// <summary>Export data.</summary>
    ExportData,
}

/// <summary>The person on whose behalf a service works. It is a parameter of every service call, never ambient.</summary>
/// <param name="Id">The account's id; 0 for the system itself (import, jobs).</param>
/// <param name="Name">Display name, as written into the history.</param>
/// <param name="Role">The person's role.</param>
/// <param name="ZoneId">The IANA zone in which this person reads times.</param>
/// <param name="Language">Two letters: <c>en</c> or <c>fr</c>.</param>
/// <param name="Capabilities">What the coach role is granted; ignored for administrators, empty for clients.</param>
public sealed record Actor(
    int Id,
    string Name,
    Role Role,
    string ZoneId,
    string Language,
    IReadOnlySet<Capability> Capabilities)
{
    private static readonly HashSet<Capability> Nothing = [];

    /// <summary>The practice itself: imports, jobs, set-up. Has every right and no account.</summary>
    public static Actor System { get; } = new(0, "CoachHub", Role.Administrator, "Etc/UTC", "en", Nothing);

    /// <summary>True for administrators.</summary>
    public bool IsAdministrator => Role == Role.Administrator;

    /// <summary>True for administrators and coaches.</summary>
    public bool IsStaff => Role != Role.Client;

    /// <summary>True when this person's role grants <paramref name="capability"/>. Edit implies view.</summary>
    public bool Can(Capability capability) => Role switch
    {
        Role.Administrator => true,
        Role.Coach => Capabilities.Contains(capability)
            || (capability.ImpliedBy() is { } wider && Capabilities.Contains(wider)),
        _ => false,
    };
}
