namespace CoachHub.Domain.Kernel;

/// <summary>Which capabilities go together: who edits must see (D17).</summary>
public static class CapabilityRules
{
    /// <summary>The capability that brings this one along, or null.</summary>
    public static Capability? ImpliedBy(this Capability capability) => capability switch
    {
        Capability.ViewClients => Capability.EditClients,
        Capability.ViewSessions => Capability.EditSessions,
        _ => null,
    };

    /// <summary>The capability that this one brings along, or null.</summary>
    public static Capability? Implies(this Capability capability) => capability switch
    {
        Capability.EditClients => Capability.ViewClients,
        Capability.EditSessions => Capability.ViewSessions,
        _ => null,
    };

    /// <summary>These capabilities and those that they bring along.</summary>
    public static IReadOnlySet<Capability> WithImplied(IEnumerable<Capability> capabilities) =>
        capabilities.SelectMany(capability => new[] { capability, capability.Implies() ?? capability }).ToHashSet();
}
