using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Measurements;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Measurements;

/// <summary>What measures and their values are called.</summary>
public static class MeasureWords
{
    /// <summary>The measure's name; weight in the reader's language, the practice's own as it wrote them.</summary>
    public static string Name(IStringLocalizer<Words> L, MeasureChoice measure) => measure.Id is null ? L["Weight"] : measure.Name;

    /// <summary><c>72.5 kg</c></summary>
    public static string Value(decimal value, MeasureChoice measure, Reader reader) =>
        measure.Unit.Length == 0 ? DecimalText.Of(value, reader.Culture) : $"{DecimalText.Of(value, reader.Culture)}\u00a0{measure.Unit}";
}
