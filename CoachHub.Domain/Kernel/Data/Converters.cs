using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;
using NodaTime.Text;

namespace CoachHub.Domain.Kernel.Data;

/// <summary>Instants are UTC. SQLite would read them back as <see cref="DateTimeKind.Unspecified"/>; a local time is a fault in the caller.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
    value => Checked(value),
    value => DateTime.SpecifyKind(value, DateTimeKind.Utc))
{
    private static DateTime Checked(DateTime value) => value.Kind == DateTimeKind.Local
        ? throw new ArgumentException("An instant must be UTC.", nameof(value))
        : value;
}

/// <summary>Wall-clock times are text, sortable, without a zone.</summary>
internal sealed class LocalDateTimeConverter() : ValueConverter<LocalDateTime, string>(
    value => LocalDateTimePattern.GeneralIso.Format(value),
    value => LocalDateTimePattern.GeneralIso.Parse(value).Value);

/// <summary>Enums are bounded text in the database: readable, and safe to reorder in code.</summary>
internal sealed class EnumCodeConverter<T>() : ValueConverter<T, string>(
    value => EnumCode.Of(value),
    code => Parse(code))
    where T : struct, Enum
{
    private static T Parse(string code) => EnumCode.TryParse<T>(code, out var value)
        ? value
        : throw new FormatException($"'{code}' is no {typeof(T).Name}.");
}

internal static class EnumCodeProperty
{
    public static PropertyBuilder<T> HasEnumCode<T>(this PropertyBuilder<T> property) where T : struct, Enum =>
        property.HasConversion<EnumCodeConverter<T>>().HasMaxLength(24);

    public static PropertyBuilder<T?> HasEnumCode<T>(this PropertyBuilder<T?> property) where T : struct, Enum =>
        property.HasConversion(new EnumCodeConverter<T>()).HasMaxLength(24);
}
