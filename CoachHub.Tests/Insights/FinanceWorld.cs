using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Sessions;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Insights;

/// <summary>Money in the books on a day of one's choice.</summary>
internal static class FinanceWorld
{
    /// <summary>Writes a payment or a refund of a session into the books.</summary>
    public static async Task BookAsync(AppDbContext db, int sessionId, PaymentKind kind, long minor, DateOnly on, PaymentMethod method = PaymentMethod.Transfer, bool voided = false) =>
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "Payments" ("SessionId", "ClientId", "Kind", "AmountMinor", "Currency", "Method", "PaidOn", "RecordedAtUtc", "VoidedAtUtc")
             SELECT "Id", "ClientId", {EnumCode.Of(kind)}, {minor}, 'EUR', {EnumCode.Of(method)}, {on}, {new DateTime(2026, 11, 23, 9, 0, 0)}, {(voided ? new DateTime(2026, 11, 23, 9, 1, 0) : (DateTime?)null)}
             FROM "Sessions" WHERE "Id" = {sessionId}
             """,
            TestContext.Current.CancellationToken);

    /// <summary>Forgets the rows of a session.</summary>
    public static Task ForgetAsync(AppDbContext db, int sessionId) =>
        db.Set<Payment>().Where(p => p.SessionId == sessionId).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
}
