using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>
/// Writes many new rows past the change tracker, which costs more than the writing itself once there are thousands. One prepared
/// statement with the model's own columns and conversions, and the same history as a save; no event handlers run.
/// </summary>
internal sealed class NewRows<T> : IDisposable where T : class
{
    private readonly AppDbContext db;
    private readonly Column[] columns;
    private readonly DbCommand command;
    private readonly NewRows<HistoryEntry>? history;
    private readonly IReadOnlyList<IProperty> loud = [];
    private readonly DateTime now;

    /// <param name="db">A context inside <see cref="AppDbContext.BeginWriteAsync"/>.</param>
    public NewRows(AppDbContext db)
    {
        this.db = db;
        var type = db.Model.FindEntityType(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T).Name} is not in the model.");
        var key = type.FindPrimaryKey()!.Properties is [{ ValueGenerated: ValueGenerated.OnAdd } only] ? only : null;
        command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        columns = [.. type.GetProperties().Where(property => property != key).Select((property, i) => new Column(property, Parameter(property, i)))];

        var sql = db.GetService<ISqlGenerationHelper>();
        var names = string.Join(", ", columns.Select(column => sql.DelimitIdentifier(column.Property.GetColumnName())));
        var values = string.Join(", ", columns.Select(column => column.Parameter.ParameterName));
        var returning = key is null ? "" : $" RETURNING {sql.DelimitIdentifier(key.GetColumnName())}";
        command.CommandText = $"INSERT INTO {sql.DelimitIdentifier(type.GetTableName()!)} ({names}) VALUES ({values}){returning}";
        if (!typeof(IHistoried).IsAssignableFrom(typeof(T)))
            return;
        history = new NewRows<HistoryEntry>(db);
        loud = HistoryWriter.Loud(type);
        now = db.GetService<TimeProvider>().GetUtcNow().UtcDateTime;
    }

    /// <summary>Writes one row, with its history where the entity has one. Returns its id, 0 where the database gives none.</summary>
    public async ValueTask<long> AddAsync(T row, CancellationToken cancel)
    {
        if (row is IVersioned versioned)
            versioned.Version++;
        foreach (var column in columns)
            column.Take(row);
        var id = Convert.ToInt64(await command.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
        if (history is not null)
            await history.AddAsync(HistoryWriter.Addition(db, loud, now, row, (int)id), cancel);
        return id;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        command.Dispose();
        history?.Dispose();
    }

    private DbParameter Parameter(IProperty property, int at)
    {
        var parameter = property.GetRelationalTypeMapping().CreateParameter(command, $"@p{at}", null, nullable: true);
        command.Parameters.Add(parameter);
        return parameter;
    }

    private sealed class Column(IProperty property, DbParameter parameter)
    {
        private readonly Func<object, object?> value = Getter(property);
        private readonly Func<object?, object?>? convert = property.GetRelationalTypeMapping().Converter?.ConvertToProvider;

        public IProperty Property => property;

        public DbParameter Parameter => parameter;

        public void Take(object row)
        {
            var plain = value(row);
            parameter.Value = (plain is null || convert is null ? plain : convert(plain)) ?? DBNull.Value;
        }

        private static Func<object, object?> Getter(IProperty property)
        {
            var getter = property.GetGetter();
            return row => getter.GetClrValue(row);
        }
    }
}
