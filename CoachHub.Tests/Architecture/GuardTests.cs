using System.Reflection;
using System.Text.RegularExpressions;
using CoachHub.App;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Mono.Cecil;

namespace CoachHub.Tests.Architecture;

public sealed partial class GuardTests
{
    private static readonly string[] TrackingCalls = ["Add", "AddAsync", "AddRange", "AddRangeAsync", "Attach", "AttachRange", "Update", "UpdateRange"];
    private static readonly string[] BulkCalls = ["ExecuteUpdate", "ExecuteUpdateAsync", "ExecuteDelete", "ExecuteDeleteAsync"];
    private static readonly string[] EntityTransitions = [nameof(Session.Create), nameof(Session.Change), nameof(Session.AllowOverlap), nameof(Session.ChangeDocuments),
        nameof(Session.StopReminders), nameof(Session.StartReminders)];

    private static IEnumerable<Type> Components => typeof(Program).Assembly.GetTypes().Where(typeof(IComponent).IsAssignableFrom);

    [Fact]
    public void Session_IsWritten_OnlyByTheGuardedPath()
    {
        var others =
            from type in Code.Domain.Concat(Code.App)
            // The previewer asks the entity what a change would come to; it has nothing to save with, as the next test shows.
            // The demo practice is written into an empty database, before anybody else can write; its own tests look for overlaps.
            where type.Name is not (nameof(Session) or "SessionWriter" or "SessionDocumentWriter" or nameof(SessionDocument) or nameof(SessionPreviewer) or "DemoBuilder")
            from call in Code.CallsOf(type)
            where (call.DeclaringType.FullName == typeof(Session).FullName && EntityTransitions.Contains(call.Name)) || WritesSessions(call)
            select $"{type.FullName} calls {call.Name}";

        Breaches.None(others.Distinct());
    }

    [Fact]
    public void SessionPreviewer_Saves_Nothing() =>
        Assert.DoesNotContain(
            Code.CallsOf(Code.Domain.Single(type => type.Name == nameof(SessionPreviewer))),
            call => call.Name.StartsWith("SaveChanges", StringComparison.Ordinal) || call.Name.StartsWith("Execute", StringComparison.Ordinal));

    [Fact]
    public void Session_Table_IsWrittenByNoHandWrittenStatement()
    {
        var found = Sources.Of("CoachHub.Domain", ".cs").Concat(Sources.Of("CoachHub.App", ".cs", ".razor"))
            .SelectMany(file => SessionSql().Matches(file.Text).Select(match => $"{file.Path}:{Sources.LineOf(file.Text, match.Index)} {match.Value}"));

        Breaches.None(found);
    }

    [Fact]
    public void Component_Injects_NoDatabase()
    {
        var found =
            from component in Components
            from property in Injected(component)
            where typeof(DbContext).IsAssignableFrom(property.PropertyType)
                || (property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IDbContextFactory<>))
                || property.PropertyType == typeof(IServiceProvider)
            select $"{component.Name}.{property.Name}";

        Breaches.None(found);
    }

    /// <summary>An answer that comes while somebody types would take the letters typed meanwhile; a binding knows of them.</summary>
    [Fact]
    public void Field_ThatListensToTyping_IsBound() =>
        Breaches.None(Sources.Of("CoachHub.App", ".razor")
            .SelectMany(file => Tag().Matches(file.Text).Where(tag => tag.Value.Contains("@oninput", StringComparison.Ordinal) && tag.Value.Contains(" value=", StringComparison.Ordinal))
                .Select(tag => $"{file.Path}:{Sources.LineOf(file.Text, tag.Index)}")));

    [Fact]
    public void Component_Injects_SixServicesAtMost() =>
        Breaches.None(Components.Where(component => Injected(component).Count() > 6).Select(component => $"{component.Name}: {Injected(component).Count()}"));

    [Fact]
    public void Addresses_AreBuilt_OnlyInAppRoutes()
    {
        var found = Sources.Of("CoachHub.App", ".cs", ".razor").Concat(Sources.Of("CoachHub.Domain", ".cs"))
            .Where(file => !file.Path.EndsWith("/AppRoutes.cs", StringComparison.Ordinal))
            .SelectMany(file => Address().Matches(file.Text).Select(match => $"{file.Path}:{Sources.LineOf(file.Text, match.Index)} {match.Value}"));

        Breaches.None(found);
    }

    [Fact]
    public void Page_Address_IsOneOfAppRoutes()
    {
        var known = typeof(AppRoutes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).ToHashSet();

        Assert.Subset(known, Components.SelectMany(component => component.GetCustomAttributes<RouteAttribute>().Select(route => route.Template)).ToHashSet());
    }

    [Fact]
    public async Task Migrations_MakeTheModel_AsItIs()
    {
        await using var app = await DomainHarness.CreateAsync();
        await using var db = app.Db();

        Assert.False(db.Database.HasPendingModelChanges(), "The model has changed: ./migrate.sh NameOfTheChange");
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Migrations_AllOfThem_LeaveTheSearchInStepWithTheSessions()
    {
        await using var app = await DomainHarness.CreateAsync();
        await using var db = app.Db();

        // A migration that builds the table anew drops them without a word, and the search would find the past only.
        var triggers = await db.Database.SqlQueryRaw<string>("SELECT name AS Value FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'Sessions' ORDER BY name").ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["SessionSearchDelete", "SessionSearchInsert", "SessionSearchUpdate"], triggers);
    }

    [Fact]
    public void Tests_WaitForNothingButEvents() =>
        Breaches.None(Sources.Of("CoachHub.Tests", ".cs", ".razor")
            .SelectMany(file => Sleep().Matches(file.Text).Select(match => $"{file.Path}:{Sources.LineOf(file.Text, match.Index)}")));

    private static IEnumerable<PropertyInfo> Injected(Type component) =>
        component.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Where(property => property.GetCustomAttribute<InjectAttribute>() is not null);

    private static bool WritesSessions(MethodReference call)
    {
        var about = (call as GenericInstanceMethod)?.GenericArguments.Concat((call.DeclaringType as GenericInstanceType)?.GenericArguments ?? [])
            ?? (call.DeclaringType as GenericInstanceType)?.GenericArguments ?? Enumerable.Empty<TypeReference>();
        var owner = call.DeclaringType.GetElementType().FullName;
        return about.Any(type => type.FullName == typeof(Session).FullName)
            && ((owner.StartsWith("Microsoft.EntityFrameworkCore.Db", StringComparison.Ordinal) && TrackingCalls.Contains(call.Name))
                || (owner.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal) && BulkCalls.Contains(call.Name)));
    }

    [GeneratedRegex(@"\b(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM|REPLACE\s+INTO)\s+[""\[`]?Sessions\b", RegexOptions.IgnoreCase)]
    private static partial Regex SessionSql();

    [GeneratedRegex(@"^(?!\s*@page ).*(?<=""/|href=""|action="")(setup|account|dashboard|home|sessions|import|clients|programs|calendar|finances|settings|my|receipts|book|feeds|documents|stripe|health|not-found|error)(?=[/""?{])", RegexOptions.Multiline)]
    private static partial Regex Address();

    [GeneratedRegex("""<(?:input|textarea|select)\b(?:"[^"]*"|[^">])*>""")]
    private static partial Regex Tag();

    [GeneratedRegex(@"Thread\.Sleep" + @"\(|Task\.Delay" + @"\(")]
    private static partial Regex Sleep();
}
