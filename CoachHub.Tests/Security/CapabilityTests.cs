using CoachHub.Domain.Kernel;

namespace CoachHub.Tests.Security;

/// <summary>
/// What each capability of the coach role opens. The capabilities are found by reflection and the calls are those of
/// <see cref="ServiceExpectations"/>: neither a new capability nor a new act can be forgotten.
/// </summary>
public sealed class CapabilityTests
{
    private static readonly Capability[] Everything = Enum.GetValues<Capability>();

    /// <summary>Acts of the services that are refused, or show nothing, while all of these are switched off.</summary>
    private sealed record Guard(Capability[] Off, params string[] Acts);

    private static readonly Guard[] Guards =
    [
        new([Capability.ViewClients],
            "ClientQueries.ListAsync", "ClientQueries.ProfileAsync", "HomeQueries.ContactsAsync", "HomeQueries.RecentClientsAsync", "SearchQueries.FindAsync of clients",
            "ClientNotesService.GetAsync", "ClientNotesService.VersionsAsync", "MailTimelineQueries.ForClientAsync"),
        new([Capability.CreateClients],
            "ClientService.AddAsync", "ClientImport.AddAsync", "ClientImport.RehearseAsync"),
        new([Capability.EditClients],
            "ClientService.UpdateAsync", "ClientNotesService.SaveAsync", "ClientSignInService.ResendAsync", "ClientSignInService.ResetAsync",
            "MeasurementService.AddAsync", "MeasurementService.UpdateAsync", "MeasurementService.DeleteAsync"),
        new([Capability.DeleteClients],
            "ClientArchiveService.PreviewAsync", "ClientArchiveService.ArchiveAsync", "ClientArchiveService.RestoreAsync", "ClientArchiveService.DeleteAsync"),
        new([Capability.ViewSessions],
            "SessionQueries.FindAsync", "SessionQueries.NextAfterAsync", "SessionQueries.ChangesSinceAsync", "SessionQueries.HistoryAsync", "SessionQueries.ForClientAsync",
            "SessionQueries.ForCoachAsync", "SessionListQuery.ReadAsync", "SessionListQuery.ReadAsync by the client's name", "SessionListQuery.ReadAsync by the client's id",
            "SessionListQuery.ReadRowsAsync", "SessionListQuery.MatchingAsync", "SessionListQuery.CountViewsAsync", "SessionListQuery.CountViewAsync", "SessionRereads.RowsAsync", "SessionRereads.ViewCountsAsync", "SessionRereads.MatchingAsync",
            "SessionMatchQueries.IdsAsync", "SessionMatchQueries.CountAsync", "SessionMatchQueries.VisibleAsync", "DocumentService.OpenAsync", "DocumentService.FindAsync",
            "HomeQueries.FiguresAsync", "SearchQueries.FindAsync of sessions", "MailLogQueries.ForSessionAsync", "MailLogQueries.MessageAsync",
            "HomeQueries.ClosedTodayAsync", "ReminderService.ForSessionAsync", "ClientFigureQueries.ReadAsync", "OutcomePolicyService.ForeseeAsync", "BundleQueries.OfSessionAsync", "PaymentService.FindAsync", "ReceiptService.IssueAsync", "ReceiptService.FindAsync"),
        new([Capability.EditSessions],
            "SessionService.SaveAsync of a session", "SessionService.SaveAsync of a session with the client's document", "SessionService.SaveAsync of a new one for the client",
            "SessionService.NotifyAsync", "SessionUndo.UndoAsync of what the coach did", "SessionBulkPreviewer.PreviewAsync", "SessionBulkService.RunAsync",
            "SessionPreviewer.PreviewAsync of a session", "SessionPreviewer.PreviewAsync of a new one for the client", "SessionPreviewer.LetterAsync", "SessionQueries.DefaultsAsync",
            "SessionMoveService.PreviewAsync", "SessionMoveService.MoveAsync", "SessionQuickService.ChangeAsync", "SessionQuickService.PreviewAsync",
            "SessionDocumentQueries.ChoicesAsync", "DocumentService.UploadAsync", "SessionImport.AddAsync", "SessionImport.RehearseAsync", "MailService.TryAgainAsync",
            "OutcomePolicyService.ForeseeAllAsync", "ReminderService.StopAsync", "ReminderService.StartAsync",
            "OnlineRefundService.OfferAsync", "OnlineRefundService.RefundAsync",
            "PaymentService.RecordAsync", "PaymentService.VoidAsync", "UnpaidReminderService.PreviewAsync", "UnpaidReminderService.LetterAsync", "UnpaidReminderService.SendAsync"),
        new([Capability.DeleteSessions],
            "SessionService.DeleteAsync"),
        new([Capability.ManagePrograms],
            "BundleQueries.ListAsync", "BundleQueries.ListAsync by the client's name", "BundleQueries.FindAsync", "BundleQueries.ToTellAsync", "BundleService.CreateAsync for the client",
            "BundleService.PlanAsync", "BundleStateService.EditAsync", "BundleStateService.SetStatusAsync", "BundleStateService.DecideAsync", "BundleTemplateService.ListAsync",
            "BundleTemplateService.SaveAsync", "BundleTemplateService.ArchiveAsync", "BundleTemplateService.DeleteAsync",
            "DatePlanner.LookAsync", "OutcomePolicyService.GetAsync"),
        new([Capability.ViewFinances],
            "HomeQueries.FiguresAsync of the revenue", "ClientFigureQueries.BillableAsync", "FinanceQueries.ReadAsync", "FinanceRowQueries.ReadAsync", "FinanceRereads.ReportAsync", "FinanceRereads.RowsAsync", "PaymentDisagreementService.ListAsync"),
        new([Capability.ExportData],
            "SessionExport.ExportAsync", "FinanceExport.TableAsync", "FinanceExport.RowsAsync"),
        // Who plans sessions needs the names of the clients; who sees clients has them anyway.
        new([Capability.ViewClients, Capability.ViewSessions],
            "ClientQueries.SearchAsync", "ClientQueries.FindChoiceAsync", "SearchQueries.FindAsync"),
    ];

