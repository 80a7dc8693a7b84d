using CoachHub.Domain.Accounts;
using CoachHub.Domain.Clients;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Insights;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Measurements;
using CoachHub.Domain.Payments;
using CoachHub.Domain.Practice;
using CoachHub.Domain.Programs;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Security;

/// <summary>How a method answers somebody.</summary>
public enum Answer
{
    /// <summary>The role does not include the act.</summary>
    Forbidden,

    /// <summary>As if there were no such record.</summary>
    NotFound,

    /// <summary>The input is refused, or collides with what is there.</summary>
    Refused,

    /// <summary>An answer without a word about the client.</summary>
    Hidden,

    /// <summary>An answer that tells about the client.</summary>
    Shown,

    /// <summary>The act was done.</summary>
    Done,
}

/// <summary>A call and what each person gets, in the order of <see cref="Person"/>.</summary>
internal sealed record ServiceExpectation(string Name, Func<AccessWorld, Task<object?>> Call, Answer[] Answers)
{
    /// <summary><c>Type.Method</c>; what follows a space in the name tells calls of one method apart.</summary>
    public string Method => Name.Split(' ')[0];

    /// <summary>What must have happened before the call, where the call would see to it itself.</summary>
    public Func<AccessWorld, Task>? Before { get; init; }
}

internal static class ServiceExpectations
{
    private static readonly DateTime Today = new(2026, 11, 23, 0, 0, 0, DateTimeKind.Utc);

