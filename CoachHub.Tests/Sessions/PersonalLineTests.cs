using System.Text.RegularExpressions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>The line that a person adds to one mail, and the mail as it would be.</summary>
public sealed partial class PersonalLineTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Line_GoesWithThatOneMailOnly()
    {
        var (id, input) = await SessionAsync(told: false);
        await SaveAsync(id, input, notify: true, "  See you at the new entrance!  ");
        await harness.DeliverAsync(Cancel);
        await SaveAsync(id, input with { Location = "Studio 2" }, notify: true, null);
        await harness.DeliverAsync(Cancel);

        Assert.Equal([true, false], harness.MailServer.Taken.Select(mail => mail.Text.Contains("PersonalLine = See you at the new entrance! ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Line_ForAMailThatWaits_IsAddedToIt()
    {
        var (id, input) = await SessionAsync(told: false);
        await SaveAsync(id, input, notify: true, null);
        await SaveAsync(id, input with { Location = "Studio 2" }, notify: true, "Sorry!");
        await harness.DeliverAsync(Cancel);

        Assert.Contains("PersonalLine = Sorry!", Assert.Single(harness.MailServer.Taken).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_OfACancellation_GoesWithIt()
    {
        var (id, input) = await SessionAsync(told: true);
        await SaveAsync(id, input with { Status = SessionStatus.Cancelled }, notify: false, "I am ill.");
        await harness.DeliverAsync(Cancel);

        Assert.Contains("PersonalLine = I am ill.", Assert.Single(harness.MailServer.Taken).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData(null)]
    public async Task Line_ThatIsNone_IsRefused(string? line)
    {
        var (id, input) = await SessionAsync(told: false);

        var refused = await harness.Get<SessionService>().SaveAsync(claire, new SaveSession(input) { Id = id, Notify = true, PersonalLine = line ?? new string('x', 301) }, Cancel);

        Assert.Equal(("text.line", nameof(SaveSession.PersonalLine)), (refused.Problem!.Code, refused.Problem.Field));
    }

    [Fact]
    public async Task Preview_IsTheMailThatGoesOut()
    {
        var (id, input) = await SessionAsync(told: true);
        var save = new SaveSession(input with { Location = "Studio 2" }) { Id = id, Notify = true, PersonalLine = "New place!" };

        var preview = await harness.Get<SessionPreviewer>().LetterAsync(claire, save, Cancel);
        Assert.Empty(await MailsAsync());
        await harness.Get<SessionService>().SaveAsync(claire, save, Cancel);
        await harness.DeliverAsync(Cancel);

        // The record prints itself as the test's renderer does. What speaks for the client is in the client's mail only.
        var sent = Answerable().Replace(Assert.Single(harness.MailServer.Taken).Text, "ClientId = , SeenMark = ,");
        Assert.Contains("ClientId = , SeenMark = ,", sent, StringComparison.Ordinal);
        Assert.EndsWith($"\r\n\r\n{preview.Value}", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_OfANewSession_IsTheConfirmationAndWritesNothing()
    {
        var (_, input) = await SessionAsync(told: false);

        var preview = await harness.Get<SessionPreviewer>().LetterAsync(claire, new SaveSession(input with { Date = new LocalDate(2026, 12, 8) }), Cancel);

        Assert.IsType<BookingConfirmationMail>(preview.Value);
        await using var db = harness.Db();
        Assert.Equal(1, await db.Set<Session>().CountAsync(Cancel));
    }

    [Fact]
    public async Task Preview_WhereNobodyWouldBeMailed_SaysSo()
    {
        var (id, input) = await SessionAsync(told: true);
        var previewer = harness.Get<SessionPreviewer>();

        Assert.Equal("session.no_mail", (await previewer.LetterAsync(claire, new SaveSession(input) { Id = id }, Cancel)).Problem!.Code);
        Assert.Equal("session.no_mail", (await previewer.LetterAsync(claire, new SaveSession(input with { ClientId = null, Status = SessionStatus.Available }), Cancel)).Problem!.Code);
        Assert.IsType<CancellationMail>((await previewer.LetterAsync(claire, new SaveSession(input with { Status = SessionStatus.Cancelled }) { Id = id }, Cancel)).Value);
    }

    private async Task<(int Id, SessionInput Input)> SessionAsync(bool told)
    {
        var id = told ? await harness.Given.ToldSessionAsync(claire, anna) : await harness.Given.SessionAsync(claire, anna);
        await using var db = harness.Db();
        return (id, SessionInput.Of(await db.Set<Session>().SingleAsync(s => s.Id == id, Cancel), "EUR"));
    }

    private async Task SaveAsync(int id, SessionInput input, bool notify, string? line) =>
        Assert.True((await harness.Get<SessionService>().SaveAsync(claire, new SaveSession(input) { Id = id, Notify = notify, PersonalLine = line }, Cancel)).Ok);

    private async Task<List<MailMessage>> MailsAsync()
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().ToListAsync(Cancel);
    }

    [GeneratedRegex("ClientId = [^,]*, SeenMark = [^,]*,")]
    private static partial Regex Answerable();
}
