using Bunit;
using CoachHub.App;
using CoachHub.App.Components.ClientArea;
using CoachHub.App.Components.Programs;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Payments;

/// <summary>What a client reads before paying is what the provider's page will ask for, also where a part was paid already.</summary>
public sealed class OwedScreensTests : Ui
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FakeGateway Gateway => Services.GetRequiredService<FakeGateway>();

    [Fact]
    public async Task Payments_APartWasPaid_TheRestIsShownSummedAndCharged()
    {
        Gateway.Mode = PaymentMode.Test;
        var claire = await Given.CoachAsync();
        var anna = await Given.ClientAsync(claire);
        int[] ids = [await Given.SessionAsync(claire, anna), await Given.SessionAsync(claire, anna, "2026-12-08 10:00")];
        await PaidInPartAsync(claire, ids[0]);
        SignIn(anna);
        Services.GetRequiredService<NavigationManager>().NavigateTo(AppRoutes.MyTab("payments"));
        var stage = Show<MyPage>();
        stage.WaitForAssertion(() => Assert.Equal(["€50.00", "€80.00"], stage.FindAll("form .line .amount").Select(amount => amount.TextContent.Trim())));
        Assert.Equal("2 sessions · €130.00", Said(stage));
        Assert.Equal("€130.00", stage.FindAll(".sums dd")[0].TextContent.Trim());

        await stage.Find($"[data-session-id='{ids[1]}'] input").ChangeAsync(new ChangeEventArgs { Value = false });
        Assert.Equal("1 session · €50.00", Said(stage));
        await stage.Find("form").SubmitAsync();

        Assert.Equal([(ids[0], 5000L)], Gateway.Orders.Single().Lines.Select(line => (line.SessionId, line.AmountMinor)));
    }

    [Fact]
    public async Task Bundle_APartWasPaid_TheRestIsShownAndCharged()
    {
        Gateway.Mode = PaymentMode.Test;
        var claire = await Given.CoachAsync();
        var anna = await Given.ClientAsync(claire);
        await Given.BundleAsync(claire, anna, sessions: 3, price: 240);
        int[] ids;
        await using (var db = Db())
            ids = await db.Set<Session>().OrderBy(s => s.Id).Select(s => s.Id).ToArrayAsync(Cancel);
        await PaidInPartAsync(claire, ids[0]);
        SignIn(anna);
        var stage = Show<MyBundlesPanel>();
        stage.WaitForAssertion(() => Assert.Equal("€210.00", stage.Find(".owed strong").TextContent));

        await stage.Find(".owed button").ClickAsync();

        Assert.Equal([5000L, 8000L, 8000L], Gateway.Orders.Single().Lines.Select(line => line.AmountMinor));
    }

    private static string Said(IRenderedComponent<Stage> stage) => string.Join(' ', stage.Find("form [role=status]").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task PaidInPartAsync(Actor coach, int id)
    {
        var record = new RecordPayment(id, PaymentKind.Payment, 30, new PaidBy(PaymentMethod.Cash));
        Assert.True((await Services.GetRequiredService<PaymentService>().RecordAsync(coach, record, Cancel)).Ok);
    }
}
