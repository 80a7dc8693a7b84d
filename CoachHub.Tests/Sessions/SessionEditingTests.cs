using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Sessions;

public sealed class SessionEditingTests
{
    private readonly SessionEditing editing = new(Form(), version: 1);

    [Fact]
    public void Choose_Theirs_LeavesNothingUnsaved()
    {
        Clash();

        editing.Choose(SessionGroup.Place, ConflictChoice.Theirs);

        Assert.Equal(("Studio 2", false, false), (editing.Model.Location, editing.IsDirty, editing.AwaitsChoice));
    }

    [Fact]
    public void Choose_Mine_IsAChangeOfWhatIsSavedAndIsNotAskedAgain()
    {
        Clash();
        editing.Choose(SessionGroup.Place, ConflictChoice.Mine);

        var theirs = Form("Studio 2");
        theirs.Title = "Review";
        editing.Follow(theirs, version: 3, []);

        Assert.Equal(("Studio 3", "Review", true, false), (editing.Model.Location, editing.Model.Title, editing.IsDirty, editing.AwaitsChoice));
        Assert.Equal("Studio 2", editing.Start.Location);
    }

    [Fact]
    public void Choose_TheOtherWay_BringsBackWhatWasTyped()
    {
        Clash();
        editing.Choose(SessionGroup.Place, ConflictChoice.Theirs);
        editing.Choose(SessionGroup.Place, ConflictChoice.Mine);

        Assert.Equal("Studio 3", editing.Model.Location);
    }

    [Fact]
    public void Follow_TheyChangeItOnceMoreAfterTheChoice_IsAskedAnew()
    {
        Clash();
        editing.Choose(SessionGroup.Place, ConflictChoice.Mine);

        editing.Follow(Form("Studio 4"), version: 3, []);

        var clash = Assert.Single(editing.Clashes);
        Assert.Equal(("Studio 2", "Studio 4", "Studio 3", ConflictChoice.None), (clash.Before.Location, clash.Theirs.Location, clash.Mine.Location, clash.Choice));
    }

    [Fact]
    public void Follow_AmountThatCannotBeRead_StaysAsTyped()
    {
        editing.Model.Price = "8o";
        var theirs = Form();
        theirs.Price = "95.00";

        editing.Follow(theirs, version: 2, []);

        Assert.Equal(("8o", true), (editing.Model.Price, editing.AwaitsChoice));
    }

    private void Clash()
    {
        editing.Model.Location = "Studio 3";
        editing.Follow(Form("Studio 2"), version: 2, []);
        Assert.True(editing.AwaitsChoice);
    }

    private static SessionFormModel Form(string location = "12 rue des Lilas") => new()
    {
        CoachId = 1,
        Date = new DateOnly(2026, 12, 1),
        Time = new TimeOnly(10, 0),
        ZoneId = Given.Zone,
        Location = location,
        Price = "80.00",
    };
}
