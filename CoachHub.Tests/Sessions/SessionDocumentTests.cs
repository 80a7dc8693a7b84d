using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>Documents of a session: who may add which, what the client is told of them, and by which mail (D1, D3, D4, D30, D39).</summary>
public sealed class SessionDocumentTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, marc = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionService Service => harness.Get<SessionService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        marc = await harness.Given.CoachAsync("Marc Lenoir");
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Save_NewSessionWithAnUpload_AttachesItForTheClient()
    {
        var plan = await harness.Given.DocumentAsync(claire);

        var saved = await Service.SaveAsync(claire, new SaveSession(Input()) { Documents = Add(plan) }, Cancel);

        Assert.Null(saved.Problem);
        Assert.Equal(["plan.pdf"], (await DetailsAsync(saved.Value.Id)).Documents.Select(d => d.Name));
        Assert.Equal(["plan.pdf"], (await harness.Get<ClientSessionQueries>().OutlookAsync(anna, Cancel)).Ahead.Single().Documents.Select(d => d.Name));
        Assert.True(await OpensAsync(anna, plan));
        Assert.False(await OpensAsync(marc, plan));
    }

    [Fact]
    public async Task Save_RefusedForAnotherReason_AttachesNothing()
    {
        var plan = await harness.Given.DocumentAsync(claire);
        await harness.Given.SessionAsync(claire, anna);

        var refused = await Service.SaveAsync(claire, new SaveSession(Input()) { Documents = Add(plan) }, Cancel);

        Assert.Equal("session.overlap", refused.Problem!.Code);
        Assert.False(await OpensAsync(anna, plan));
        Assert.True(await OpensAsync(claire, plan));
    }

    [Fact]
    public async Task Save_WithDocumentsOfOthers_IsRefusedWhole()
    {
        var marcs = await harness.Given.DocumentAsync(marc);
        var shared = await harness.Given.DocumentAsync(marc);
        await harness.Given.AttachAsync(await harness.Given.SessionAsync(marc, await harness.Given.ClientAsync(marc, "Bob Grand"), "2026-12-04 10:00"), shared);

        foreach (var id in new[] { marcs, shared, 999_999, -1 })
        {
            var refused = await Service.SaveAsync(claire, new SaveSession(Input()) { Documents = Add(id) }, Cancel);
            Assert.Equal(("document.not_found", "Documents"), (refused.Problem!.Code, refused.Problem.Field));
        }

        await using var db = harness.Db();
        Assert.False(await db.Set<Session>().AnyAsync(s => s.ClientId == anna.Id, Cancel));
    }

    [Fact]
    public async Task Save_MoreThanASessionHolds_IsRefusedByNamingTheLimit()
    {
        var many = new List<int>();
        for (var i = 0; i <= SessionDocument.Most; i++)
            many.Add(await harness.Given.DocumentAsync(claire));

        var refused = await Service.SaveAsync(claire, new SaveSession(Input()) { Documents = Add([.. many]) }, Cancel);

        Assert.Equal("document.too_many", refused.Problem!.Code);
        Assert.Equal([SessionDocument.Most], refused.Problem.Arguments);
    }

    [Fact]
    public async Task Save_SameContentTwice_IsAttachedOnce()
    {
        var uploads = harness.Get<DocumentService>();
        var one = (await uploads.UploadAsync(claire, "one.pdf", new MemoryStream(PdfFile.Plain()), null, Cancel)).Value;
        var two = (await uploads.UploadAsync(claire, "two.pdf", new MemoryStream(PdfFile.Plain()), null, Cancel)).Value;

        var saved = await Service.SaveAsync(claire, new SaveSession(Input()) { Documents = Add(one.Id, two.Id, one.Id) }, Cancel);

        Assert.Equal(["one.pdf"], (await DetailsAsync(saved.Value.Id)).Documents.Select(d => d.Name));
    }

    [Fact]
    public async Task Documents_TwoPeopleAtOnce_KeepBothAndRaiseNoVersion()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var version = (await FindAsync(id)).Version;
        var mine = await harness.Given.DocumentAsync(claire, "mine.pdf");
        var theirs = await harness.Given.DocumentAsync(admin, "theirs.pdf");

        await SaveAsync(admin, id, version, Add(theirs));
        await SaveAsync(claire, id, version, Add(mine));
        // Somebody who opened the session before both, and changes a field: no conflict.
        var moved = await Service.SaveAsync(admin, new SaveSession(Input() with { Location = "Studio" }) { Id = id, ExpectedVersion = version }, Cancel);

        Assert.Null(moved.Problem);
        Assert.Equal(["theirs.pdf", "mine.pdf"], (await DetailsAsync(id)).Documents.Select(d => d.Name));
    }

    [Fact]
    public async Task Documents_AddedWhileSomebodyElseMovedIt_MergeWithTheirs()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var version = (await FindAsync(id)).Version;
        Assert.Null((await Service.SaveAsync(admin, new SaveSession(Input() with { Location = "Studio" }) { Id = id }, Cancel)).Problem);

        var saved = await Service.SaveAsync(
            claire, new SaveSession(Input()) { Id = id, ExpectedVersion = version, Base = Input(), Documents = Add(await harness.Given.DocumentAsync(claire)) }, Cancel);

        Assert.Null(saved.Problem);
        Assert.Equal(("Studio", 1), ((await FindAsync(id)).Location, (await FindAsync(id)).NewestDocument));
    }

    [Fact]
    public async Task Letter_BeforeTheSave_NamesWhatTheSaveWouldAttach()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var plan = await harness.Given.DocumentAsync(claire);

        var letter = await harness.Get<SessionPreviewer>().LetterAsync(claire, new SaveSession(Input()) { Id = id, Documents = Add(plan) }, Cancel);

        Assert.Equal(["plan.pdf"], Assert.IsType<NewDocumentsMail>(letter.Value).Session.NewDocuments.Select(d => d.Name));
        Assert.Empty((await DetailsAsync(id)).Documents);
    }

    [Fact]
    public async Task NotifyMany_DocumentsOfSeveralSessions_AreToldInOneMail()
    {
        var one = await harness.Given.ToldSessionAsync(claire, anna);
        var two = await harness.Given.ToldSessionAsync(claire, anna, "2026-12-02 10:00");
        foreach (var id in new[] { one, two })
            await harness.Given.AttachAsync(id, await harness.Given.DocumentAsync(claire));

        var outcome = await harness.Get<SessionBulkService>().RunAsync(claire, new BulkAct(BulkKind.Notify), [new SessionPick(one), new SessionPick(two)], null, Cancel);
        Assert.Equal(1, outcome.Value.Mails);
        await harness.DeliverAsync(Cancel);

        Assert.Equal([MailType.NewDocuments], (await MailsAsync()).Select(m => m.Type));
        Assert.Equal((ToldState.Told, ToldState.Told), ((await FindAsync(one)).Told, (await FindAsync(two)).Told));
    }

    [Fact]
    public async Task Documents_AreNamedInTheHistory()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var plan = await harness.Given.DocumentAsync(claire);
        await SaveAsync(claire, id, null, Add(plan));
        await SaveAsync(admin, id, null, Remove(plan));

        var history = (await harness.Get<SessionQueries>().HistoryAsync(claire, id, 0, 10, Cancel)).Value.Changes;

        Assert.Contains(history, change => (change.Field, change.After, change.ActorName) == ("DocumentAdded", "plan.pdf", "Claire Dubois"));
        Assert.Contains(history, change => (change.Field, change.Before, change.ActorName) == ("DocumentRemoved", "plan.pdf", "Ada Martin"));
        Assert.False(await OpensAsync(anna, plan));
    }

    [Fact]
    public async Task Choices_AreThoseOfTheClientThenOfTheCoach_AndNobodyElses()
    {
        var marcsClient = await harness.Given.ClientAsync(marc, "Bob Grand");
        var elise = await harness.Given.ClientAsync(claire, "Elise Fabre");
        await SharedAsync(claire, elise, "coach.pdf", "2026-12-02 10:00");
        await SharedAsync(claire, anna, "client.pdf", "2026-12-03 10:00");
        await SharedAsync(marc, marcsClient, "strange.pdf", "2026-12-04 10:00");
        var marcs = await SharedAsync(marc, anna, "marc for anna.pdf", "2026-12-05 10:00");
        var queries = harness.Get<SessionDocumentQueries>();

        var choices = await queries.ChoicesAsync(claire, anna.Id, claire.Id, null, 10, Cancel);

        // What another coach shared with her in a session of theirs is not Claire's to see.
        Assert.Equal([("client.pdf", true, "Anna Petit"), ("coach.pdf", false, "Elise Fabre")], choices.Select(c => (c.Name, c.IsOfClient, c.ClientName!)));
        Assert.Equal(["client.pdf"], (await queries.ChoicesAsync(claire, anna.Id, claire.Id, "LIENT", 10, Cancel)).Select(c => c.Name));
        Assert.Empty(await queries.ChoicesAsync(claire, anna.Id, claire.Id, "%", 10, Cancel));
        Assert.Contains(marcs, (await queries.ChoicesAsync(admin, anna.Id, claire.Id, null, 10, Cancel)).Select(c => c.Id));
        Assert.Null((await Service.SaveAsync(claire, new SaveSession(Input()) { Documents = Add(choices[1].Id) }, Cancel)).Problem);
    }

    [Fact]
    public async Task Notify_OnlyDocumentsAdded_SendsNewDocumentsAndThenTheClientKnows()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var plan = await harness.Given.DocumentAsync(claire);

        Assert.Equal(MailType.NewDocuments, (await PreviewAsync(id, Add(plan))).Type);
        var saved = await SaveAsync(claire, id, null, Add(plan), notify: true);
        Assert.Equal(MailType.NewDocuments, saved.Telling.Queued);
        await harness.DeliverAsync(Cancel);

        var mail = Assert.Single(harness.MailServer.Taken);
        Assert.Contains("NewDocumentsMail", mail.Text, StringComparison.Ordinal);
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
        Assert.Equal(NothingToTell.NothingNew, (await PreviewAsync(id, DocumentChanges.None)).WhyNot);
        // The next one is news again, though no fact ever changed.
        await SaveAsync(claire, id, null, Add(await harness.Given.DocumentAsync(claire)), notify: true);
        await harness.DeliverAsync(Cancel);
        Assert.Equal(2, harness.MailServer.Taken.Count);
    }

    [Fact]
    public async Task Save_DocumentsAddedSilently_ShowsToldOldFacts()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var plan = await harness.Given.DocumentAsync(claire);

        await SaveAsync(claire, id, null, Add(plan));

        Assert.Equal(ToldState.Outdated, (await FindAsync(id)).Told);
        Assert.Equal(["documents"], (await PreviewAsync(id, DocumentChanges.None)).Changes);
        // Taken away before anybody was told: there is no news, and nothing is mailed.
        await SaveAsync(claire, id, null, Remove(plan), notify: true);
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
        Assert.Empty(await MailsAsync());
    }

    [Fact]
    public async Task Save_ToldDocumentRemoved_NeverMails()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        var plan = await harness.Given.DocumentAsync(claire);
        await harness.Given.AttachAsync(id, plan);
        await Service.NotifyAsync(claire, id, Cancel);
        await harness.DeliverAsync(Cancel);

        var removed = await SaveAsync(claire, id, null, Remove(plan), notify: true);

        Assert.Equal(NothingToTell.NothingNew, removed.Telling.WhyNot);
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Notify_FactsAndDocuments_SendsOneUpdateThatNamesBoth()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var plan = await harness.Given.DocumentAsync(claire);

        var saved = await Service.SaveAsync(claire, new SaveSession(Input() with { Location = "Studio" }) { Id = id, Documents = Add(plan), Notify = true }, Cancel);
        await harness.DeliverAsync(Cancel);

        Assert.Equal(MailType.SessionUpdate, saved.Value.Telling.Queued);
        Assert.Equal([MailType.SessionUpdate], (await MailsAsync()).Select(m => m.Type));
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
    }

    [Fact]
    public async Task Notify_WhileTheConfirmationIsUnderWay_TellsWhatItDoesNotName()
    {
        var id = await harness.Given.SessionAsync(claire, anna);
        await Service.NotifyAsync(claire, id, Cancel);
        harness.Clock.Advance(TimeSpan.FromSeconds(11));
        var claimed = Assert.Single(await harness.Get<Outbox>().ClaimDueAsync(1, Cancel));
        var plan = await harness.Given.DocumentAsync(claire);

        var saved = await SaveAsync(claire, id, null, Add(plan), notify: true);
        Assert.Equal(MailType.NewDocuments, saved.Telling.Queued);
        await harness.Get<Outbox>().SettleAsync(claimed, FakeMailServer.Accepted, null, Cancel);
        Assert.Equal(ToldState.Queued, (await FindAsync(id)).Told);
        await harness.DeliverAsync(Cancel);

        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
    }

    [Theory]
    [InlineData(SessionStatus.Completed, true, MailType.NewDocuments, null)]
    [InlineData(SessionStatus.Completed, false, null, NothingToTell.Closed)]
    [InlineData(SessionStatus.NoShow, true, null, NothingToTell.Closed)]
    [InlineData(SessionStatus.Booked, true, null, NothingToTell.Past)]
    public async Task Notify_AfterTheSession_IsForDocumentsOfCompletedOnesAlone(SessionStatus status, bool told, MailType? type, NothingToTell? whyNot)
    {
        var id = told ? await harness.Given.ToldSessionAsync(claire, anna, "2026-11-20 10:00") : await harness.Given.SessionAsync(claire, anna, "2026-11-20 10:00");
        var plan = await harness.Given.DocumentAsync(claire);
        var input = Input() with { Date = new LocalDate(2026, 11, 20), Status = status };

        var saved = await Service.SaveAsync(claire, new SaveSession(input) { Id = id, Documents = Add(plan), Notify = true }, Cancel);

        Assert.Equal((type, whyNot), (saved.Value.Telling.Queued, saved.Value.Telling.WhyNot));
        await harness.DeliverAsync(Cancel);
        Assert.Equal(type is null ? 0 : 1, harness.MailServer.Taken.Count);
    }

    [Fact]
    public async Task Cancellation_NamesNoDocuments_SoThatTheyAreNewsAfterRebooking()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        await SaveAsync(claire, id, null, Add(await harness.Given.DocumentAsync(claire)));

        await Service.SaveAsync(claire, new SaveSession(Input() with { Status = SessionStatus.Cancelled }) { Id = id }, Cancel);
        await harness.DeliverAsync(Cancel);
        Assert.Equal(ToldState.Told, (await FindAsync(id)).Told);
        await Service.SaveAsync(claire, new SaveSession(Input()) { Id = id, Notify = true }, Cancel);

        Assert.False((await DetailsAsync(id)).Documents.Single().IsTold);
        await harness.DeliverAsync(Cancel);
        Assert.True((await DetailsAsync(id)).Documents.Single().IsTold);
    }

    [Fact]
    public async Task Notify_NewDocumentsSwitchedOff_IsSavedAndSaysSo()
    {
        await harness.Given.PracticeAsync(practice => practice.DisabledMails = EnumCode.Of(MailType.NewDocuments));
        var id = await harness.Given.ToldSessionAsync(claire, anna);

        var saved = await SaveAsync(claire, id, null, Add(await harness.Given.DocumentAsync(claire)), notify: true);

        Assert.True(saved.Telling.SwitchedOff);
        Assert.Equal((MailState.Skipped, SkipReasons.SwitchedOff), (await MailsAsync()).Select(m => (m.State, m.SkipReason!)).Single());
    }

    [Fact]
    public async Task Acknowledge_DocumentsThatCameMeanwhile_WereNotSeen()
    {
        var id = await harness.Given.ToldSessionAsync(claire, anna);
        var seen = (await FindAsync(id)).SeenMark;
        await SaveAsync(claire, id, null, Add(await harness.Given.DocumentAsync(claire)));

        Assert.Equal("session.changed_meanwhile", (await Service.AcknowledgeAsync(anna, id, seen, Cancel)).Problem!.Code);
        Assert.True((await Service.AcknowledgeAsync(anna, id, (await FindAsync(id)).SeenMark, Cancel)).Ok);
        Assert.Equal(ToldState.Acknowledged, (await FindAsync(id)).Told);
    }

    private static DocumentChanges Add(params int[] ids) => new(ids, []);

    private static DocumentChanges Remove(params int[] ids) => new([], ids);

    // What Given.ToldSessionAsync makes, as input.
    private SessionInput Input() => new()
    {
        ClientId = anna.Id,
        CoachId = claire.Id,
        Date = new LocalDate(2026, 12, 1),
        Time = new LocalTime(10, 0),
        ZoneId = Given.Zone,
        Location = "12 rue des Lilas",
        Price = 80,
    };

    private async Task<SavedSession> SaveAsync(Actor actor, int id, int? version, DocumentChanges documents, bool notify = false)
    {
        var saved = await Service.SaveAsync(actor, new SaveSession(Input()) { Id = id, ExpectedVersion = version, Documents = documents, Notify = notify }, Cancel);
        Assert.Null(saved.Problem);
        return saved.Value;
    }

    private async Task<int> SharedAsync(Actor coach, Actor client, string name, string at)
    {
        harness.Clock.Advance(TimeSpan.FromMinutes(1));
        var document = await harness.Given.DocumentAsync(coach, name);
        await harness.Given.AttachAsync(await harness.Given.SessionAsync(coach, client, at), document);
        return document;
    }

    private async Task<NotifyPreview> PreviewAsync(int id, DocumentChanges documents) =>
        (await harness.Get<SessionPreviewer>().PreviewAsync(claire, new SaveSession(Input()) { Id = id, Documents = documents }, Cancel)).Value.Notify;

    private async Task<SessionDetails> DetailsAsync(int id) => (await harness.Get<SessionQueries>().FindAsync(claire, id, Cancel)).Value;

    private async Task<bool> OpensAsync(Actor actor, int document) => (await harness.Get<DocumentService>().OpenAsync(actor, document, Cancel)).Ok;

    private async Task<Session> FindAsync(int id)
    {
        await using var db = harness.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }

    private async Task<List<MailMessage>> MailsAsync()
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().OrderBy(m => m.Id).ToListAsync(Cancel);
    }
}
