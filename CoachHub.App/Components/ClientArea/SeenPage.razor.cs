using System.Globalization;
using System.Security.Claims;
using CoachHub.App.Hosting;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.ClientArea;

/// <summary>
/// Where the link in a mail leads by which a client says to have seen what it tells. Opening it changes nothing, because mail scanners
/// open links; its button does. It needs no sign-in and opens nothing else.
/// </summary>
public sealed partial class SeenPage
{
    private SeenLook look = new(SeenState.Dead, null);
    private Problem? problem;

    [Inject] public required SeenDesk Desk { get; init; }
    [Inject] public required TimeProvider Clock { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    [Parameter] public string? Token { get; set; }

    [CascadingParameter] public required HttpContext Http { get; set; }

    private DateTime Now => Clock.GetUtcNow().UtcDateTime;

    private int? ViewerId => int.TryParse(Http.User.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var id) ? id : null;

    private string Heading => look.State switch
    {
        SeenState.Open => L["Have you seen this session?"],
        SeenState.Done => L["Thank you"],
        SeenState.CalledOff => L["This session is cancelled"],
        SeenState.Changed => L["This session has changed"],
        SeenState.Over => L["This session is over"],
        _ => L["This link does not work any more"],
    };

    private string Text => look.State switch
    {
        SeenState.Done => L["Your coach knows that you have seen it."],
        SeenState.CalledOff => L["It was called off after this mail was written. There is nothing to confirm."],
        SeenState.Changed => L["What this mail says is no longer what is true. Open the session to see how it is now."],
        SeenState.Over => L["There is nothing left to confirm."],
        SeenState.AnothersLink => L["This link is for the client whom the mail went to. You are signed in as somebody else."],
        _ => L["Perhaps it was not copied as a whole. In your own area you see all of your sessions."],
    };

    protected override async Task OnInitializedAsync() => look = await Desk.LookAsync(Token, ViewerId, Http.RequestAborted);

    private async Task AcknowledgeAsync()
    {
        var done = await Desk.AcknowledgeAsync(Token, ViewerId, Http.RequestAborted);
        // What has become of the session meanwhile the page says itself.
        problem = done.Problem?.Code.StartsWith("session.", StringComparison.Ordinal) == true ? null : done.Problem;
        look = await Desk.LookAsync(Token, ViewerId, Http.RequestAborted);
    }
}
