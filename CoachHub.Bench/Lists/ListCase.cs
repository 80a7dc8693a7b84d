using CoachHub.Bench.Support;
using CoachHub.Domain.Sessions;
using NodaTime;

namespace CoachHub.Bench.Lists;

/// <summary>One question to the session list.</summary>
/// <param name="Name">In words.</param>
/// <param name="Filter">What narrows it.</param>
/// <param name="Deep">The page in the middle of the years; else the first one.</param>
/// <param name="Descending">Last first.</param>
internal sealed record ListCase(string Name, SessionFilter Filter, bool Deep = false, bool Descending = false)
{
    public override string ToString()
    {
        string[] parts =
        [
            Filter.CoachIds.Count > 0 ? "coach" : "", Filter.ClientId is null ? "" : "client", string.Join('/', Filter.Statuses), string.Join('/', Filter.Payments),
            string.Join('/', Filter.Tolds), Filter.From is null ? "" : "from", Filter.To is null ? "" : "to", Descending ? "latest first" : "from today",
        ];
        return string.Join(" + ", parts.Where(part => part.Length > 0));
    }

    /// <summary>What people ask most.</summary>
    public static IEnumerable<ListCase> Usual(PracticeFile practice)
    {
        var today = LocalDate.FromDateTime(practice.NowUtc);
        yield return new ListCase("default page, from today", new SessionFilter());
        yield return new ListCase("coach + booked", new SessionFilter { CoachIds = [practice.CoachIds[0]], Statuses = [SessionStatus.Booked] });
        yield return new ListCase("never told, by date", new SessionFilter { Tolds = [ToldState.Never], From = today });
        yield return new ListCase("deep page, latest first", new SessionFilter(), Deep: true, Descending: true);
        yield return new ListCase("deep page of one coach", new SessionFilter { CoachIds = [practice.CoachIds[1]] }, Deep: true);
    }

    /// <summary>Filters as they fall, the same in every run.</summary>
    public static IEnumerable<ListCase> Mixed(PracticeFile practice, int count)
    {
        var random = new Random(7);
        var today = LocalDate.FromDateTime(practice.NowUtc);
        for (var i = 0; i < count; i++)
        {
            var filter = new SessionFilter
            {
                CoachIds = Sometimes(2) ? [practice.CoachIds[random.Next(practice.CoachIds.Count)]] : [],
                ClientId = Sometimes(6) ? practice.ClientIds[random.Next(practice.ClientIds.Count)] : null,
                Statuses = Sometimes(2) ? Some(SessionStatus.Booked, SessionStatus.Completed, SessionStatus.Cancelled, SessionStatus.NoShow) : [],
                Payments = Sometimes(3) ? Some(PaymentStatus.Pending, PaymentStatus.Paid, PaymentStatus.Refunded) : [],
                Tolds = Sometimes(2) ? Some(ToldState.Never, ToldState.Told, ToldState.Outdated, ToldState.Failed, ToldState.Acknowledged) : [],
                From = Sometimes(3) ? today.PlusDays(-random.Next(2000)) : null,
                To = Sometimes(4) ? today.PlusDays(random.Next(300)) : null,
            };
            yield return new ListCase($"mix {i + 1}", filter, Descending: Sometimes(2));
        }

        bool Sometimes(int oneIn) => random.Next(oneIn) == 0;

        T[] Some<T>(params T[] values) where T : struct
        {
            var first = random.Next(values.Length);
            return Sometimes(4) ? [values[first], values[(first + 1) % values.Length]] : [values[first]];
        }
    }
}
