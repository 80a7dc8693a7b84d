using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace CoachHub.Tests.Sessions;

/// <summary>Two people have one session open.</summary>
public sealed class SessionTogetherTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SessionService Service => harness.Get<SessionService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Save_DifferentGroups_BothSurviveAndItSaysSo()
    {
        var (id, before, version) = await OpenedAsync(told: false);
        await TheirsAsync(id, before with { Location = "Studio 2", SharedNote = "Bring the form" });

        var saved = await MineAsync(id, before, version, before with { Title = "Review", Price = 95 });

        Assert.Equal(
            [new MergedChange(admin.Name, nameof(Session.Location)), new MergedChange(admin.Name, nameof(Session.SharedNote))],
            saved.Value.Together);
        var session = await FindAsync(id);
        Assert.Equal(("Studio 2", "Bring the form", "Review", 9500L), (session.Location, session.SharedNote, session.Title, session.PriceMinor));
    }

    [Fact]
    public async Task Save_SameGroup_IsAConflictAndNothingOfItIsSaved()
    {
        var (id, before, version) = await OpenedAsync(told: false);
        await TheirsAsync(id, before with { Time = new LocalTime(11, 0) });

        // The duration is another field of the same group.
        var mine = await MineAsync(id, before, version, before with { DurationMinutes = 90, Title = "Review" });

        Assert.Equal((ProblemKind.Conflict, "session.changed_meanwhile"), (mine.Problem!.Kind, mine.Problem.Code));
        Assert.Equal((60, null), ((await FindAsync(id)).DurationMinutes, (await FindAsync(id)).Title));
    }

    [Fact]
    public async Task Save_SameGroupToTheSameValue_IsNoConflict()
    {
        var (id, before, version) = await OpenedAsync(told: false);
        await TheirsAsync(id, before with { Location = "Studio 2" });

        Assert.True((await MineAsync(id, before, version, before with { Location = "Studio 2", Title = "Review" })).Ok);
    }

    [Fact]
    public async Task Save_AfterTheChoice_TakesWhatWasChosen()
    {
        var (id, before, version) = await OpenedAsync(told: false);
        await TheirsAsync(id, before with { Location = "Studio 2" });
        Assert.False((await MineAsync(id, before, version, before with { Location = "Studio 3" })).Ok);

        // "Mine" was chosen: the start is what they saved.
        var saved = await MineAsync(id, before with { Location = "Studio 2" }, version + 1, before with { Location = "Studio 3" });

        Assert.Equal((true, "Studio 3"), (saved.Ok, (await FindAsync(id)).Location));
    }

    [Fact]
    public async Task Save_MergedTimeIsTaken_IsRefused()
    {
        // Called off, it takes no time: another session moved in. They move it there; I book it again.
        var (id, before, version) = await OpenedAsync(told: false, SessionStatus.Cancelled);
        await harness.Given.SessionAsync(claire, await harness.Given.ClientAsync(claire, "Elise Fabre"), "2026-12-01 15:00");
        await TheirsAsync(id, before with { Time = new LocalTime(15, 30) });

        var mine = await MineAsync(id, before, version, before with { Status = SessionStatus.Booked });

        Assert.Equal("session.overlap", mine.Problem!.Code);
        Assert.Equal(SessionStatus.Cancelled, (await FindAsync(id)).Status);
    }

    [Fact]
    public async Task SaveAndNotify_TheyChangedWhatTheMailTells_IsShownFirst()
    {
        var (id, before, version) = await OpenedAsync(told: true);
        await TheirsAsync(id, before with { Location = "Studio 2" });

        var unseen = await MineAsync(id, before, version, before with { Price = 95 }, notify: true);
        Assert.Equal("session.look_again", unseen.Problem!.Code);
        Assert.Empty(await MailsAsync());

        var seen = await MineAsync(id, before with { Location = "Studio 2" }, version + 1, before with { Location = "Studio 2", Price = 95 }, notify: true);
        Assert.Equal(MailType.SessionUpdate, seen.Value.Telling.Queued);
    }

    [Fact]
    public async Task Cancel_TheyMovedItMeanwhile_IsShownFirst()
    {
        var (id, before, version) = await OpenedAsync(told: true);
        await TheirsAsync(id, before with { Time = new LocalTime(16, 0) });

        var mine = await MineAsync(id, before, version, before with { Status = SessionStatus.Cancelled });

        Assert.Equal("session.look_again", mine.Problem!.Code);
    }

    [Fact]
    public async Task SaveAndNotify_TheyChangedWhatNoMailTells_Mails()
    {
        var (id, before, version) = await OpenedAsync(told: true);
        await TheirsAsync(id, before with { PrivateNotes = "Quiet", Payment = PaymentStatus.Paid });

        var saved = await MineAsync(id, before, version, before with { Price = 95 }, notify: true);

        Assert.Equal(MailType.SessionUpdate, saved.Value.Telling.Queued);
        Assert.Equal(("Quiet", PaymentStatus.Paid), ((await FindAsync(id)).PrivateNotes, (await FindAsync(id)).Payment));
    }

    [Fact]
    public async Task Save_WhatTheyMadeOfItDoesNotFit_IsRefusedAtTheField()
    {
        var (id, before, version) = await OpenedAsync(told: false);
        await TheirsAsync(id, before with { ClientId = null, Status = SessionStatus.Available });
        var bob = await harness.Given.ClientAsync(claire, "Bob Grand");

        // A client for what is a slot now: the client is in conflict.
        Assert.Equal("session.changed_meanwhile", (await MineAsync(id, before, version, before with { ClientId = bob.Id })).Problem!.Code);
    }

    private async Task<(int Id, SessionInput Before, int Version)> OpenedAsync(bool told, SessionStatus status = SessionStatus.Booked)
    {
        var id = told ? await harness.Given.ToldSessionAsync(claire, anna) : await harness.Given.SessionAsync(claire, anna, status: status);
        var session = await FindAsync(id);
        return (id, SessionInput.Of(session, "EUR"), session.Version);
    }

    private async Task TheirsAsync(int id, SessionInput input) => Assert.True((await Service.SaveAsync(admin, new SaveSession(input) { Id = id }, Cancel)).Ok);

    private Task<Result<SavedSession>> MineAsync(int id, SessionInput before, int version, SessionInput mine, bool notify = false) =>
        Service.SaveAsync(claire, new SaveSession(mine) { Id = id, ExpectedVersion = version, Base = before, Notify = notify }, Cancel);

    private async Task<Session> FindAsync(int id)
    {
        await using var db = harness.Db();
        return await db.Set<Session>().AsNoTracking().SingleAsync(s => s.Id == id, Cancel);
    }

    private async Task<List<MailMessage>> MailsAsync()
    {
        await using var db = harness.Db();
        return await db.Set<MailMessage>().AsNoTracking().ToListAsync(Cancel);
    }
}
