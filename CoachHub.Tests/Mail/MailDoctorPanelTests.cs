using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bunit;
using CoachHub.App.Components.Mail;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Mail;

public sealed class MailDoctorPanelTests : Ui
{
    private static readonly MailCheckOrder Typed = new("smtp.example.org", 587, MailSecurity.StartTls, "post", "horn", "practice@example.org", "");

    private readonly SlowDoctor doctor = new();

    [Fact]
    public async Task Check_WhileItRuns_ShowsEachVerdictAsItComesAndTheStepThatIsTried()
    {
        var panel = await ShowAsync(Typed);
        Button(panel, "Check the mail set-up").Click();

        Assert.Equal(7, panel.FindAll(".steps li").Count);
        doctor.Say(MailCheckStep.Settings, MailCheckState.Passed);
        doctor.Say(MailCheckStep.Name, MailCheckState.Failed, MailAdvice.NameUnknown, "Name or service not known");

        panel.WaitForAssertion(() => Assert.Contains("Failed", panel.FindAll(".steps li")[1].TextContent, StringComparison.Ordinal));
        Assert.Contains("No machine has this name.", panel.FindAll(".steps li")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Name or service not known", panel.FindAll(".steps li")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Trying", panel.FindAll(".steps li")[2].TextContent, StringComparison.Ordinal);
        doctor.End();
        panel.WaitForAssertion(() => Assert.Contains("Mail does not work yet", panel.Find(".verdict-all").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_TestMail_GoesToOnesOwnAddressUnlessAnotherIsTyped()
    {
        var panel = await ShowAsync(Typed);
        Button(panel, "Check the mail set-up").Click();
        Assert.StartsWith("ada.martin", doctor.Asked!.DeliverTo, StringComparison.Ordinal);
        doctor.End();

        panel.WaitForAssertion(() => Button(panel, "Check the mail set-up"));
        await panel.Find("input[type=email]").ChangeAsync(new ChangeEventArgs { Value = "other@example.org" });
        Button(panel, "Check the mail set-up").Click();

        Assert.Equal("other@example.org", doctor.Asked!.DeliverTo);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b.example\r\nRCPT TO:<c@d.example>")]
    [InlineData("")]
    public async Task Check_AddressThatIsNone_IsToldAtTheFieldAndNothingIsTried(string address)
    {
        var panel = await ShowAsync(Typed);
        await panel.Find("input[type=email]").ChangeAsync(new ChangeEventArgs { Value = address });

        Button(panel, "Check the mail set-up").Click();

        Assert.Contains("This is not a mail address.", panel.Find(".field-error").TextContent, StringComparison.Ordinal);
        Assert.Null(doctor.Asked);
    }

    [Fact]
    public async Task Stop_WhileItRuns_EndsItAndSaysSo()
    {
        var panel = await ShowAsync(Typed);
        Button(panel, "Check the mail set-up").Click();
        doctor.Say(MailCheckStep.Settings, MailCheckState.Passed);
        panel.WaitForAssertion(() => Assert.Contains("Fine", panel.Markup, StringComparison.Ordinal));

        await Button(panel, "Stop").ClickAsync(new());

        panel.WaitForAssertion(() => Assert.Contains("Stopped.", panel.Find(".verdict-all").TextContent, StringComparison.Ordinal));
        Assert.Contains("Not tried", panel.FindAll(".steps li")[1].TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SettingsThatCannotBeTried_AsksNobody()
    {
        var panel = await ShowAsync(null);

        Button(panel, "Check the mail set-up").Click();

        Assert.Null(doctor.Asked);
        Assert.Empty(panel.FindAll(".steps"));
    }

    protected override void Configure(IServiceCollection services) => services.AddSingleton<IMailDoctor>(doctor);

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<Stage> panel, string text) =>
        panel.FindAll("button").Single(button => button.TextContent.Trim() == text);

    private async Task<IRenderedComponent<Stage>> ShowAsync(MailCheckOrder? order)
    {
        SignIn(await Given.AdministratorAsync());
        var panel = Show<MailDoctorPanel>(with => with.Add(p => p.Order, () => order));
        panel.WaitForElement("input[type=email]");
        return panel;
    }

    /// <summary>Says what the test makes it say, when it does.</summary>
    private sealed class SlowDoctor : IMailDoctor
    {
        private Channel<MailCheck> said = Channel.CreateUnbounded<MailCheck>();

        public MailCheckOrder? Asked { get; private set; }

        public void Say(MailCheckStep step, MailCheckState state, MailAdvice advice = MailAdvice.None, string words = "") =>
            said.Writer.TryWrite(new MailCheck(step, state, words, advice, TimeSpan.FromMilliseconds(12)));

        public void End() => said.Writer.Complete();

        public async IAsyncEnumerable<MailCheck> ExamineAsync(MailCheckOrder order, [EnumeratorCancellation] CancellationToken cancel)
        {
            (Asked, said) = (order, Channel.CreateUnbounded<MailCheck>());
            await foreach (var check in said.Reader.ReadAllAsync(cancel))
                yield return check;
        }
    }
}
