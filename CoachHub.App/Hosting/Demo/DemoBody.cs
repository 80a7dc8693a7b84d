using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Measurements;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Hosting.Demo;

/// <summary>What is kept of the first client besides sessions: the coach's notes, and half a year of measurements by both.</summary>
internal static class DemoBody
{
    private const int Weeks = 26;

    private const string Notes =
        """
        Goal: run the half marathon in spring without the knee acting up.
        Prefers mornings (New York), short messages, no calls at work.
        Next time: sleep diary, and how the new shoes do.
        """;

    public static async Task AddAsync(AppDbContext db, User client, User coach, DateTime nowUtc, CancellationToken cancel)
    {
        (await db.Set<Client>().SingleAsync(c => c.Id == client.Id, cancel)).CoachNotes = Notes.ReplaceLineEndings("\n");
        var waist = new Measure { Name = "Waist", Unit = "cm" };
        db.Add(waist);
        await db.SaveChangesAsync(cancel);
        var today = DateOnly.FromDateTime(nowUtc.AddDays(-1));
        for (var week = Weeks; week >= 0; week--)
        {
            // Down, with the waves that real weeks have; every fourth value is taken by the coach.
            var by = week % 4 == 0 ? coach.Id : client.Id;
            var weight = 71_400 + (130 * week) + (week % 3 * 300);
            db.Add(new Measurement { ClientId = client.Id, Day = today.AddDays(-7 * week), Thousandths = weight, EnteredById = by });
            if (week % 4 == 0)
                db.Add(new Measurement { ClientId = client.Id, MeasureId = waist.Id, Day = today.AddDays(-7 * week), Thousandths = 78_000 + (150 * week), EnteredById = by });
        }
    }
}
