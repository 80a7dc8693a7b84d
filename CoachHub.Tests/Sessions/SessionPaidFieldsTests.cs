using AngleSharp.Dom;
using Bunit;
using CoachHub.App.Components.Kit;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Payments;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Sessions;

/// <summary>How and when it was paid, in the modal: asked where the payment changes, kept like everything typed, and never lost to a colleague's save.</summary>
public sealed class SessionPaidFieldsTests : MoneyScreen
{
    private DraftService Drafts => Services.GetRequiredService<DraftService>();

    [Fact]
    public async Task Paid_AsksHowAndWhen_AndWritesItDown()
    {
        var modal = Modal();
        Assert.DoesNotContain(modal.FindAll("label"), label => label.TextContent.Trim() == "Paid by");

        Field(modal, "Payment").Change("Paid");
        Assert.Equal(["Other", "Cash", "Transfer", "Check", "Card"], Field(modal, "Paid by").QuerySelectorAll("option").Select(option => option.TextContent));
        Assert.Equal("Empty = today.", modal.Find($"#{Field(modal, "Paid on").GetAttribute("aria-describedby")}").TextContent);
        Say(modal, "Transfer", "2026-11-19");
        modal.Find("form").Submit();

        Eventually(modal, () => Assert.Empty(modal.FindAll("[role=dialog]")));
        var row = Assert.Single(await RowsAsync());
        Assert.Equal((PaymentMethod.Transfer, new DateOnly(2026, 11, 19)), (row.Method, row.PaidOn));
    }

    [Fact]
    public async Task Paid_OnADayAhead_IsSaidAtTheDayAndNothingIsSaved()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Cash", "2026-11-24");

        modal.Find("form").Submit();

