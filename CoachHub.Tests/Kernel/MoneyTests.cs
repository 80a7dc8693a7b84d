using CoachHub.Domain.Kernel;
using Xunit;

namespace CoachHub.Tests.Kernel;

public sealed class MoneyTests
{
    [Fact]
    public void FromDecimal_MoreDigitsThanTheCurrencyHas_IsNull() => Assert.Null(Money.FromDecimal(1.5m, "JPY"));
}
