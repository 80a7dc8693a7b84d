using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Mail;

/// <summary>What every mail template has at hand. The renderer finds the template by the type of its content.</summary>
public abstract class MailTemplate<TContent> : ComponentBase where TContent : MailContent
{
    [Inject] public required IStringLocalizer<Words> L { get; init; }
    [Inject] public required PublicAddress Address { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Parameter, EditorRequired] public required TContent Content { get; set; }
    [CascadingParameter] public required MailDraft Draft { get; set; }

    /// <summary>Times as the reader reads them.</summary>
    protected MailClock Times => new(Content.Reader);

    /// <summary><c>Hello Anna Petit,</c></summary>
    protected string Greeting => Content.Reader.Name.Length > 0 ? L["Hello {0},", Content.Reader.Name] : L["Hello,"];

    /// <summary>What the placeholders of the practice's own words stand for (<see cref="MailWordingKind.Placeholders"/>).</summary>
    protected virtual Dictionary<string, string> Values => new()
    {
        ["name"] = Content.Reader.Name,
        ["practice"] = Content.PracticeName,
        ["address"] = Content.Reader.Address,
    };

    protected override void OnInitialized() => Draft.Fill(Values);
}

/// <summary>A template of a mail about a session.</summary>
public abstract class SessionMailTemplate<TContent> : MailTemplate<TContent> where TContent : SessionMail
{
    /// <summary>The facts as lines.</summary>
    protected SessionFactRows Facts => new(Content.Reader, Content.Session, L, Clock.GetUtcNow().UtcDateTime);

    /// <summary><c>Tuesday 1 December 2026, 10:00</c></summary>
    protected string StartText => Times.DayAndTime(Content.Session.Facts.StartsAtUtc);

    [Inject] public required SeenLinks Links { get; init; }

    /// <summary>The link by which the client says to have seen this, or null where there is nothing to say.</summary>
    protected string? Seen => Content.Session is { ClientId: { } client, SeenMark: { } mark } session
        ? Address.Of(AppRoutes.Seen(Links.Create(new SeenLink(session.SessionId, client, mark, session.Facts.EndsAtUtc))))
        : null;

    /// <summary>The page that the button leads to.</summary>
    protected string Page => Address.Of(IsForCoach ? AppRoutes.OpenSession(AppRoutes.Sessions, Content.Session.SessionId) : AppRoutes.MySession(Content.Session.SessionId));

    /// <summary>True for mails to the coach, who knows with whom they work.</summary>
    protected virtual bool IsForCoach => false;

    protected override Dictionary<string, string> Values
    {
        get
        {
            var told = Content.Session.Facts;
            return new Dictionary<string, string>(base.Values)
            {
                ["client"] = Content.Session.ClientName,
                ["coach"] = told.CoachName,
                ["date"] = Times.Day(told.StartsAtUtc),
                ["time"] = Times.Time(told.StartsAtUtc),
                ["duration"] = L["{0} min", told.DurationMinutes],
                ["zone"] = Times.Zone(told.StartsAtUtc),
                ["title"] = Facts.Title,
                ["location"] = told.Location ?? "",
                ["video_link"] = told.VideoLink ?? "",
                ["price"] = told.PriceMinor is { } price ? new Money(price, Content.Session.Currency).ToString(Times.Culture) : "",
                ["documents"] = string.Join(", ", Content.Session.NewDocuments.Select(document => document.Name)),
            };
        }
    }

    /// <summary>Who reads an answer to this mail.</summary>
    protected string? ReplyNote => Content.ReplyTo is { } coach ? L["Reply to this mail to reach {0}.", coach.Name].Value : null;

    protected override void OnParametersSet()
    {
        if (Content.Session.Invitation is { } invitation)
            Draft.Invitations.Add((invitation, InvitationWords.Of(L, Content.Session, Facts.Title, Page, IsForCoach)));
    }
}

/// <summary>A template of a mail whose button is a secret link.</summary>
public abstract class LinkMailTemplate<TContent> : MailTemplate<TContent> where TContent : MailContent
{
    /// <summary>The landing page of a mailed link.</summary>
    protected string LinkTo(string token) => Address.Of(AppRoutes.AccountLink(token));

    /// <summary>Until when the link works.</summary>
    protected string UntilText(DateTime expiresAtUtc) =>
        L["The link works once, until {0} ({1}).", Times.DayAndTime(expiresAtUtc), Times.Zone(expiresAtUtc)];
}