        Eventually(modal, () => Assert.Equal("Choose the day on which it was paid: today or before.", ProblemAt(modal, "Paid on")));
        Assert.Equal(("Cash", "2026-11-24"), (Value(modal, "Paid by"), Value(modal, "Paid on")));
        Assert.Empty(await RowsAsync());
    }

    [Fact]
    public async Task Refunded_AsksTheSameAboutTheWayBack()
    {
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash));
        var modal = Modal();

        Field(modal, "Payment").Change("Refunded");
        Field(modal, "Refunded by").Change("Transfer");
        modal.Find("form").Submit();

        Eventually(modal, () => Assert.Empty(modal.FindAll("[role=dialog]")));
        Assert.Equal([(PaymentKind.Payment, PaymentMethod.Cash), (PaymentKind.Refund, PaymentMethod.Transfer)], (await RowsAsync()).Select(row => (row.Kind, row.Method)));
    }

    [Fact]
    public async Task Payment_PutBack_ForgetsHowAndIsNoChange()
    {
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash));
        var modal = Modal();
        Field(modal, "Payment").Change("Refunded");
        Field(modal, "Refunded by").Change("Transfer");

        Field(modal, "Payment").Change("Paid");

        Assert.DoesNotContain(modal.FindAll("label"), label => label.TextContent.Trim() is "Paid by" or "Refunded by");
        Button(modal, "Close").Click();
        Eventually(modal, () => Assert.Empty(modal.FindAll("[role=dialog]")));
        Assert.Equal(PaymentMethod.Cash, Assert.Single(await RowsAsync()).Method);
    }

    [Fact]
    public async Task Draft_AfterACrash_BringsMeansAndDayBack()
    {
        await TypeAndCrashAsync();

        var modal = Modal();
        Assert.Contains("Status and payment: Booked · Paid · Transfer · Thu 19 Nov 2026", modal.Find(".offer").TextContent, StringComparison.Ordinal);
        Button(modal, "Use it").Click();

        Eventually(modal, () => Assert.Equal(("Paid", "Transfer", "2026-11-19"), (Value(modal, "Payment"), Value(modal, "Paid by"), Value(modal, "Paid on"))));
        modal.Find("form").Submit();
        Eventually(modal, () => Assert.Empty(modal.FindAll("[role=dialog]")));
        var row = Assert.Single(await RowsAsync());
        Assert.Equal((PaymentMethod.Transfer, new DateOnly(2026, 11, 19)), (row.Method, row.PaidOn));
    }

    [Fact]
    public async Task Draft_SomebodyPaidMeanwhile_AsksWhoseWordStands()
    {
        await TypeAndCrashAsync();
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash));

        var modal = Modal();
        Button(modal, "Use it").Click();

        Eventually(modal, () => Assert.Equal(
            ["Booked · Pending", "Booked · Paid", "Booked · Paid · Transfer · Thu 19 Nov 2026"], modal.FindAll(".clash .said").Select(value => value.TextContent)));
    }

    [Fact]
    public async Task Follow_OtherFieldsSavedElsewhere_KeepsMeansAndDay()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Transfer", "2026-11-19");

        await TheySaveAsync(input => input with { Location = "Studio 2" });
        Eventually(modal, () => Assert.Equal("Studio 2", Value(modal, "Location")));

        Assert.Equal(("Transfer", "2026-11-19"), (Value(modal, "Paid by"), Value(modal, "Paid on")));
        modal.Find("form").Submit();
        Eventually(modal, () => Assert.Empty(modal.FindAll("[role=dialog]")));
        Assert.Equal(PaymentMethod.Transfer, Assert.Single(await RowsAsync()).Method);
    }

    [Fact]
    public async Task Clash_StatusSavedElsewhere_MineKeepsMeansAndDay()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Transfer", "2026-11-19");
        await TheySaveAsync(input => input with { Status = SessionStatus.Completed });
        Eventually(modal, () => Assert.Single(modal.FindAll(".clash")));

        Radio(modal, "Theirs").Change(true);
        Eventually(modal, () => Assert.Equal("Pending", Value(modal, "Payment")));
        Radio(modal, "Mine").Change(true);

        Eventually(modal, () => Assert.Equal(("Paid", "Transfer", "2026-11-19"), (Value(modal, "Payment"), Value(modal, "Paid by"), Value(modal, "Paid on"))));
    }

    [Fact]
    public async Task Clash_BothSaidPaid_MineTakesThePlaceOfTheirs()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Transfer", "2026-11-19");
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash));
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(modal, () => Assert.Single(modal.FindAll(".clash")));

        Radio(modal, "Mine").Change(true);
        modal.Find("form").Submit();

        Eventually(modal, () => Assert.Empty(modal.FindAll("[role=dialog]")));
        Assert.Equal(
            [(PaymentMethod.Cash, 8000L, false), (PaymentMethod.Transfer, 8000L, true)], (await RowsAsync()).Select(row => (row.Method, row.AmountMinor, row.Counts)));
        Assert.Equal(PaymentStatus.Paid, (await FindAsync(Id)).Payment);
    }

    [Fact]
    public async Task Clash_BothSaidPaid_TheirsLeavesTheBooksAsTheyAre()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Transfer", "2026-11-19");
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash));
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(modal, () => Assert.Single(modal.FindAll(".clash")));

        Radio(modal, "Theirs").Change(true);
        modal.Find("form").Submit();

        Eventually(modal, () => Assert.Empty(modal.FindAll("[role=dialog]")));
        Assert.Equal(PaymentMethod.Cash, Assert.Single(await RowsAsync()).Method);
    }

    [Fact]
    public async Task Save_SomebodyPaidUnheard_IsAConflictAndWritesNothing()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Transfer", "2026-11-19");
        // Saved, and the news of it is not here yet.
        await MarkAsync(PaymentStatus.Pending, PaymentStatus.Paid, new PaidBy(PaymentMethod.Cash));

        modal.Find("form").Submit();

        Eventually(modal, () => Assert.Single(modal.FindAll(".clash")));
        Assert.Equal(PaymentMethod.Cash, Assert.Single(await RowsAsync()).Method);
        Assert.Equal(("Transfer", "2026-11-19"), (Value(modal, "Paid by"), Value(modal, "Paid on")));
    }

    [Fact]
    public async Task Clash_TheClientPaidOnline_MineIsRefusedAndTheMoneyStays()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Cash", "");
        await PayOnlineAsync();
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(modal, () => Assert.Single(modal.FindAll(".clash")));

        Radio(modal, "Mine").Change(true);
        modal.Find("form").Submit();

        Eventually(modal, () => Assert.Equal("This came from the payment provider: only a refund takes it back.", ProblemAt(modal, "Payment")));
        Assert.Equal(PaymentMethod.Online, Assert.Single(await RowsAsync()).Method);
    }

    [Fact]
    public async Task Fields_InFrench_AreFrench()
    {
        SignIn(await InFrenchAsync());
        var modal = Modal("Enregistrer");

        Field(modal, "Paiement").Change("Paid");

        Assert.Equal(["Autre", "Espèces", "Virement", "Chèque", "Carte"], Field(modal, "Payée par").QuerySelectorAll("option").Select(option => option.TextContent));
        Assert.Equal("Vide = aujourd’hui.", modal.Find($"#{Field(modal, "Payé le").GetAttribute("aria-describedby")}").TextContent);
    }

    private static void Say(IRenderedComponent<Stage> modal, string method, string day)
    {
        Field(modal, "Paid by").Change(method);
        Field(modal, "Paid on").Change(day);
    }

    private static IElement Radio(IRenderedComponent<Stage> stage, string words) =>
        stage.FindAll(".clash label").Single(label => label.TextContent.Trim().StartsWith(words, StringComparison.Ordinal)).QuerySelector("input")!;

    private async Task TheySaveAsync(Func<SessionInput, SessionInput> change)
    {
        var input = SessionInput.Of(await FindAsync(Id), "EUR");
        Assert.True((await Service.SaveAsync(await Given.AdministratorAsync(), new SaveSession(change(input)) { Id = Id }, Cancel)).Ok);
        Clock.Advance(TimeSpan.FromMilliseconds(200));
    }

    private async Task TypeAndCrashAsync()
    {
        var modal = Modal();
        Field(modal, "Payment").Change("Paid");
        Say(modal, "Transfer", "2026-11-19");
        Clock.Advance(DraftKeeper.Pause);
        // The window goes away with what is being kept.
        await DisposeComponentsAsync();
        Assert.NotNull(await Drafts.FindAsync(Coach, new DraftKey(SaveSession.DraftForm, Id), Cancel));
    }
}
