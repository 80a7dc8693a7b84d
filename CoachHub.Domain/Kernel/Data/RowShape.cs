using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>A new row as values for the database, and its history as text.</summary>
/// <param name="Entity">What it was made of.</param>
/// <param name="Values">A value for each column of the insert.</param>
/// <param name="Changes">What the history says of it; null where the entity has none.</param>
internal readonly record struct NewRow<T>(T Entity, object?[] Values, string? Changes);

/// <summary>
/// How new rows of an entity are written past the change tracker: the model's own columns and conversions, worked out once. Making the
/// values needs no database, so it is done before the right to write is asked for.
/// </summary>
internal sealed class RowShape<T> where T : class
{
    private static readonly ConditionalWeakTable<IModel, RowShape<T>> Shapes = [];

    private readonly Column[] columns;
    private readonly IReadOnlyList<IProperty>? loud;

    private RowShape(AppDbContext db)
    {
        var type = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in the model.");
        var key = type.FindPrimaryKey()!.Properties is [{ ValueGenerated: ValueGenerated.OnAdd } only] ? only : null;
        columns = [.. type.GetProperties().Where(property => property != key).Select(property => new Column(property))];
        var sql = db.GetService<ISqlGenerationHelper>();
        var names = string.Join(", ", columns.Select(column => sql.DelimitIdentifier(column.Name)));
        var places = string.Join(", ", columns.Select((_, i) => $"${i + 1}"));
        Insert = $"INSERT INTO {sql.DelimitIdentifier(type.GetTableName()!)} ({names}) VALUES ({places})";
        loud = typeof(IHistoried).IsAssignableFrom(typeof(T)) ? HistoryWriter.Loud(type) : null;
    }

    /// <summary>The statement that takes <see cref="NewRow{T}.Values"/>.</summary>
    public string Insert { get; }

    /// <summary>True when each row brings a row of history.</summary>
    public bool HasHistory => loud is not null;

    /// <summary>The shape in this context's model.</summary>
    public static RowShape<T> Of(AppDbContext db) => Shapes.GetValue(db.Model, _ => new RowShape<T>(db));

    /// <summary>A row as it will be written.</summary>
    public NewRow<T> Draft(T row)
    {
        if (row is IVersioned versioned)
            versioned.Version = 1;
        var values = new object?[columns.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = columns[i].Of(row);
        return new NewRow<T>(row, values, loud is null ? null : HistoryWriter.Addition(loud, row));
    }

    private sealed class Column(IProperty property)
    {
        private readonly IClrPropertyGetter getter = property.GetGetter();
        private readonly Func<object?, object?>? convert = property.GetRelationalTypeMapping().Converter?.ConvertToProvider;

        public string Name { get; } = property.GetColumnName();

        public object? Of(T row) => getter.GetClrValue(row) is { } value ? convert is null ? value : convert(value) : null;
    }
}
