using System.Net;
using CoachHub.App;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.ClientArea;

/// <summary>The calendar file of a client's own session; who gets it is in PageAccessTests.</summary>
public sealed class SessionCalendarTests : IAsyncLifetime
{
    private AppFactory app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => app = await AppFactory.CreateAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task File_BearsTheUidAndTheSequenceOfTheMails()
    {
        var coach = await app.Given.CoachAsync();
        var client = await app.Given.ClientAsync(coach);
        var id = await app.Given.SessionAsync(coach, client, then: session => session.Change(session.Values() with { Location = "Studio", PrivateNotes = "seems tired" }));
        using var browser = await app.BrowserAsync(client.Id);

        using var response = await browser.GetAsync(AppRoutes.MySessionCalendar(id), Cancel);

        Assert.Equal((HttpStatusCode.OK, "text/calendar"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        var text = await response.Content.ReadAsStringAsync(Cancel);
        var entry = Ical.Net.Calendar.Load(text)!.Events.Single();
        await using var db = app.Db();
        var session = await db.Set<Session>().SingleAsync(Cancel);
        Assert.Equal((session.CalendarUid, session.Revision, session.StartsAtUtc, "Studio"), (entry.Uid, entry.Sequence, entry.Start!.AsUtc, entry.Location));
        Assert.Contains("METHOD:PUBLISH", text, StringComparison.Ordinal);
        Assert.DoesNotContain("tired", text, StringComparison.Ordinal);
    }
}
