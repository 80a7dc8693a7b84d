using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using CoachHub.Domain.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace CoachHub.Domain.Sessions;

/// <summary>A row of a walk, and whether there is anything on the other side of the place that the walk began at, where that was asked.</summary>
internal sealed record WalkedRow(SessionRow Row, bool AnyBefore);

/// <summary>
/// Reads the rows of a walk. A question whose conditions say everything is translated once and kept, by their names; asking again
/// costs half, because nothing is compared or translated. There are many combinations, so only so many are kept.
/// </summary>
internal sealed class WalkQueries
{
    private const int Most = 500;

    private readonly ConcurrentDictionary<string, Func<AppDbContext, ListValues, IAsyncEnumerable<WalkedRow>>> known = new();
    private readonly ConcurrentDictionary<string, Func<AppDbContext, ListValues, Task<int>>> counts = new();

    /// <summary>The first <paramref name="take"/> rows of <paramref name="walk"/>. <paramref name="before"/> = the other way from the same place.</summary>
    public async Task<List<WalkedRow>> ReadAsync(AppDbContext db, SessionWalk walk, SessionWalk? before, int take, bool keep, CancellationToken cancel)
    {
        var name = keep ? $"{walk.Name} {take} {before?.Name}" : "";
        if (!known.TryGetValue(name, out var compiled))
        {
            var query = Query(db, walk, before, take);
            if (!keep || known.Count >= Most)
                return await query.ToListAsync(cancel);
            compiled = known.GetOrAdd(name, _ => Compile(query));
        }

        var rows = new List<WalkedRow>(take);
        await foreach (var row in compiled(db, walk.Values).WithCancellation(cancel))
            rows.Add(row);
        return rows;
    }

    /// <summary>How many sessions a walk meets, counted no further than <paramref name="most"/>.</summary>
    public Task<int> CountAsync(AppDbContext db, SessionWalk walk, int most)
    {
        var name = $"{walk.Name} {most}";
        if (!counts.TryGetValue(name, out var compiled))
        {
            // In order, because that is the order of the indexes that are to answer; the one that sorts whole has none.
            var query = (walk.IsSortedWhole ? walk.Matching : walk.Matching.OrderBy(s => s.StartsAtUtc)).Take(most);
            if (counts.Count >= Most)
                return query.CountAsync();
            compiled = counts.GetOrAdd(name, _ => CompileCount(query));
        }

        return compiled(db, walk.Values);
    }

    private static IQueryable<WalkedRow> Query(AppDbContext db, SessionWalk walk, SessionWalk? before, int take)
    {
        var rows = SessionListQuery.ToRows(db, walk, take);
        if (before is null)
            return rows.Select(row => new WalkedRow(row, false));
        var others = before.Sessions;
        return rows.Select(row => new WalkedRow(row, others.Any()));
    }

    private static Func<AppDbContext, ListValues, IAsyncEnumerable<WalkedRow>> Compile(IQueryable<WalkedRow> query)
    {
        var run = EF.CompileAsyncQuery(Lambda<IQueryable<WalkedRow>>(query.Expression));
        return (db, v) => run(
            db, v.Viewer, v.From, v.Until, v.Start, v.Id, v.Now, v.Client, v.Coach, v.Status, v.Payment, v.Told, v.Coaches, v.States, v.KeyText, v.KeyNumber);
    }

    private static Func<AppDbContext, ListValues, Task<int>> CompileCount(IQueryable<Session> query)
    {
        var run = EF.CompileAsyncQuery(Lambda<int>(Expression.Call(typeof(Queryable), nameof(Queryable.Count), [typeof(Session)], query.Expression)));
        return (db, v) => run(
            db, v.Viewer, v.From, v.Until, v.Start, v.Id, v.Now, v.Client, v.Coach, v.Status, v.Payment, v.Told, v.Coaches, v.States, v.KeyText, v.KeyNumber);
    }

    private static Expression<Func<AppDbContext, int, DateTime, DateTime, DateTime, int, DateTime, int, int, SessionStatus, PaymentStatus, ToldState, IReadOnlyList<int>, IReadOnlyList<string>, string, long, T>>
        Lambda<T>(Expression query)
    {
        var rewriter = new Rewriter();
        var body = rewriter.Visit(query);
        var p = rewriter.Values;
        return Expression.Lambda<Func<AppDbContext, int, DateTime, DateTime, DateTime, int, DateTime, int, int, SessionStatus, PaymentStatus, ToldState, IReadOnlyList<int>, IReadOnlyList<string>, string, long, T>>(
            body,
            rewriter.Db,
            p[nameof(ListValues.Viewer)], p[nameof(ListValues.From)], p[nameof(ListValues.Until)], p[nameof(ListValues.Start)], p[nameof(ListValues.Id)],
            p[nameof(ListValues.Now)], p[nameof(ListValues.Client)], p[nameof(ListValues.Coach)], p[nameof(ListValues.Status)], p[nameof(ListValues.Payment)],
            p[nameof(ListValues.Told)], p[nameof(ListValues.Coaches)], p[nameof(ListValues.States)], p[nameof(ListValues.KeyText)], p[nameof(ListValues.KeyNumber)]);
    }

    /// <summary>Makes of a query over one context and its values the same over any: tables of the context, parameters for the values.</summary>
    private sealed class Rewriter : ExpressionVisitor
    {
        private static readonly MethodInfo Set = typeof(DbContext).GetMethod(nameof(DbContext.Set), 1, [])!;

        public ParameterExpression Db { get; } = Expression.Parameter(typeof(AppDbContext), "db");

        public Dictionary<string, ParameterExpression> Values { get; } =
            typeof(ListValues).GetProperties().ToDictionary(property => property.Name, property => Expression.Parameter(property.PropertyType, property.Name));

        protected override Expression VisitExtension(Expression node) =>
            node is EntityQueryRootExpression root ? Expression.Call(Db, Set.MakeGenericMethod(root.ElementType)) : base.VisitExtension(node);

        protected override Expression VisitMember(MemberExpression node) => node.Expression switch
        {
            ConstantExpression { Value: ListValues } => Values[node.Member.Name],
            // A query inside the query, held by a variable.
            ConstantExpression { Value: { } holder } when node.Member is FieldInfo field && field.GetValue(holder) is IQueryable inner => Visit(inner.Expression),
            _ => base.VisitMember(node),
        };

        // A value that is no parameter would be that of whoever asked first.
        protected override Expression VisitConstant(ConstantExpression node) =>
            node.Value is null || node.Type.IsPrimitive || node.Type.IsEnum || node.Value is string
                ? base.VisitConstant(node)
                : throw new InvalidOperationException($"A list's question holds a value of its own: {node.Type}.");
    }
}
