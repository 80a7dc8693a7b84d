using CoachHub.App.Components.Kit;
using CoachHub.App.Components.Sessions;
using CoachHub.App.Resources;
using CoachHub.Domain.Calendar;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Insights;

/// <summary>A coming session with what a coach does about it on the way.</summary>
public sealed partial class SessionCard
{
    [Parameter, EditorRequired] public required SessionRow Session { get; set; }

    /// <summary>How the client can be reached, where the coach may know.</summary>
    [Parameter] public ClientContact? Contact { get; set; }

    /// <summary>The soonest of all: it stands out.</summary>
    [Parameter] public bool IsNext { get; set; }

    /// <summary>Counts for the soonest only; the others need not be drawn anew as it passes.</summary>
    [Parameter] public DateTime Now { get; set; }

    /// <summary>The client is to be told what is true.</summary>
    [Parameter] public EventCallback<SessionRow> Tell { get; set; }

    [CascadingParameter] public required Reader Reader { get; set; }

    private bool MayEdit => Reader.Actor.Can(Capability.EditSessions);

    private string EditWord => MayEdit ? L["Edit"] : L["Open"];

    private string When
    {
        get
        {
            if (Session.StartsAtUtc <= Now)
                return L["Now"];
            var minutes = (int)Math.Ceiling((Session.StartsAtUtc - Now).TotalMinutes);
            return minutes switch
            {
                > 24 * 60 => L["Next session"],
                1 => L["Next, in a minute"],
                < 60 => L["Next, in {0} minutes", minutes],
                _ when minutes % 60 == 0 => L["Next, in {0} h", minutes / 60],
                _ => L["Next, in {0} h {1} min", minutes / 60, minutes % 60],
            };
        }
    }

    /// <summary>A message in the client's language, ready to be sent from the coach's own phone: nothing is mailed from here.</summary>
    private string? LateLink
    {
        get
        {
            if (Contact is null || Session.StartsAtUtc - Now > TimeSpan.FromHours(12))
                return null;
            var language = Session.ClientLanguage ?? Reader.Actor.Language;
            var time = Reader.Time(Session.StartsAtUtc, Session.ClientZoneId);
            var text = SessionTitle.InLanguage(language, () => L["I am running a few minutes late for our session at {0}. See you soon! {1}", time, Reader.Actor.Name.Split(' ')[0]]);
            if (Contact.Phone is { } phone)
                return $"sms:{Telephone.Digits(phone)}?&body={Uri.EscapeDataString(text)}";
            var subject = SessionTitle.InLanguage(language, () => L["Running late"]);
            return Contact.Email is { } email ? $"mailto:{Uri.EscapeDataString(email)}?subject={Uri.EscapeDataString(subject)}&body={Uri.EscapeDataString(text)}" : null;
        }
    }

    private IEnumerable<string> Details
    {
        get
        {
            yield return SessionTitle.Of(L, Session.Title, Session.ClientName, Session.ClientLanguage ?? Reader.Actor.Language);
            if (Session.OldFacts is { } old && old.StartsAtUtc != Session.StartsAtUtc)
                yield return L["was told {0}", Reader.Local(old.StartsAtUtc).Date == Reader.Local(Session.StartsAtUtc).Date ? Reader.Time(old.StartsAtUtc) : Reader.DateAndTime(old.StartsAtUtc)];
            if (Session.ClientZoneId is { } zone && !ZoneClock.SameClock(zone, Reader.ZoneId, Session.StartsAtUtc))
                yield return L["{0} in {1}", Reader.Time(Session.StartsAtUtc, zone), Reader.ZoneName(zone)];
            if (!IsNext && Session.Location is { } location)
                yield return location;
        }
    }

    /// <summary>True when the card of the next session has a primary button of its own.</summary>
    public static bool HasPrimary(SessionRow session, Actor actor) => session.VideoLink is not null || CanTell(session, actor);

    private static bool CanTell(SessionRow session, Actor actor) =>
        actor.Can(Capability.EditSessions) && session.Told is ToldState.Never or ToldState.Outdated or ToldState.Failed;
}
