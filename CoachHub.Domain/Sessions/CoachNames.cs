using CoachHub.Domain.Accounts;
using CoachHub.Domain.Practice;

namespace CoachHub.Domain.Sessions;

/// <summary>The name under which mails speak of a coach.</summary>
internal static class CoachNames
{
    /// <summary>As the practice wants clients to read it. Colleagues read the whole name.</summary>
    public static string InMailsOf(this User coach, PracticeFacts practice, bool toClient) =>
        toClient ? ToClients(practice, coach.DisplayName, coach.FirstName) : coach.DisplayName;

    /// <summary>The same of a coach who is known by name alone.</summary>
    public static string ToClients(PracticeFacts practice, string fullName, string firstName) => practice.MailStyle.CoachName switch
    {
        MailCoachName.FirstName => firstName,
        MailCoachName.PracticeName => practice.Name,
        _ => fullName,
    };
}
