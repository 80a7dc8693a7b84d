using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Kit;

public sealed class ChipTests : Ui
{
    public static TheoryData<ToldState, string> ToldWords => new()
    {
        { ToldState.Never, "Never told" },
        { ToldState.Queued, "Queued" },
        { ToldState.Failed, "Failed" },
        { ToldState.Outdated, "Told old facts" },
        { ToldState.Told, "Told" },
        { ToldState.Acknowledged, "Acknowledged" },
    };

    [Theory]
    [MemberData(nameof(ToldWords))]
    public void Told_State_IsTheContractsWordWithASign(ToldState told, string word)
    {
        var chip = Show<ToldChip>(c => c.Add(x => x.Told, told)).Find(".chip");

        Assert.Equal(word, chip.LastChild!.TextContent);
        Assert.NotEmpty(chip.QuerySelector("[aria-hidden=true]")!.TextContent);
    }

    [Fact]
    public void Told_Slot_ShowsNothing() => Assert.Empty(Show<ToldChip>(c => c.Add(x => x.Told, ToldState.None)).FindAll(".chip"));

    [Theory]
    [InlineData(SessionStatus.Booked, "Booked")]
    [InlineData(SessionStatus.Completed, "Completed")]
    [InlineData(SessionStatus.Cancelled, "Cancelled")]
    [InlineData(SessionStatus.LateCancelled, "Late cancelled")]
    [InlineData(SessionStatus.NoShow, "No-show")]
    [InlineData(SessionStatus.Available, "Available")]
    public void Status_Value_IsTheContractsWord(SessionStatus status, string word) =>
        Assert.Equal(word, Show<StatusChip>(c => c.Add(x => x.Status, status)).Find(".chip").LastChild!.TextContent);

    [Theory]
    [InlineData(PaymentStatus.Pending, "Pending")]
    [InlineData(PaymentStatus.Paid, "Paid")]
    [InlineData(PaymentStatus.Refunded, "Refunded")]
    [InlineData(PaymentStatus.Cancelled, "Cancelled")]
    public void Payment_Value_IsTheContractsWord(PaymentStatus payment, string word) =>
        Assert.Equal(word, Show<PaymentChip>(c => c.Add(x => x.Payment, payment)).Find(".chip").LastChild!.TextContent);

    [Fact]
    public async Task Instant_InFrench_IsTheReadersClockAndWords()
    {
        SignIn(await Given.CoachAsync(with: user =>
        {
            user.ZoneId = "America/Montreal";
            user.Language = "fr";
        }));

        var time = Show<InstantText>(t => t.Add(x => x.At, new DateTime(2026, 12, 1, 9, 0, 0, DateTimeKind.Utc))).Find("time");

        Assert.Equal("mar 1 déc 2026, 04:00", time.TextContent);
        Assert.Equal("2026-12-01T09:00:00Z", time.GetAttribute("datetime"));
    }

    [Fact]
    public async Task Money_InTwoLanguages_IsWrittenAsEachDoes()
    {
        var english = new Reader(await Given.CoachAsync(), await Given.PracticeAsync());
        var french = english with { Actor = english.Actor with { Language = "fr" } };

        Assert.Equal("€90.00", english.Amount(9000));
        Assert.Equal("90,00 €", french.Amount(9000));
    }
}