    public static TheoryData<string, string> Guarded => [.. Guards.SelectMany(guard => guard.Acts.Select(act => new TheoryDataRow<string, string>(EnumCode.List(guard.Off), act)))];

    /// <summary>Calls that no guard names.</summary>
    public static TheoryData<string> Unguarded => [.. ServiceExpectations.All.Select(e => e.Name).Except(Guards.SelectMany(guard => guard.Acts)).Select(name => new TheoryDataRow<string>(name))];

    [Fact]
    public void EveryCapability_GuardsAnAct() => Assert.Equal([], Everything.Except(Guards.SelectMany(guard => guard.Off)));

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Act_WithoutItsCapability_IsRefusedAndChangesNothing(string off, string act)
    {
        var missing = EnumCode.ParseList<Capability>(off);
        // What brings the missing one along has to be missing too.
        Capability[] granted = [.. Everything.Where(capability => !missing.Contains(capability) && !(capability.Implies() is { } implied && missing.Contains(implied)))];

        var with = await AnswerAsync(act, Everything);
        var without = await AnswerAsync(act, granted);

        Assert.True(without.Kind is Answer.Forbidden or Answer.NotFound or Answer.Hidden, $"Without {off}: {without.Text}");
        Assert.False(without.Tells, $"Without {off} the answer tells about the client: {without.Text}");
        Assert.NotEqual(without.Kind, with.Kind);
    }

    [Theory]
    [MemberData(nameof(Unguarded))]
    public async Task Act_ThatNoCapabilityGuards_IsTheSameWithAllAndWithNone(string act) =>
        // Where this fails, the act belongs into the table above.
        Assert.Equal((await AnswerAsync(act, Everything)).Kind, (await AnswerAsync(act, [])).Kind);

    private static async Task<GivenAnswer> AnswerAsync(string act, IReadOnlyCollection<Capability> granted)
    {
        var expectation = ServiceExpectations.All.Single(e => e.Name == act);
        await using var world = await AccessWorld.CreateAsync(Person.TheCoach, granted);
        if (expectation.Before is { } before)
            await before(world);
        var rows = await world.RowsAsync();
        var answer = GivenAnswer.Of(await expectation.Call(world));
        if (answer.Kind is Answer.Forbidden or Answer.NotFound)
            Assert.Equal(rows, await world.RowsAsync());
        return answer;
    }
}
