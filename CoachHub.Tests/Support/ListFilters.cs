using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using NodaTime;

namespace CoachHub.Tests.Support;

/// <summary>Everything that a person can ask of the session list, by a name that says what it is.</summary>
public static class ListFilters
{
    public static IEnumerable<(string Name, SessionFilter Filter)> All(IReadOnlyList<int> coachIds, int clientId, LocalDate today)
    {
        yield return ("everything", new SessionFilter());
        yield return ("one coach", new SessionFilter { CoachIds = [coachIds[0]] });
        yield return ("two coaches", new SessionFilter { CoachIds = [coachIds[0], coachIds[1]] });
        yield return ("one client", new SessionFilter { ClientId = clientId });
        foreach (var status in Enum.GetValues<SessionStatus>())
            yield return ($"status {EnumCode.Of(status)}", new SessionFilter { Statuses = [status] });
        yield return ("two statuses", new SessionFilter { Statuses = [SessionStatus.Cancelled, SessionStatus.LateCancelled] });
        foreach (var payment in Enum.GetValues<PaymentStatus>())
            yield return ($"payment {EnumCode.Of(payment)}", new SessionFilter { Payments = [payment] });
        yield return ("two payments", new SessionFilter { Payments = [PaymentStatus.Pending, PaymentStatus.Refunded] });
        foreach (var told in Enum.GetValues<ToldState>())
            yield return ($"told {EnumCode.Of(told)}", new SessionFilter { Tolds = [told] });
        yield return ("two told states", new SessionFilter { Tolds = [ToldState.Never, ToldState.Failed] });
        yield return ("from", new SessionFilter { From = today });
        yield return ("to", new SessionFilter { To = today });
        yield return ("from and to", new SessionFilter { From = today.PlusDays(-30), To = today });
        yield return ("coach and status", new SessionFilter { CoachIds = [coachIds[0]], Statuses = [SessionStatus.Booked] });
        yield return ("coach, status, payment, told, from", new SessionFilter
        {
            CoachIds = [coachIds[0]],
            Statuses = [SessionStatus.Completed],
            Payments = [PaymentStatus.Pending],
            Tolds = [ToldState.Told],
            From = today.PlusDays(-200),
        });
        yield return ("text: a common word", new SessionFilter { Text = "Career check" });
        yield return ("text: a name", new SessionFilter { Text = "Number42" });
        yield return ("text: nothing", new SessionFilter { Text = "zzzyx" });
        yield return ("text: two letters", new SessionFilter { Text = "nu" });
        foreach (var view in Enum.GetValues<SessionView>())
            yield return ($"view {EnumCode.Of(view)}", new SessionFilter { View = view });
    }
}