    public static IReadOnlyList<ServiceExpectation> All { get; } =
    [
        // The letters: another client, the client, another coach, the coach, administrator, the coach without rights.
        On<SessionService>("SaveAsync of a session", "F F N D D F", (s, w) => s.SaveAsync(w.Who, new SaveSession(w.Input(w.Coach)) { Id = w.SessionId }, default)),
        On<SessionService>("SaveAsync of a session with the client's document", "F F R D D F", (s, w) => s.SaveAsync(w.Who, new SaveSession(w.Input(w.Coach)) { Documents = new DocumentChanges([w.DocumentId], []) }, default)),
        On<SessionService>("SaveAsync of a new one for the client", "F F R D R F", (s, w) => s.SaveAsync(w.Who, new SaveSession(w.Input(w.Who)), default)),
        On<SessionService>("NotifyAsync", "F F N D D F", (s, w) => s.NotifyAsync(w.Who, w.FreshSessionId, default)),
        On<UnpaidReminderService>("PreviewAsync", "F F N S S F", (s, w) => s.PreviewAsync(w.Who, w.Client.Id, default)),
        On<UnpaidReminderService>("LetterAsync", "F F N R R F", (s, w) => s.LetterAsync(w.Who, w.Client.Id, null, default)),
        On<UnpaidReminderService>("SendAsync", "F F N R R F", (s, w) => s.SendAsync(w.Who, new SendUnpaidReminder(w.Client.Id, [], 0), default)),
        On<PaymentKeysService>("GetAsync", "F F F F H F", (s, w) => s.GetAsync(w.Who, default)),
        Asking<PaymentKeysService>("SaveAsync", "F F F F D F", async (s, w) => await s.SaveAsync(w.Who, new PaymentKeysInput { SecretKey = "sk_test_1", Version = (await s.GetAsync(Actor.System, default)).Value.Version }, default)),
        Asking<PaymentKeysService>("RemoveAsync", "F F F F D F", async (s, w) => await s.RemoveAsync(w.Who, (await s.GetAsync(Actor.System, default)).Value.Version, default)),
        On<CheckoutService>("PayAsync", "N D F F F F", (s, w) =>
        {
            w.Get<FakeGateway>().Mode = PaymentMode.Test;
            return s.PayAsync(w.Who, [w.SessionId], default);
        }),
        On<CheckoutQueries>("CanPayAsync", "H H H H H H", (s, w) => s.CanPayAsync(w.Who, default).AsTask()),
        On<CheckoutQueries>("BundlesAsync", "H H H H H H", (s, w) => s.BundlesAsync(w.Who, default)),
        On<CheckoutService>("RefreshAsync", "N N N N N N", (s, w) => s.RefreshAsync(w.Who, "0", default)),
        On<CheckoutQueries>("FindAsync", "N N N N N N", (s, w) => s.FindAsync(w.Who, "0", default)),
        On<OnlineRefundService>("OfferAsync", "F F N R R F", (s, w) => s.OfferAsync(w.Who, w.SessionId, default)),
        On<OnlineRefundService>("RefundAsync", "F F N R R F", (s, w) => s.RefundAsync(w.Who, w.SessionId, 1, 100, default)),
        On<PaymentDisagreementService>("ListAsync", "F F H H H F", (s, w) => s.ListAsync(w.Who, default)),
        On<PaymentDisagreementService>("ClearAsync", "F F F F N F", (s, w) => s.ClearAsync(w.Who, 1, default)),
        On<ReminderTestService>("SendAsync", "F F F F H F", (s, w) => s.SendAsync(w.Who, default)),
        On<ReminderService>("ForSessionAsync", "N N N S S N", (s, w) => s.ForSessionAsync(w.Who, w.SessionId, default)),
        On<ReminderService>("StopAsync", "F F N D D F", (s, w) => s.StopAsync(w.Who, w.SessionId, default)),
        On<ReminderService>("StartAsync", "F F N D D F", (s, w) => s.StartAsync(w.Who, w.SessionId, default)),
        Asking<SessionService>("AcknowledgeAsync", "N D F F F F", async (s, w) => await s.AcknowledgeAsync(w.Who, w.SessionId, await FactsHashAsync(w), default)),
        Asking<SessionUndo>("UndoAsync of what the coach did", "F F F D F F", async (s, w) => await s.UndoAsync(w.Who, await UndoTicketAsync(w), default)) with { Before = UndoTicketAsync },
        On<SessionBulkPreviewer>("PreviewAsync", "F F H S S F", (s, w) => s.PreviewAsync(w.Who, new BulkAct(BulkKind.Notify), [new SessionPick(w.FreshSessionId)], default)),
        On<SessionBulkService>("RunAsync", "F F H D D F", (s, w) => s.RunAsync(w.Who, new BulkAct(BulkKind.Notify), [new SessionPick(w.FreshSessionId)], null, default)),
        On<SessionService>("DeleteAsync", "F F N D D F", (s, w) => s.DeleteAsync(w.Who, w.FreshSessionId, default)),
        On<SessionPreviewer>("PreviewAsync of a session", "F F N S S F", (s, w) => s.PreviewAsync(w.Who, new SaveSession(w.Input(w.Coach)) { Id = w.SessionId }, default)),
        On<SessionPreviewer>("PreviewAsync of a new one for the client", "F F R S S F", (s, w) => s.PreviewAsync(w.Who, new SaveSession(w.Input(w.Who)), default)),
        On<SessionPreviewer>("LetterAsync", "F F N S S F", (s, w) => s.LetterAsync(w.Who, new SaveSession(w.Input(w.Coach)) { Id = w.FreshSessionId }, default)),
        On<SessionQueries>("FindAsync", "N N N S S N", (s, w) => s.FindAsync(w.Who, w.SessionId, default)),
        On<SessionQueries>("DefaultsAsync", "H H H S S H", (s, w) => s.DefaultsAsync(w.Who, w.Client.Id, default)),
        On<SessionQueries>("NextAfterAsync", "N N N S S N", (s, w) => s.NextAfterAsync(w.Who, w.SessionId, default)),
        On<SessionMoveService>("PreviewAsync", "F F N S S F", (s, w) => s.PreviewAsync(w.Who, w.SessionId, default)),
        On<SessionMoveService>("MoveAsync", "F F N R R F", (s, w) => s.MoveAsync(w.Who, w.SessionId, w.Client.Id, default)),
        On<SessionQueries>("CoachesAsync", "H H H H H H", (s, w) => s.CoachesAsync(w.Who, default)),
        On<SessionQueries>("ChangesSinceAsync", "N N N S S N", (s, w) => s.ChangesSinceAsync(w.Who, w.SessionId, 0, default)),
        On<SessionQueries>("HistoryAsync", "N N N S S N", (s, w) => s.HistoryAsync(w.Who, w.SessionId, 0, 20, default)),
        On<SessionQueries>("ForClientAsync", "H H H S S H", (s, w) => s.ForClientAsync(w.Who, w.Client.Id, SessionTime.Upcoming, 0, 20, default)),
        On<SessionQueries>("ForCoachAsync", "H H H S S H", (s, w) => s.ForCoachAsync(w.Who, w.Coach.Id, SessionTime.Upcoming, 0, 20, default)),
        On<ClientSessionQueries>("OutlookAsync", "H S H H H H", (s, w) => s.OutlookAsync(w.Who, default)),
        On<ClientSessionQueries>("FindAsync", "N S N N N N", (s, w) => s.FindAsync(w.Who, w.SessionId, default)),
        On<ClientSessionQueries>("CalendarEntryAsync", "N S N N N N", (s, w) => s.CalendarEntryAsync(w.Who, w.SessionId, default)),
        Asking<ClientSessionQueries>("HistoryAsync", "H S H H H H", async (s, w) =>
        {
            w.App.Clock.Advance(TimeSpan.FromDays(30));
            return await s.HistoryAsync(w.Who, 1, default);
        }),
        On<ClientSessionQueries>("PaymentsAsync", "H S H H H H", (s, w) => s.PaymentsAsync(w.Who, 1, default)),
        Asking<ClientSessionService>("CancelAsync", "N D F F F F", async (s, w) => await s.CancelAsync(w.Who, w.SessionId, await FactsHashAsync(w), default)),
        Asking<PaymentService>("FindAsync", "F F N S S F", async (s, w) => await s.FindAsync(w.Who, w.PaidSessionId, default) is { Ok: true } found
            ? MarkIf(found.Value.Rows.Count > 0) : await s.FindAsync(w.Who, w.PaidSessionId, default)),
        On<PaymentService>("RecordAsync", "F F N D D F", (s, w) => s.RecordAsync(w.Who, new RecordPayment(w.PaidSessionId, PaymentKind.Refund, 1, default), default)),
        On<PaymentService>("VoidAsync", "F F N D D F", (s, w) => s.VoidAsync(w.Who, 1, default)),
        Asking<ClientMoneyQueries>("PaymentsAsync", "H S H H H H", async (s, w) => (await s.PaymentsAsync(w.Who, 1, default)).Settled.Lines),
        Asking<ClientMoneyQueries>("HistoryAsync", "H S H H H H", async (s, w) =>
        {
            w.App.Clock.Advance(TimeSpan.FromDays(30));
            return await s.HistoryAsync(w.Who, 1, default);
        }),
        On<ReceiptService>("IssueAsync", "N D N D D N", (s, w) => s.IssueAsync(w.Who, w.PaidSessionId, default)),
        On<ReceiptService>("FindAsync", "N S N S S N", (s, w) => s.FindAsync(w.Who, 1, default)),
        On<SessionListQuery>("ReadAsync", "H S H S S H", (s, w) => s.ReadAsync(w.Who, new SessionFilter(), new SessionPageRequest(), default)),
        On<SessionListQuery>("ReadAsync by the client's name", "H S H S S H", (s, w) => s.ReadAsync(w.Who, new SessionFilter { Text = AccessWorld.Mark }, new SessionPageRequest(), default)),
        On<SessionListQuery>("ReadAsync by the client's id", "H S H S S H", (s, w) => s.ReadAsync(w.Who, new SessionFilter { ClientId = w.Client.Id }, new SessionPageRequest { Sort = SessionSort.Client }, default)),
        On<SessionRereads>("RowsAsync", "H S H S S H", (s, w) => s.RowsAsync(w.Who, [w.SessionId], default)),
        On<SessionListQuery>("ReadRowsAsync", "H S H S S H", (s, w) => s.ReadRowsAsync(w.Who, [w.SessionId], default)),
        Asking<SessionRereads>("ViewCountsAsync", "H S H S S H", async (s, w) => MarkIf((await s.ViewCountsAsync(w.Who, default)).Values.Any(view => view.Count > 0))),
        Asking<SessionRereads>("MatchingAsync", "H S H S S H", async (s, w) => MarkIf((await s.MatchingAsync(w.Who, new SessionFilter(), [w.SessionId], default)).Count > 0)),
        Asking<SessionListQuery>("MatchingAsync", "H S H S S H", async (s, w) => MarkIf((await s.MatchingAsync(w.Who, new SessionFilter(), [w.SessionId], default)).Count > 0)),
        Asking<SessionListQuery>("CountViewsAsync", "H S H S S H", async (s, w) => MarkIf((await s.CountViewsAsync(w.Who, default)).Values.Any(view => view.Count > 0))),
        Asking<SessionListQuery>("CountViewAsync", "H S H S S H", async (s, w) => MarkIf((await s.CountViewAsync(w.Who, SessionView.NotTold, default)).Count > 0)),

        Asking<SessionMatchQueries>("IdsAsync", "H S H S S H", async (s, w) => MarkIf((await s.IdsAsync(w.Who, new SessionFilter(), latestFirst: false, default)).Ids.Count > 0)),
        Asking<SessionMatchQueries>("CountAsync", "H S H S S H", async (s, w) => MarkIf((await s.CountAsync(w.Who, [new SessionFilter()], default))[0].Count > 0)),
        Asking<SessionMatchQueries>("VisibleAsync", "H S H S S H", async (s, w) => MarkIf((await s.VisibleAsync(w.Who, [w.SessionId], default)).Count > 0)),
        On<SessionQuickService>("ChangeAsync", "F F N D D F", (s, w) => s.ChangeAsync(w.Who, Completed(w), default)),
        On<SessionQuickService>("PreviewAsync", "F F N S S F", (s, w) => s.PreviewAsync(w.Who, Completed(w) with { Status = SessionStatus.Cancelled }, default)),
        Asking<SessionExport>("ExportAsync", "F F F F D F", async (s, w) => new Result((await s.ExportAsync(w.Who, new SessionExportRequest(), default)).Problem)),
        On<SessionListService>("GetAsync", "H H H H H H", (s, w) => s.GetAsync(w.Who, default)),
        On<SessionListService>("HideColumnsAsync", "F F D D D D", (s, w) => s.HideColumnsAsync(w.Who, [SessionSort.Price], default)),
        On<SessionListService>("UseLetterKeysAsync", "F F D D D D", (s, w) => s.UseLetterKeysAsync(w.Who, false, default)),
        On<SessionListService>("AddViewAsync", "F F D D D D", (s, w) => s.AddViewAsync(w.Who, "Mine", "status=booked", default)),
        On<SessionListService>("RenameViewAsync", "F F N N N N", (s, w) => s.RenameViewAsync(w.Who, 1, "Mine", default)),
        On<SessionListService>("DeleteViewAsync", "F F N N N N", (s, w) => s.DeleteViewAsync(w.Who, 1, default)),

        On<SessionDocumentQueries>("ChoicesAsync", "H H H S S H", (s, w) => s.ChoicesAsync(w.Who, w.Client.Id, w.Coach.Id, null, 20, default)),
        On<DocumentService>("UploadAsync", "F F D D D F", (s, w) => s.UploadAsync(w.Who, "plan.pdf", new MemoryStream(PdfFile.Plain()), null, default)),
        On<DocumentService>("OpenAsync", "N S N S S N", (s, w) => s.OpenAsync(w.Who, w.DocumentId, default)),
        On<DocumentService>("FindAsync", "H S H S S H", (s, w) => s.FindAsync(w.Who, [w.DocumentId], default)),

        On<BundleQueries>("ListAsync", "F F H S S F", (s, w) => s.ListAsync(w.Who, new BundleListQuery(), default)),
        On<BundleQueries>("ListAsync by the client's name", "F F H S S F", (s, w) => s.ListAsync(w.Who, new BundleListQuery { Text = AccessWorld.Mark }, default)),
        On<BundleQueries>("FindAsync", "N N N S S N", (s, w) => s.FindAsync(w.Who, w.BundleId, default)),
        On<BundleQueries>("ToTellAsync", "F F N H H F", (s, w) => s.ToTellAsync(w.Who, w.BundleId, default)),
        On<BundleQueries>("OfSessionAsync", "N N N S S N", (s, w) => s.OfSessionAsync(w.Who, w.MissedSessionId, default)),
        On<BundleQueries>("MineAsync", "H S F F F F", (s, w) => s.MineAsync(w.Who, default)),
        On<BundleService>("CreateAsync for the client", "F F R D R F", (s, w) => s.CreateAsync(w.Who, SomeBundle(w), default)),
        On<BundleService>("PlanAsync", "F F N D D F", (s, w) => s.PlanAsync(w.Who, new PlanMore(w.BundleId, [new PlannedDate(new NodaTime.LocalDate(2026, 12, 8), new NodaTime.LocalTime(15, 0))]), default)),
        On<BundleStateService>("EditAsync", "F F N D D F", (s, w) => s.EditAsync(w.Who, new BundleEdit(w.BundleId, 1, "Renamed", null), default)),
        On<BundleStateService>("SetStatusAsync", "F F N D D F", (s, w) => s.SetStatusAsync(w.Who, w.BundleId, BundleStatus.Active, BundleStatus.Paused, default)),
        On<BundleStateService>("DecideAsync", "F F N D D F", (s, w) => s.DecideAsync(w.Who, w.MissedSessionId, OutcomeChoice.Waive("was ill"), default)),
        On<BundleTemplateService>("ListAsync", "F F H H H F", (s, w) => s.ListAsync(w.Who, withArchived: true, default)),
        On<BundleTemplateService>("SaveAsync", "F F D D D F", (s, w) => s.SaveAsync(w.Who, w.TemplateId, new BundleTemplateInput { Name = "Renamed", Version = 1 }, default)),
        On<BundleTemplateService>("ArchiveAsync", "F F D D D F", (s, w) => s.ArchiveAsync(w.Who, w.TemplateId, archived: true, default)),
        On<BundleTemplateService>("DeleteAsync", "F F D D D F", (s, w) => s.DeleteAsync(w.Who, w.TemplateId, default)),
        On<DatePlanner>("LookAsync", "F F H S S F", (s, w) => s.LookAsync(w.Who, new DatePlan(w.Who.IsAdministrator ? w.Coach.Id : w.Who.Id, w.Client.Id, Given.Zone, 60, [new PlannedDate(new NodaTime.LocalDate(2026, 12, 1), new NodaTime.LocalTime(10, 30))]), default)),
        On<OutcomePolicyService>("GetAsync", "F F H H H F", (s, w) => s.GetAsync(w.Who, default)),
        On<OutcomePolicyService>("SaveAsync", "F F F F D F", (s, w) => s.SaveAsync(w.Who, new OutcomePolicyInput(CreditOutcome.Return, null, CreditOutcome.Consume, 20, 0), default)),
        On<OutcomePolicyService>("ForeseeAllAsync", "F F H H H F", (s, w) => s.ForeseeAllAsync(w.Who, [w.MissedSessionId], SessionStatus.NoShow, default)),
        On<OutcomePolicyService>("ForeseeAsync", "N S N S S N", (s, w) => s.ForeseeAsync(w.Who, w.MissedSessionId, SessionStatus.NoShow, default)),

        On<ClientQueries>("ListAsync", "F F H S S F", (s, w) => s.ListAsync(w.Who, new ClientListQuery(), default)),
        On<ClientQueries>("ProfileAsync", "N N N S S N", (s, w) => s.ProfileAsync(w.Who, w.Client.Id, default)),
        On<ClientQueries>("SearchAsync", "H H H S S H", (s, w) => s.SearchAsync(w.Who, AccessWorld.Mark, 20, default)),
        On<ClientQueries>("FindChoiceAsync", "H H H S S H", (s, w) => s.FindChoiceAsync(w.Who, w.Client.Id, default)),
        On<ClientQueries>("CoachesAsync", "H H H H H H", (s, w) => s.CoachesAsync(w.Who, default)),
        On<ClientQueries>("ListedCoachesAsync", "H H H H H H", (s, w) => s.ListedCoachesAsync(w.Who, default)),

        On<ClientService>("AddAsync", "F F D D D F", (s, w) => s.AddAsync(w.Who, NewClient(), sendLoginDetails: true, default)),
        On<ClientService>("UpdateAsync", "F F N D D F", (s, w) => s.UpdateAsync(w.Who, w.Client.Id, SomeClient, SomeClient, sendLoginDetails: true, default)),

        On<ClientNotesService>("GetAsync", "N N N H H N", (s, w) => s.GetAsync(w.Who, w.Client.Id, default)),
        On<ClientNotesService>("VersionsAsync", "N N N H H N", (s, w) => s.VersionsAsync(w.Who, w.Client.Id, default)),
        On<ClientNotesService>("SaveAsync", "F F N D D F", (s, w) => s.SaveAsync(w.Who, w.Client.Id, "Goals", "", default)),
        On<ClientSignInService>("ResendAsync", "F F N D D F", (s, w) => s.ResendAsync(w.Who, w.Client.Id, default)),
        On<ClientSignInService>("ResetAsync", "F F N D D F", (s, w) => s.ResetAsync(w.Who, w.Client.Id, default)),
        On<MailTimelineQueries>("ForClientAsync", "N N N S S N", (s, w) => s.ForClientAsync(w.Who, w.Client.Id, 20, default)),
        Asking<ClientFigureQueries>("ReadAsync", "F F N S S F", async (s, w) => await s.ReadAsync(w.Who, w.Client.Id, default) is var read && read.Ok ? MarkIf(read.Value.Upcoming > 0) : new Result(read.Problem)),
        On<FinanceQueries>("ReadAsync", "F F H S S F", (s, w) => s.ReadAsync(w.Who, new FinanceQuestion(new FinancePeriod(new(2026, 1, 1), new(2027, 12, 31)), FinanceGrouping.Client), 0, 50, default)),
        On<FinanceRowQueries>("ReadAsync", "F F H S S F", (s, w) => s.ReadAsync(w.Who, new FinanceRowsQuestion(new FinancePeriod(new(2026, 1, 1), new(2027, 12, 31)), FinanceFigure.Billed, default, null), 0, 50, default)),
        On<FinanceRereads>("ReportAsync", "F F H S S F", (s, w) => s.ReportAsync(w.Who, new FinanceQuestion(new FinancePeriod(new(2026, 1, 1), new(2027, 12, 31)), FinanceGrouping.Client), 0, 50, follows: true, default)),
        On<FinanceRereads>("RowsAsync", "F F H S S F", (s, w) => s.RowsAsync(w.Who, new FinanceRowsQuestion(new FinancePeriod(new(2026, 1, 1), new(2027, 12, 31)), FinanceFigure.Billed, default, null), 0, 50, follows: true, default)),
        Asking<FinanceExport>("TableAsync", "F F F F D F", async (s, w) => new Result((await s.TableAsync(w.Who, new FinanceQuestion(new FinancePeriod(new(2026, 1, 1), new(2026, 12, 31)), default), default)).Problem)),
        Asking<FinanceExport>("RowsAsync", "F F F F D F", async (s, w) => new Result((await s.RowsAsync(w.Who, new FinanceRowsQuestion(new FinancePeriod(new(2026, 1, 1), new(2026, 12, 31)), FinanceFigure.Billed, default, null), default)).Problem)),
        On<ClientFigureQueries>("BillableAsync", "F F N S S F", (s, w) => s.BillableAsync(w.Who, w.Client.Id, null, 0, 20, default)),
        // Measurements are switched off here, so that nobody sees any; MeasurementServiceTests shows who does once they are on.
        On<MeasurementService>("ReadAsync", "N N N N N N", (s, w) => s.ReadAsync(w.Who, w.Client.Id, default)),
        On<MeasurementService>("AddAsync", "N N N N N F", (s, w) => s.AddAsync(w.Who, w.Client.Id, new MeasurementInput(), default)),
        On<MeasurementService>("UpdateAsync", "N N N N N F", (s, w) => s.UpdateAsync(w.Who, w.Client.Id, 1, 1, new MeasurementInput(), default)),
        On<MeasurementService>("DeleteAsync", "N N N N N F", (s, w) => s.DeleteAsync(w.Who, w.Client.Id, 1, 1, default)),
        On<MeasureService>("ListAsync", "F F F F H F", (s, w) => s.ListAsync(w.Who, default)),
        On<MeasureService>("AddAsync", "F F F F D F", (s, w) => s.AddAsync(w.Who, "Waist", "cm", default)),
        On<MeasureService>("UpdateAsync", "F F F F N F", (s, w) => s.UpdateAsync(w.Who, 1, "Waist", "cm", default)),
        On<MeasureService>("SetInUseAsync", "F F F F N F", (s, w) => s.SetInUseAsync(w.Who, 1, false, default)),
        On<MeasureService>("DeleteAsync", "F F F F N F", (s, w) => s.DeleteAsync(w.Who, 1, default)),
        On<ClientArchiveService>("PreviewAsync", "F F F F S F", (s, w) => s.PreviewAsync(w.Who, w.Client.Id, default)),
        On<ClientArchiveService>("ArchiveAsync", "F F F F D F", (s, w) => s.ArchiveAsync(w.Who, w.Client.Id, default)),
        On<ClientArchiveService>("RestoreAsync", "F F F F D F", (s, w) => s.RestoreAsync(w.Who, w.Client.Id, default)),
        On<ClientArchiveService>("DeleteAsync", "F F F F R F", (s, w) => s.DeleteAsync(w.Who, w.Client.Id, default)),

        Asking<SessionImport>("AddAsync", "F F R D R F", async (s, w) => FirstOf(await s.AddAsync(w.Who, [ImportRow(w)], allowOverlap: false, default))),
        Asking<SessionImport>("RehearseAsync", "F F R D R F", async (s, w) => FirstOf(await s.RehearseAsync(w.Who, [ImportRow(w)], allowOverlap: false, default))),
        Asking<ClientImport>("AddAsync", "F F D D D F", async (s, w) => FirstOf(await s.AddAsync(w.Who, [new ClientImportRow(2, "New", "Person", "new@example.org", null, null, null)], default))),
        Asking<ClientImport>("RehearseAsync", "F F D D D F", async (s, w) => FirstOf(await s.RehearseAsync(w.Who, [new ClientImportRow(2, "New", "Person", "new@example.org", null, null, null)], default))),
        Asking<CoachImport>("AddAsync", "F F F F D F", async (s, w) => FirstOf(await s.AddAsync(w.Who, [new CoachImportRow(2, "New", "Coach", "new@example.org", null)], default))),
        Asking<CoachImport>("RehearseAsync", "F F F F D F", async (s, w) => FirstOf(await s.RehearseAsync(w.Who, [new CoachImportRow(2, "New", "Coach", "new@example.org", null)], default))),

        // Drafts are one's own, whoever one is; DraftServiceTests shows that nobody reads another's.
        On<DraftService>("KeepAsync", "D D D D D D", (s, w) => s.KeepAsync(w.Who, new DraftKey(SaveSession.DraftForm, w.SessionId), 1, "text", default)),
        On<DraftService>("FindAsync", "H H H S H S", (s, w) => s.FindAsync(w.Who, new DraftKey(SaveSession.DraftForm, w.SessionId), default)),
        On<DraftService>("DiscardAsync", "D D D D D D", (s, w) => s.DiscardAsync(w.Who, new DraftKey(SaveSession.DraftForm, w.SessionId), default)),

        // One's own account is the same act for everybody; only the client's own tells about the client.
        On<AccountService>("GetOwnAsync", "H S H H H H", (s, w) => s.GetOwnAsync(w.Who, default)),
        On<AccountService>("UpdateOwnAsync", "D D D D D D", (s, w) => s.UpdateOwnAsync(w.Who, new OwnAccountInput("Some", "Person", Given.Zone, null, "fr"), default)),
        On<AccountService>("ChangePasswordAsync", "D D D D D D", (s, w) => s.ChangePasswordAsync(w.Who, null, "seven odd green herons", default)),
        On<AccountService>("SignOutEverywhereAsync", "D D D D D D", (s, w) => s.SignOutEverywhereAsync(w.Who, default)),
        On<AccountAddressService>("RequestAsync", "D D D D D D", (s, w) => s.RequestAsync(w.Who, "new@example.org", default)),
        On<AccountAddressService>("ConfirmAsync with a link that is nobody's", "N N N N N N", (s, w) => s.ConfirmAsync(w.Who, "0123456789abcdef", default)),
        On<TeamService>("ListAsync", "F F F F H F", (s, w) => s.ListAsync(w.Who, default)),
        On<TeamService>("InviteCoachAsync", "F F F F D F", (s, w) => s.InviteCoachAsync(w.Who, new CoachInvitation("New", "Coach", "new@example.org", Given.Zone, "en"), default)),
        On<TeamService>("ResendInvitationAsync", "F F F F D F", (s, w) => s.ResendInvitationAsync(w.Who, w.Coach.Id, default)),
        On<TeamService>("SetDisabledAsync", "F F F F D F", (s, w) => s.SetDisabledAsync(w.Who, w.Coach.Id, disabled: true, default)),
        On<TeamService>("SetDisabledAsync of a client", "F F F F N F", (s, w) => s.SetDisabledAsync(w.Who, w.Client.Id, disabled: true, default)),
        On<TeamService>("SetCoachesAsync", "F F F F D F", (s, w) => s.SetCoachesAsync(w.Who, w.Who.Id, coaches: true, default)),

        On<DashboardQueries>("ReadAsync", "F F F F H F", (s, w) => s.ReadAsync(w.Who, default)),
        On<DashboardQueries>("FollowAsync", "F F F F H F", (s, w) => s.FollowAsync(w.Who, default)),
        Asking<HomeQueries>("FiguresAsync", "F F H S F F", async (s, w) => await s.FiguresAsync(w.Who, 1, default) is { Ok: true } figures
            ? MarkIf(figures.Value.Upcoming > 0) : await s.FiguresAsync(w.Who, 1, default)),
        // Another coach's revenue is that coach's own.
        Asking<HomeQueries>("FiguresAsync of the revenue", "F F S S F F", async (s, w) => await s.FiguresAsync(w.Who, 1, default) is { Ok: true } figures
            ? MarkIf(figures.Value.Months[0].RevenueMinor is not null) : await s.FiguresAsync(w.Who, 1, default)),
        On<HomeQueries>("ContactsAsync", "F F H S F H", (s, w) => s.ContactsAsync(w.Who, [w.Client.Id], default)),
        On<HomeQueries>("RecentClientsAsync", "F F H H F F", (s, w) => s.RecentClientsAsync(w.Who, 5, default)),
        On<HomeQueries>("ClosedTodayAsync", "F F H H F F", (s, w) => s.ClosedTodayAsync(w.Who, default)),
        On<SearchQueries>("FindAsync", "F F H S S H", (s, w) => s.FindAsync(w.Who, AccessWorld.Mark, default)),
        Asking<SearchQueries>("FindAsync of clients", "F F H S S H", async (s, w) => await s.FindAsync(w.Who, AccessWorld.Mark, default) is { Ok: true } hits
            ? MarkIf(hits.Value.Clients.Count > 0) : await s.FindAsync(w.Who, AccessWorld.Mark, default)),
        Asking<SearchQueries>("FindAsync of sessions", "F F H S S H", async (s, w) => await s.FindAsync(w.Who, AccessWorld.Mark, default) is { Ok: true } hits
            ? MarkIf(hits.Value.Sessions.Count > 0) : await s.FindAsync(w.Who, AccessWorld.Mark, default)),
        On<PracticeService>("GetGeneralAsync", "F F F F H F", (s, w) => s.GetGeneralAsync(w.Who, default)),
        On<StyleService>("GetAsync", "F F F F H F", (s, w) => s.GetAsync(w.Who, default)),
        Asking<StyleService>("SaveAsync", "F F F F D F", async (s, w) => await s.SaveAsync(w.Who, new StyleInput { AccentColor = "#1f5fa8", Version = (await s.GetAsync(Actor.System, default)).Value.Values.Version }, default)),
        Asking<StyleService>("SetLogoAsync", "F F F F D F", async (s, w) => await s.SetLogoAsync(w.Who, new MemoryStream(LogoFile.Png()), (await s.GetAsync(Actor.System, default)).Value.Values.Version, default)),
        Asking<StyleService>("RemoveLogoAsync", "F F F F D F", async (s, w) => await s.RemoveLogoAsync(w.Who, (await s.GetAsync(Actor.System, default)).Value.Values.Version, default)),
        On<PermissionService>("GetAsync", "F F F F H F", (s, w) => s.GetAsync(w.Who, default)),
        Asking<PermissionService>("SaveAsync", "F F F F D F", async (s, w) => await s.SaveAsync(w.Who, (await s.GetAsync(Actor.System, default)).Value, default)),
        On<PracticeService>("GetMailAsync", "F F F F H F", (s, w) => s.GetMailAsync(w.Who, default)),
        Asking<PracticeService>("SaveGeneralAsync", "F F F F D F", async (s, w) => await s.SaveGeneralAsync(w.Who, await GeneralAsync(s), default)),
        Asking<PracticeService>("SaveMailAsync", "F F F F D F", async (s, w) => await s.SaveMailAsync(w.Who, await MailAsync(s), default)),

        On<MailWordingService>("ListAsync", "F F F F H F", (s, w) => s.ListAsync(w.Who, default)),
        On<MailWordingService>("FindAsync", "F F F F H F", (s, w) => s.FindAsync(w.Who, "reminder", default)),
        On<MailWordingService>("SaveAsync", "F F F F D F", (s, w) => s.SaveAsync(w.Who, new MailWordingInput { Mail = "reminder", Language = "fr", Subject = "Bientôt" }, default)),
        Asking<MailWordingService>("SwitchAsync", "F F F F D F", async (s, w) => await s.SwitchAsync(w.Who, MailType.Reminder, on: false, default)),
        On<MailSenderService>("GetAsync", "F F F F H F", (s, w) => s.GetAsync(w.Who, default)),
        Asking<MailSenderService>("SaveAsync", "F F F F D F", async (s, w) => await s.SaveAsync(w.Who, (await s.GetAsync(Actor.System, default)).Value, default)),
        On<MailSampleQueries>("FindAsync", "F F F F S F", (s, w) => s.FindAsync(w.Who, "booking_confirmation", "en", default)),
        On<MailService>("TryAgainAsync", "N N N D D F", (s, w) => s.TryAgainAsync(w.Who, w.MailId, default)),
        On<MailLogQueries>("ForSessionAsync", "N N N S S N", (s, w) => s.ForSessionAsync(w.Who, w.SessionId, default)),
        On<MailLogQueries>("LatestAsync", "F F F F S F", (s, w) => s.LatestAsync(w.Who, 20, default)),
        On<MailLogQueries>("MessageAsync", "N N N S S N", (s, w) => s.MessageAsync(w.Who, w.MailId, default)),
        On<MailLogQueries>("HealthAsync", "F F F F S F", (s, w) => s.HealthAsync(w.Who, default)),
    ];

