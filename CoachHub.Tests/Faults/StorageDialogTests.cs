using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Sessions;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Faults;

/// <summary>The modal on a sick disk: it says what did not happen, keeps what was typed, and saves it once the disk is well.</summary>
public sealed class StorageDialogTests : SessionScreen
{
    [Fact]
    public Task SaveAndNotify_DiskIsFull_SaysSoAndKeepsWhatWasTyped() =>
        RefusedThenSavedAsync(disk => disk.Fill(), "The server's disk is full or failing. Nothing was saved.");

    [Fact]
    public Task SaveAndNotify_DiskIsReadOnly_SaysSoAndKeepsWhatWasTyped() =>
        RefusedThenSavedAsync(disk => disk.MakeReadOnly(), "The server cannot write to its database. Nothing was saved.");

    private async Task RefusedThenSavedAsync(Action<SickDisk> fallIll, string words)
    {
        var claire = await Given.CoachAsync();
        var id = await Given.SessionAsync(claire, await Given.ClientAsync(claire));
        var disk = Services.GetRequiredService<SickDisk>();
        SignIn(claire);
        Navigation.NavigateTo(AppRoutes.OpenSession(AppRoutes.Sessions, id));
        var dialog = Show<SessionDialogHost>();
        Eventually(dialog, () => Button(dialog, "Save"));
        var notes = new string('n', 9_000);
        Field(dialog, "Title").Change("Typed in vain?");
        Field(dialog, "Private notes").Change(notes);

        fallIll(disk);
        Eventually(dialog, () => Assert.False(Button(dialog, "Save and notify").HasAttribute("disabled")));
        Button(dialog, "Save and notify").Click();

        Eventually(dialog, () => Assert.Contains(words, dialog.Find("[role=dialog]").TextContent, StringComparison.Ordinal));
        Assert.Equal(("Typed in vain?", notes), (Field(dialog, "Title").GetAttribute("value"), Field(dialog, "Private notes").GetAttribute("value")));
        var untouched = await FindAsync(id);
        Assert.Equal((null, ToldState.Never), (untouched.Title, untouched.Told));
        await using (var db = Db())
            Assert.False(await db.Set<MailMessage>().AnyAsync(Cancel));

        disk.Mend();
        Button(dialog, "Save and notify").Click();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        var saved = await FindAsync(id);
        Assert.Equal(("Typed in vain?", ToldState.Queued), (saved.Title, saved.Told));
        await using (var db = Db())
            Assert.Equal(1, await db.Set<MailMessage>().CountAsync(Cancel));
    }
}
