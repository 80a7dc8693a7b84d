using System.Reflection;
using System.Runtime.CompilerServices;
using CoachHub.Domain;
using CoachHub.Domain.Mail;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using MudBlazor;
using Quartz;

namespace CoachHub.Tests.Architecture;

/// <summary>A type's last word says what it is; some words say nothing and are not used.</summary>
public sealed class NamingTests
{
    private static readonly string[] Empty = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Common", "Data", "Info"];

    private static readonly string[] TestSuffixes = ["Tests", "Journeys", "Measurements"];

    private static readonly Assembly[] Projects = [typeof(DomainServices).Assembly, typeof(Program).Assembly, typeof(NamingTests).Assembly];

    private static IEnumerable<Type> Written => Projects.SelectMany(project => project.GetTypes())
        .Where(type => type.Namespace?.StartsWith("CoachHub", StringComparison.Ordinal) == true
            && !type.Namespace.Contains("Migrations", StringComparison.Ordinal)
            && !type.IsDefined(typeof(CompilerGeneratedAttribute))
            && !type.Name.Contains('<', StringComparison.Ordinal));

    [Fact]
    public void Type_Name_EndsInNoEmptyWord() =>
        Assert.DoesNotContain(Written, type => Empty.Any(word => Name(type).EndsWith(word, StringComparison.Ordinal)));

    [Fact]
    public void Namespace_Segment_IsNoEmptyWord() =>
        Assert.DoesNotContain(
            Written.Select(type => type.Namespace!).Distinct(),
            // The one exception is the folder of the database context, which architecture.md names.
            space => space != "CoachHub.Domain.Kernel.Data" && space.Split('.').Any(Empty.Contains));

    [Fact]
    public void Suffix_SaysWhatTheTypeIs()
    {
        (string Suffix, Func<Type, bool> Kind)[] rules =
        [
            ("Page", type => type.IsDefined(typeof(RouteAttribute))),
            ("Job", typeof(IJob).IsAssignableFrom),
            ("Mail", type => type.IsSubclassOf(typeof(MailContent))),
            ("Configuration", type => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityTypeConfiguration<>))),
            ("Dialog", type => typeof(IComponent).IsAssignableFrom(type)
                && type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Any(p => p.PropertyType == typeof(IMudDialogInstance))),
        ];

        var wrong =
            from rule in rules
            from type in Written
            where type is { IsClass: true, IsAbstract: false } && rule.Kind(type) && !Name(type).EndsWith(rule.Suffix, StringComparison.Ordinal)
            select $"{type.FullName} should end in {rule.Suffix}";

        Breaches.None(wrong);
    }

    [Fact]
    public void Tests_LiveIn_ClassesCalledSo() =>
        Breaches.None(Written
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FactAttribute), inherit: true)))
            .Where(type => !type.IsAbstract && !TestSuffixes.Any(suffix => Name(type).EndsWith(suffix, StringComparison.Ordinal)))
            .Select(type => type.FullName!));

    [Fact]
    public void Test_Name_IsSubjectConditionOutcome() =>
        Breaches.None(Written
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true) && !method.Name.Contains('_', StringComparison.Ordinal))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}"));

    private static string Name(Type type) => type.Name.Split('`')[0];
}