    // What the person saw and typed is the same: nothing to change, and all the rights to pass.
    private static ClientInput SomeClient => new() { FirstName = "Some", LastName = "Person", Email = "some@example.org" };

    private static QuickChange Completed(AccessWorld world) =>
        new(world.SessionId, SessionStatus.Booked, PaymentStatus.Pending) { Status = SessionStatus.Completed };

    private static BundleInput SomeBundle(AccessWorld world) => new()
    {
        ClientId = world.Client.Id,
        CoachId = world.Who.Id,
        Name = "Two sessions",
        Sessions = 2,
        ZoneId = Given.Zone,
        Dates = [new PlannedDate(new NodaTime.LocalDate(2026, 12, 9), new NodaTime.LocalTime(15, 0))],
    };

    private static ClientInput NewClient() => new() { FirstName = "New", LastName = "Person", Email = $"{Guid.NewGuid():N}@example.org" };

    private static SessionImportRow ImportRow(AccessWorld world) => new()
    {
        Line = 2,
        ExternalId = "access",
        StartsAtUtc = Today.AddDays(20),
        ClientEmail = world.ClientEmail,
        CoachEmail = world.WhoEmail,
    };

    // A refusal may repeat what was in the file.
    private static Result FirstOf(ImportBatch batch) => new(batch.Outcomes[0].Problem is { } problem ? problem with { Arguments = [] } : null);

