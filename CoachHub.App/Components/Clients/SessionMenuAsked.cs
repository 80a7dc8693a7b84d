using CoachHub.Domain.Sessions;

namespace CoachHub.App.Components.Clients;

/// <summary>Somebody wants to change a session where it stands in a list.</summary>
/// <param name="Row">The session as the list shows it.</param>
/// <param name="Payment">The payment; else the status.</param>
public sealed record SessionMenuAsked(SessionRow Row, bool Payment);
