using CoachHub.Domain.Programs;
using CsCheck;

namespace CoachHub.Tests.Programs;

public sealed class PriceSharesTests
{
    private static readonly Gen<(long Total, int Count)> Offers = Gen.Select(Gen.OneOf(Gen.Long[0, 500], Gen.Long[0, 100_000_000_000]), Gen.Int[1, Bundle.MostSessions]);

    [Fact]
    public void Of_AnyTotalAndCount_AddsUpExactlyWithTheRemainderFirst() =>
        Offers.Sample((total, count) =>
        {
            var shares = PriceShares.Of(total, count);
            Assert.Equal(count, shares.Count);
            Assert.Equal(total, shares.Sum());
            Assert.All(shares, share => Assert.InRange(share, total / count, (total / count) + 1));
            Assert.Equal(shares.OrderDescending(), shares);
        }, iter: 10_000);

    [Fact]
    public void Next_PlannedInAnyPortions_ComesToTheSameAsAllAtOnce() =>
        Gen.Select(Offers, Gen.Int[1, 7].Array[1, 60]).Sample((offer, portions) =>
        {
            var (total, count) = offer;
            var prices = new List<long?>();
            for (var i = 0; prices.Count < count; i++)
            {
                var left = count - prices.Count;
                prices.AddRange(PriceShares.Next(total, prices.Sum() ?? 0, left, Math.Min(left, portions[i % portions.Length])));
            }

            Assert.Equal(PriceShares.Of(total, count), prices.Select(price => price!.Value));
        });

    [Fact]
    public void Next_MoreBilledThanTheTotal_IsNothingAndNeverLess() => Assert.Equal([0L, 0L], PriceShares.Next(100, 250, 3, 2));

    [Fact]
    public void Next_WithoutAPrice_GivesNone() => Assert.Equal([null, null], PriceShares.Next(null, 0, 2, 2));
}
