using Bunit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Sessions;

/// <summary>What the modal says of reminders, and the window that reminds of what is unpaid. The clock begins at 2026-11-23 09:00 UTC, 10:00 in Paris.</summary>
public sealed class ReminderScreenTests : SessionScreen
{
    [Fact]
    public async Task Reminders_Ahead_SayWhenAndToWhomAndThatSomebodyStoppedThem()
    {
        var (claire, anna) = await PeopleAsync();
        var id = await Given.SessionAsync(claire, anna, "2026-11-26 10:00");
        var part = Show<SessionRemindersPart>(p => p.Add(x => x.SessionId, id));

        Eventually(part, () => Assert.Contains("will be sent Wed 25 Nov 2026, 10:00 to anna.petit", part.Markup, StringComparison.Ordinal));
        Assert.Contains("Reminder, 24 hours before", part.Markup, StringComparison.Ordinal);
        await Button(part, "Stop the reminders of this session").ClickAsync(new());
        Eventually(part, () => Assert.Contains("stopped for this session by Claire Dubois", part.Markup, StringComparison.Ordinal));
        await Button(part, "Start the reminders again").ClickAsync(new());
        Eventually(part, () => Assert.Contains("will be sent", part.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reminders_ChangedElsewhere_AreShownAnewAndNothingStaysSubscribed()
    {
        var (claire, anna) = await PeopleAsync();
        var id = await Given.SessionAsync(claire, anna, "2026-11-26 10:00");
        var before = Subscriptions;
        var part = Show<SessionRemindersPart>(p => p.Add(x => x.SessionId, id));
        Eventually(part, () => Assert.Contains("will be sent", part.Markup, StringComparison.Ordinal));

        await Given.PracticeAsync(p => p.ReminderLeads = "48,2");
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(part, () => Assert.Equal(2, part.FindAll(".fate").Count));
        Assert.Contains("Reminder, 2 days before", part.Markup, StringComparison.Ordinal);
        await Given.PracticeAsync(p => p.RemindersOn = false);
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(part, () => Assert.Equal(2, part.FindAll(".fate").Count(fate => fate.TextContent.Contains("switched off in Settings", StringComparison.Ordinal))));
        await Given.PracticeAsync(p => p.ReminderLeads = "");
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(part, () => Assert.Contains("No reminders are set in Settings.", part.Markup, StringComparison.Ordinal));

        await DisposeComponentsAsync();
        Assert.Equal(before, Subscriptions);
    }

    [Fact]
    public async Task Reminders_CoachWhoMayOnlyLook_HasNoButton()
    {
        var (claire, anna) = await PeopleAsync();
        var id = await Given.SessionAsync(claire, anna, "2026-11-26 10:00");
        SignIn(claire with { Capabilities = new HashSet<Capability> { Capability.ViewSessions } });
        await Given.PracticeAsync(p => p.CoachCapabilities = "view_sessions");
        var part = Show<SessionRemindersPart>(p => p.Add(x => x.SessionId, id));

        Eventually(part, () => Assert.Contains("will be sent", part.Markup, StringComparison.Ordinal));
        Assert.Empty(part.FindAll("button"));
    }

    [Fact]
    public async Task Unpaid_Button_OpensListsAndSendsAndWarnsTheSecondTime()
    {
        var (claire, anna) = await PeopleAsync();
        await Given.SessionAsync(claire, anna, "2026-11-02 10:00", status: SessionStatus.Completed);
        await Given.SessionAsync(claire, anna, "2026-11-09 10:00", status: SessionStatus.Completed);
        var stage = Show<UnpaidReminderButton>(p => p.Add(x => x.ClientId, anna.Id));
        Eventually(stage, () => Button(stage, "Remind of 2 unpaid"));

        _ = Button(stage, "Remind of 2 unpaid").ClickAsync(new());
        Eventually(stage, () => Assert.Contains("€160.00", stage.Find("tfoot").TextContent, StringComparison.Ordinal));
        await Button(stage, "Send the reminder").ClickAsync(new());
        Eventually(stage, () => Assert.Contains("The reminder goes to anna.petit", stage.Markup, StringComparison.Ordinal));

        _ = Button(stage, "Remind of 2 unpaid").ClickAsync(new());
        Eventually(stage, () => Assert.Contains("The last one went out Mon 23 Nov 2026, 10:00.", stage.Markup, StringComparison.Ordinal));
        Assert.True(Button(stage, "Send the reminder").HasAttribute("disabled"));
        await stage.Find("input[type=checkbox]").ChangeAsync(new() { Value = true });
        Assert.False(Button(stage, "Send the reminder").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Unpaid_PaidElsewhereMeanwhile_ButtonGoesAndTheOpenWindowSendsNothing()
    {
        var (claire, anna) = await PeopleAsync();
        var id = await Given.SessionAsync(claire, anna, "2026-11-02 10:00", status: SessionStatus.Completed);
        var stage = Show<UnpaidReminderButton>(p => p.Add(x => x.ClientId, anna.Id));
        Eventually(stage, () => Button(stage, "Remind of 1 unpaid"));
        _ = Button(stage, "Remind of 1 unpaid").ClickAsync(new());
        Eventually(stage, () => Button(stage, "Send the reminder"));

        var paid = await Services.GetRequiredService<SessionQuickService>().ChangeAsync(claire, new QuickChange(id, SessionStatus.Completed, PaymentStatus.Pending) { Payment = PaymentStatus.Paid }, Cancel);
        Assert.True(paid.Ok);
        Clock.Advance(TimeSpan.FromMilliseconds(200));
        Eventually(stage, () => Assert.DoesNotContain(stage.FindAll("button"), button => button.TextContent.Trim() == "Remind of 1 unpaid"));
        await Button(stage, "Send the reminder").ClickAsync(new());

        Eventually(stage, () => Assert.Contains("Nothing is unpaid.", stage.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        await using var db = Db();
        Assert.Empty(db.Set<MailMessage>().Where(m => m.Type == MailType.UnpaidReminder));
    }

    private async Task<(Actor Claire, Actor Anna)> PeopleAsync()
    {
        var claire = await Given.CoachAsync();
        SignIn(claire);
        return (claire, await Given.ClientAsync(claire));
    }
}
