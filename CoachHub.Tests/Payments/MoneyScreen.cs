using Bunit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments;

/// <summary>What the tests of the screens with money share: a coach, a client, a session that costs 80.</summary>
public abstract class MoneyScreen : SessionScreen
{
    protected static readonly DateOnly Today = new(2026, 11, 23);

    protected Actor Coach { get; private set; } = null!;

    protected Actor Anna { get; private set; } = null!;

    protected int Id { get; private set; }

    protected FakeGateway Gateway => Services.GetRequiredService<FakeGateway>();

    protected PaymentService Payments => Services.GetRequiredService<PaymentService>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Coach = await Given.CoachAsync();
        Anna = await Given.ClientAsync(Coach);
        Id = await Given.SessionAsync(Coach, Anna);
        SignIn(Coach);
    }

    /// <summary>The coach, who reads French.</summary>
    protected async Task<Actor> InFrenchAsync()
    {
        await using (var db = Db())
            await db.Set<Domain.Accounts.User>().Where(u => u.Id == Coach.Id).ExecuteUpdateAsync(u => u.SetProperty(user => user.Language, "fr"), Cancel);
        Feed.Publish(Topics.Accounts, Coach.Id);
        return await Given.ActorAsync(Coach.Id);
    }

    protected async Task<int> RecordAsync(PaymentKind kind, decimal amount, PaidBy by, string? note = null)
    {
        Assert.True((await Payments.RecordAsync(Coach, new RecordPayment(Id, kind, amount, by) { Note = note }, Cancel)).Ok);
        return (await RowsAsync())[^1].Id;
    }

    /// <summary>Marks it as paid, or as something else, as a colleague does in the list.</summary>
    protected async Task MarkAsync(PaymentStatus seen, PaymentStatus payment, PaidBy? by = null) => Assert.True((await Services.GetRequiredService<SessionQuickService>()
        .ChangeAsync(Coach, new QuickChange(Id, SessionStatus.Booked, seen) { Payment = payment, PaidBy = by }, Cancel)).Ok);

    /// <summary>The client pays online, and the provider tells.</summary>
    protected async Task<string> PayOnlineAsync(PaymentMode mode = PaymentMode.Test)
    {
        Gateway.Mode = mode;
        var token = (await Services.GetRequiredService<CheckoutService>().PayAsync(Anna, [Id], Cancel)).Value.Token;
        var paid = Gateway.Pay(token);
        var told = new GatewayEvent("evt_1", "checkout.session.completed", Clock.GetUtcNow().UtcDateTime, mode == PaymentMode.Live) { Checkout = paid };
        Assert.True((await Services.GetRequiredService<PaymentEventService>().ReceiveAsync(told, Cancel)).Ok);
        return paid.PaymentIntent!;
    }

    protected async Task<List<Payment>> RowsAsync()
    {
        await using var db = Db();
        return await db.Set<Payment>().AsNoTracking().Where(p => p.SessionId == Id).OrderBy(p => p.Id).ToListAsync(Cancel);
    }

    /// <summary>The session's modal.</summary>
    protected IRenderedComponent<Stage> Modal(string button = "Save")
    {
        Navigation.NavigateTo($"/sessions?open_session={Id}");
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Button(stage, button));
        return stage;
    }

    /// <summary>What stands in a field.</summary>
    protected static string? Value(IRenderedComponent<Stage> stage, string label) => Field(stage, label) is { } field
        ? field.TagName == "SELECT" ? field.QuerySelector("option[selected]")?.GetAttribute("value") ?? field.GetAttribute("value") : field.GetAttribute("value")
        : null;
}
