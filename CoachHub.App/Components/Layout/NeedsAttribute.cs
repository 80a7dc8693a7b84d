using CoachHub.Domain.Kernel;

namespace CoachHub.App.Components.Layout;

/// <summary>
/// The capabilities without which a page is not shown: <c>@attribute [Needs(Capability.ViewClients)]</c>. The layout looks at it whenever
/// the rights change, so an open page goes as soon as its right does.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NeedsAttribute(params Capability[] capabilities) : Attribute
{
    public IReadOnlyList<Capability> Capabilities { get; } = capabilities;
}
