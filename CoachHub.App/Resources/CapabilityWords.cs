using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Resources;

/// <summary>Capabilities that stand together.</summary>
public sealed record CapabilityGroup(string Id, string Name, IReadOnlyList<Capability> Capabilities);

/// <summary>The capabilities of the coach role in words.</summary>
public static class CapabilityWords
{
    /// <summary>All of them, in groups.</summary>
    public static IReadOnlyList<CapabilityGroup> Groups(IStringLocalizer<Words> L) =>
    [
        new("clients-rights", L["Clients"], [Capability.ViewClients, Capability.CreateClients, Capability.EditClients, Capability.DeleteClients]),
        new("sessions-rights", L["Sessions"], [Capability.ViewSessions, Capability.EditSessions, Capability.DeleteSessions]),
        new("other-rights", L["Programs, money and data"], [Capability.ManagePrograms, Capability.ViewFinances, Capability.ExportData]),
    ];

    /// <summary>What the capability is called.</summary>
    public static string Name(IStringLocalizer<Words> L, Capability capability) => capability switch
    {
        Capability.ViewClients => L["See clients"],
        Capability.CreateClients => L["Add clients"],
        Capability.EditClients => L["Change clients"],
        Capability.DeleteClients => L["Archive and erase clients"],
        Capability.ViewSessions => L["See sessions"],
        Capability.EditSessions => L["Change sessions"],
        Capability.DeleteSessions => L["Delete sessions"],
        Capability.ManagePrograms => L["Work with bundles and templates"],
        Capability.ViewFinances => L["See finances"],
        Capability.ExportData => L["Export data"],
        _ => throw new ArgumentOutOfRangeException(nameof(capability)),
    };

    /// <summary>What it allows.</summary>
    public static string Text(IStringLocalizer<Words> L, Capability capability) => capability switch
    {
        Capability.ViewClients => L["The client list, profiles, addresses and telephone numbers."],
        Capability.CreateClients => L["By hand; together with “Change sessions” also from a file."],
        Capability.EditClients => L["Corrects names, addresses and telephone numbers, and sends login details again."],
        Capability.DeleteClients => L["For people whom you trust: what is erased does not come back."],
        Capability.ViewSessions => L["The session list, and each session with its mails and its history."],
        Capability.EditSessions => L["Books, moves, cancels and closes sessions, records payments and mails clients. A coach at work needs this."],
        Capability.DeleteSessions => L["Removes a session for good, while its client was told nothing and nothing was paid."],
        Capability.ManagePrograms => L["Offers bundles, and keeps the templates that they are made from."],
        Capability.ViewFinances => L["Revenue and other sums. The price and the payment of a single session belong to the session."],
        Capability.ExportData => L["Takes the session list away as a file, with clients' names and addresses."],
        _ => throw new ArgumentOutOfRangeException(nameof(capability)),
    };
}
