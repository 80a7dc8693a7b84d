using System.Globalization;
using System.Security.Claims;
using System.Text;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Integrations.Calendars;
using CoachHub.App.Mail;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Hosting;

/// <summary>What clients fetch of their own that is no page.</summary>
public static class ClientAreaHosting
{
    public static void MapClientArea(this WebApplication app) =>
        app.MapGet(AppRoutes.MySessionCalendarTemplate, CalendarAsync).RequireAuthorization(Policies.Client);

    /// <summary>The session as a calendar file, by the same UID and SEQUENCE as in the mails: a calendar that has one updates the other.</summary>
    private static async Task<IResult> CalendarAsync(
        int id, HttpContext context, ActorDirectory directory, ClientSessionQueries sessions, PracticeReader practices, RazorMailRenderer mails, InvitationWriter writer,
        PublicAddress address, IStringLocalizer<Words> L)
    {
        var cancel = context.RequestAborted;
        if (!int.TryParse(context.User.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var userId)
            || await directory.FindAsync(userId, cancel) is not { } actor
            || await sessions.CalendarEntryAsync(actor, id, cancel) is not { Ok: true, Value: var letter })
            return Results.NotFound();

        var title = SessionTitle.Of(L, letter.Facts.Title, actor.Name, actor.Language);
        var words = InvitationWords.Of(L, letter, title, address.Of(AppRoutes.MySession(id)), forCoach: false);
        var sender = await mails.SenderAsync((await practices.GetAsync(cancel)).Name, cancel);
        var text = writer.Write([(letter.Invitation!, words)], sender.Name ?? "", sender.Address);
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(Encoding.UTF8.GetBytes(text), "text/calendar; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"session-{id}.ics"));
    }
}
