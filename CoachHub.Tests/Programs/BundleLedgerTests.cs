using System.Globalization;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CsCheck;

namespace CoachHub.Tests.Programs;

/// <summary>
/// The ledger over random histories (part 4.8). <c>COACHHUB_BUNDLE_HISTORIES=10000</c> plays ten thousand, as they were played before
/// it was handed over.
/// </summary>
public sealed class BundleLedgerTests
{
    private const int Sessions = 8;

    private static readonly long Histories = long.TryParse(Environment.GetEnvironmentVariable("COACHHUB_BUNDLE_HISTORIES"), CultureInfo.InvariantCulture, out var count) ? count : 1_000;

    private static readonly EntryStamp Stamp = new(new DateTime(2026, 11, 23, 9, 0, 0, DateTimeKind.Utc), 1, "Claire Dubois");

    private static readonly Gen<Act[]> Acts = Gen.Select(Gen.Int[0, 9], Gen.Int[0, Sessions - 1], Gen.Int[0, 5], Gen.Bool, (kind, session, status, consume) =>
        new Act(kind, session, (SessionStatus)status, consume ? CreditOutcome.Consume : CreditOutcome.Return)).Array[0, 60];

    private sealed record Act(int Kind, int Session, SessionStatus Status, CreditOutcome Credit);

    [Fact]
    public void Balance_AfterAnyHistory_AddsUpAndIsNowhereBelowNothing() =>
        Gen.Select(Gen.Int[1, 6], Acts).Sample((bought, acts) =>
        {
            var ledger = new BundleLedger(1, []);
            ledger.Buy(bought, Stamp);
            // What each session holds, kept apart from the ledger.
            var holds = new Dictionary<int, CreditPlace>();
            var (left, expired) = (bought, 0);
            foreach (var act in acts)
            {
                Play(ledger, holds, ref left, ref expired, act);
                var balance = ledger.Balance;
                Assert.Equal(new BundleBalance(bought, Held(CreditPlace.Used), Held(CreditPlace.Reserved), left, expired), balance);
                Assert.Equal(balance.Bought, balance.Used + balance.Reserved + balance.Left + balance.Expired);
                Assert.True(balance is { Used: >= 0, Reserved: >= 0, Left: >= 0, Expired: >= 0 });
            }

            // What is read back from the rows is what was written.
            var again = new BundleLedger(1, ledger.Written.Reverse());
            Assert.Equal(ledger.Balance, again.Balance);
            Assert.All(Enumerable.Range(1, Sessions), id => Assert.Equal(ledger.PlaceOf(id), again.PlaceOf(id)));

            int Held(CreditPlace place) => holds.Values.Count(held => held == place);
        }, iter: Histories);

    [Fact]
    public void At_BehindTheExpiry_NothingIsLeft()
    {
        var balance = new BundleBalance(10, 3, 2, 5, 0);

        Assert.Equal(balance, balance.At(Stamp.AtUtc, Stamp.AtUtc.AddTicks(1)));
        Assert.Equal(balance, balance.At(Stamp.AtUtc, null));
        Assert.Equal(new BundleBalance(10, 3, 2, 0, 5), balance.At(Stamp.AtUtc, Stamp.AtUtc));
    }

    [Fact]
    public void Put_WithoutACreditLeft_WritesNothing()
    {
        var ledger = new BundleLedger(1, []);
        ledger.Buy(1, Stamp);
        Assert.True(ledger.Put(new EntrySession(1, Stamp.AtUtc), CreditPlace.Reserved, Stamp));

        Assert.False(ledger.Put(new EntrySession(2, Stamp.AtUtc), CreditPlace.Reserved, Stamp));

        Assert.Equal(2, ledger.Written.Count);
        Assert.Equal(CreditPlace.Left, ledger.PlaceOf(2));
    }

    private static void Play(BundleLedger ledger, Dictionary<int, CreditPlace> holds, ref int left, ref int expired, Act act)
    {
        switch (act.Kind)
        {
            case 0:
                Assert.Equal(left, ledger.Expire(Stamp));
                (left, expired) = (0, expired + left);
                return;
            case 1:
                Assert.Equal(expired, ledger.Revive(Stamp));
                (left, expired) = (left + expired, 0);
                return;
            default:
                var id = act.Session + 1;
                var to = SessionInBundlePlace(act);
                var from = holds.GetValueOrDefault(id, CreditPlace.Left);
                var may = from != CreditPlace.Left || to == CreditPlace.Left || left > 0;
                Assert.Equal(may, ledger.Put(new EntrySession(id, Stamp.AtUtc), to, Stamp));
                if (!may)
                    return;
                left += (to == CreditPlace.Left ? 1 : 0) - (from == CreditPlace.Left ? 1 : 0);
                holds[id] = to;
                return;
        }
    }

    // Written out a second time, from the words of the specification.
    private static CreditPlace SessionInBundlePlace(Act act) => act.Status switch
    {
        SessionStatus.Booked or SessionStatus.Available => CreditPlace.Reserved,
        SessionStatus.Completed => CreditPlace.Used,
        SessionStatus.Cancelled => CreditPlace.Left,
        _ => act.Credit == CreditOutcome.Consume ? CreditPlace.Used : CreditPlace.Left,
    };
}
