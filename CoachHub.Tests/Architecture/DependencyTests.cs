using CoachHub.Domain;
using CoachHub.Domain.Kernel.Data;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Mono.Cecil;
using NetArchTest.Rules;

namespace CoachHub.Tests.Architecture;

public sealed class DependencyTests
{
    // From the bottom up; features of one row do not know each other (architecture §1).
    private static readonly string[][] Line =
    [
        ["Kernel"], ["Practice"], ["Mail"], ["Accounts"], ["Clients"], ["Documents"], ["Calendar"], ["Sessions"],
        ["Programs", "Booking", "Measurements"], ["Payments"], ["Insights", "Privacy"], ["Demo"],
    ];

    public static TheoryData<string> Features => [.. Line.SelectMany(row => row)];

    [Fact]
    public void Domain_References_AreItsOwnFewPackages()
    {
        string[] allowed =
        [
            "System", "Microsoft.EntityFrameworkCore", "Microsoft.Data.Sqlite", "SQLitePCLRaw", "NodaTime", "Microsoft.Extensions",
            "Microsoft.AspNetCore.Identity", "Microsoft.AspNetCore.DataProtection", "Microsoft.Win32", "netstandard", "mscorlib",
        ];

        var others = typeof(DomainServices).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !allowed.Any(prefix => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal)));

        Breaches.None(others);
    }

    [Fact]
    public void Domain_KnowsNothingOfScreensAndTheOutsideWorld()
    {
        var result = Types.InAssembly(typeof(DomainServices).Assembly).ShouldNot()
            .HaveDependencyOnAny("CoachHub.App", "MudBlazor", "Quartz", "MailKit", "MimeKit", "Stripe", "Serilog", "CsvHelper",
                "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Components")
            .GetResult();

        Breaches.None(result.FailingTypeNames ?? []);
    }

    [Fact]
    public void Domain_EveryType_BelongsToAFeatureOfTheLine()
    {
        var strangers = Code.Domain.Where(type => type.Namespace != "CoachHub.Domain" && RankOf(FeatureOf(type)) < 0).Select(type => type.FullName);

        // A new feature takes its place in the line above before it is used.
        Breaches.None(strangers);
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void Feature_Knows_OnlyThoseBelowIt(string feature)
    {
        var upward =
            from type in Code.Domain
            where FeatureOf(type) == feature
            from used in UsedBy(type)
            let other = FeatureOf(used)
            where other != feature && other is not null && RankOf(other) >= RankOf(feature)
            select $"{type.FullName} uses {used.FullName}";

        Breaches.None(upward.Distinct());
    }

    [Fact]
    public void Context_NamesNoEntity()
    {
        var sets = typeof(AppDbContext).Assembly.GetTypes()
            .Where(typeof(DbContext).IsAssignableFrom)
            .SelectMany(context => context.GetProperties(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic))
            .Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(DbSet<>))
            // The keys of data protection are an interface's demand, not a feature's.
            .Where(property => !property.Name.StartsWith(typeof(IDataProtectionKeyContext).FullName!, StringComparison.Ordinal))
            .Select(property => $"{property.DeclaringType!.Name}.{property.Name}");

        Breaches.None(sets);
    }

    private static int RankOf(string? feature) => Array.FindIndex(Line, row => row.Contains(feature));

    private static string? FeatureOf(TypeReference type)
    {
        var space = Code.Outermost(type).Namespace;
        return space.StartsWith("CoachHub.Domain.", StringComparison.Ordinal) ? space.Split('.')[2] : null;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type)
    {
        foreach (var part in Code.WithNested(type))
        {
            IEnumerable<TypeReference?> used =
            [
                part.BaseType,
                .. part.Interfaces.Select(i => i.InterfaceType),
                .. part.Fields.Select(f => f.FieldType),
                .. part.Properties.Select(p => p.PropertyType),
                .. part.CustomAttributes.Select(a => a.AttributeType),
                .. part.Methods.SelectMany(m => m.Parameters.Select(p => p.ParameterType).Append(m.ReturnType)),
                .. part.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Variables.Select(v => v.VariableType)),
                .. part.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions).SelectMany(i => OperandTypes(i.Operand)),
            ];
            foreach (var reference in used.OfType<TypeReference>().SelectMany(WithArguments))
                yield return reference;
        }
    }

    private static IEnumerable<TypeReference> OperandTypes(object? operand) => operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    private static IEnumerable<TypeReference> WithArguments(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(WithArguments).Append(generic.ElementType),
        TypeSpecification wrapped => WithArguments(wrapped.ElementType),
        _ => [type],
    };
}