    private static async Task<PracticeInput> GeneralAsync(PracticeService service) => (await service.GetGeneralAsync(Actor.System, default)).Value.Values;

    private static async Task<PracticeMailInput> MailAsync(PracticeService service) => (await service.GetMailAsync(Actor.System, default)).Value.Values;

    private static ServiceExpectation On<TService>(string call, string answers, Func<TService, AccessWorld, Task> act) where TService : notnull =>
        Asking<TService>(call, answers, async (service, world) =>
        {
            var task = act(service, world);
            await task;
            return task.GetType().GetProperty("Result")?.GetValue(task);
        });

    private static ServiceExpectation Asking<TService>(string call, string answers, Func<TService, AccessWorld, Task<object?>> act) where TService : notnull =>
        new(
            $"{typeof(TService).Name}.{call}",
            world => act(world.Get<TService>(), world),
            [.. answers.Split(' ').Select(letter => letter switch
            {
                "F" => Answer.Forbidden,
                "N" => Answer.NotFound,
                "R" => Answer.Refused,
                "H" => Answer.Hidden,
                "S" => Answer.Shown,
                "D" => Answer.Done,
                _ => throw new ArgumentException(letter),
            })]);

    /// <summary>What the coach could undo, as if asked for before anybody calls.</summary>
    private static async Task<UndoTicket> UndoTicketAsync(AccessWorld world) => world.Ticket ??= world.Who.Id == world.Coach.Id && world.Who.Can(Capability.EditSessions)
        ? (await world.Get<SessionService>().NotifyAsync(world.Coach, world.FreshSessionId, default)).Value.Undo!
        : new UndoTicket(world.Coach.Id, world.App.NowUtc.AddSeconds(10), [new UndoSession(world.FreshSessionId, 1)]);

    private static string MarkIf(bool something) => something ? AccessWorld.Mark : "";

    private static async Task<string> FactsHashAsync(AccessWorld world)
    {
        await using var db = world.App.Db();
        return (await db.FindAsync<Session>(world.SessionId))!.SeenMark;
    }
}
