using Mono.Cecil;

namespace CoachHub.Tests.Architecture;

/// <summary>The compiled projects, read as data: who calls whom, lambdas and state machines counted to the type they were written in.</summary>
internal static class Code
{
    public static IReadOnlyList<TypeDefinition> Domain { get; } = Read(typeof(CoachHub.Domain.DomainServices));

    public static IReadOnlyList<TypeDefinition> App { get; } = Read(typeof(Program));

    /// <summary>The type that a person wrote around this one.</summary>
    public static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    /// <summary>The type with everything that is nested in it.</summary>
    public static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    /// <summary>Every method that the type calls, as written in the program's code.</summary>
    public static IEnumerable<MethodReference> CallsOf(TypeDefinition type) =>
        WithNested(type)
            .SelectMany(t => t.Methods)
            .Where(m => m.HasBody)
            .SelectMany(m => m.Body.Instructions)
            .Where(i => i.OpCode.Code is Mono.Cecil.Cil.Code.Call or Mono.Cecil.Cil.Code.Callvirt or Mono.Cecil.Cil.Code.Newobj or Mono.Cecil.Cil.Code.Ldftn or Mono.Cecil.Cil.Code.Ldvirtftn)
            .Select(i => i.Operand)
            .OfType<MethodReference>();

    private static List<TypeDefinition> Read(Type anyType) =>
        [.. ModuleDefinition.ReadModule(anyType.Assembly.Location).Types.Where(t => t.Namespace.StartsWith("CoachHub", StringComparison.Ordinal))];
}
