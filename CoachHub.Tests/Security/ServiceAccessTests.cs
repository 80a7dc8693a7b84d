using System.Reflection;
using System.Runtime.CompilerServices;
using CoachHub.Domain;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Security;

/// <summary>
/// Every public method of the domain that takes an actor, called as everybody. The methods are found by reflection: one that
/// <see cref="ServiceExpectations"/> does not name fails, so that nobody can forget to decide who may.
/// </summary>
public sealed class ServiceAccessTests
{
    public static TheoryData<string, Person> Calls => [.. ServiceExpectations.All.SelectMany(e => Enum.GetValues<Person>().Select(p => new TheoryDataRow<string, Person>(e.Name, p)))];

    [Fact]
    public void EveryMethodWithAnActor_HasADeclaredExpectation()
    {
        var methods = typeof(DomainServices).Assembly.GetExportedTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            .Where(method => method.GetParameters().Any(p => p.ParameterType == typeof(Actor)))
            // Building blocks of queries reach nobody without a service around them.
            .Where(method => !method.GetParameters().Any(p => p.ParameterType == typeof(AppDbContext) || p.ParameterType.Name.StartsWith("IQueryable", StringComparison.Ordinal))
                && method.Name != nameof(AppDbContext.ActingAs))
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ToHashSet();
        var declared = ServiceExpectations.All.Select(expectation => expectation.Method).ToHashSet();

        Assert.Equal([], methods.Except(declared).Order());
        Assert.Equal([], declared.Except(methods).Order());
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Method_CalledByAPerson_AnswersAsDeclared(string name, Person person)
    {
        var expectation = ServiceExpectations.All.Single(e => e.Name == name);
        await using var world = await AccessWorld.CreateAsync(person);
        var before = await world.RowsAsync();

        var result = await expectation.Call(world);

        var answer = GivenAnswer.Of(result);
        var expected = expectation.Answers[(int)person];
        if (expected == Answer.Done)
        {
            Assert.Null(answer.Problem);
            return;
        }

        Assert.Equal(expected, answer.Kind);
        Assert.True(expected == Answer.Shown || !answer.Tells, $"The answer tells about the client: {answer.Text}");
        Assert.Equal(before, await world.RowsAsync());
    }

    [Fact]
    public async Task Directory_AccountThatIsSwitchedOff_IsNobody()
    {
        await using var app = await DomainHarness.CreateAsync();
        var coach = await app.Given.CoachAsync(with: user => user.DisabledAtUtc = app.NowUtc);

        // Without an actor no method above can be called.
        Assert.Null(await app.Get<ActorDirectory>().FindAsync(coach.Id, TestContext.Current.CancellationToken));
    }
}
