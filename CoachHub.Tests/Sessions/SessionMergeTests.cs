using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using CsCheck;
using NodaTime;

namespace CoachHub.Tests.Sessions;

public sealed class SessionMergeTests
{
    private static readonly SessionGroup[] Groups = Enum.GetValues<SessionGroup>();

    // Few values for each field, so that two people often type the same one.
    private static readonly Gen<SessionInput> Inputs =
        Gen.Int[0, 2].Array[16].Select(n => new SessionInput
        {
            ClientId = n[0],
            CoachId = n[1],
            Date = new LocalDate(2026, 12, 1 + n[2]),
            Time = new LocalTime(9 + n[3], 0),
            ZoneId = n[4] == 0 ? Given.Zone : "Europe/London",
            Doubled = n[5] == 0 ? Domain.Calendar.DoubledHour.First : Domain.Calendar.DoubledHour.Second,
            DurationMinutes = 30 * (1 + n[6]),
            OverlapReason = Text(n[7]),
            Location = Text(n[8]),
            VideoLink = Text(n[9]),
            Title = Text(n[10]),
            Price = n[11] == 0 ? null : n[11],
            Status = (SessionStatus)n[12],
            Payment = (PaymentStatus)n[13],
            SharedNote = Text(n[14]),
            PrivateNotes = Text(n[15]),
        });

    private static readonly Gen<(SessionInput Before, SessionInput Theirs, SessionInput Mine)> Edits = Gen.Select(Inputs, Inputs, Inputs);

    [Fact]
    public void Merge_EditsOfDifferentGroups_BothSurvive() =>
        Gen.Select(Edits, Gen.Int[0, (1 << Groups.Length) - 1]).Sample((edit, mask) =>
        {
            var (mineGroups, theirGroups) = (Groups.Where((_, i) => (mask >> i & 1) == 1).ToList(), Groups.Where((_, i) => (mask >> i & 1) == 0).ToList());
            var mine = mineGroups.Aggregate(edit.Before, (input, group) => input.With(group, edit.Mine));
            var theirs = theirGroups.Aggregate(edit.Before, (input, group) => input.With(group, edit.Theirs));

            var merge = SessionMerge.Of(edit.Before, theirs, mine);

            Assert.Empty(merge.Conflicts);
            Assert.Equal(theirGroups.Aggregate(mine, (input, group) => input.With(group, theirs)), merge.Merged);
            Assert.Equal(SessionMerge.Differences(edit.Before, theirs), merge.Theirs);
        });

    [Fact]
    public void Merge_SameGroupChangedToDifferentValues_IsAConflictAndNothingElseIs() =>
        Edits.Sample(edit =>
        {
            var (before, theirs, mine) = edit;
            var expected = SessionMerge.Differences(before, theirs)
                .Intersect(SessionMerge.Differences(before, mine))
                .Intersect(SessionMerge.Differences(theirs, mine));

            var merge = SessionMerge.Of(before, theirs, mine);

            Assert.Equal(expected, merge.Conflicts);
            Assert.All(merge.Conflicts, group => Assert.DoesNotContain(group, SessionMerge.Differences(merge.Merged, mine)));
        });

    [Fact]
    public void Merge_BothTypedTheSame_IsNoConflict() =>
        Edits.Sample(edit => SessionMerge.Of(edit.Before, edit.Mine, edit.Mine) is { Conflicts: [], Theirs: [] } merge && merge.Merged == edit.Mine);

    [Fact]
    public void Merge_EveryGroup_TakesFieldsOfItsOwnAndAllFieldsHaveOne() =>
        Edits.Sample(edit => Groups.Aggregate(edit.Mine, (input, group) => input.With(group, edit.Theirs)) == edit.Theirs);

    [Theory]
    [InlineData(nameof(Session.ClientId), SessionGroup.Client)]
    [InlineData(nameof(Session.CoachId), SessionGroup.Time)]
    [InlineData(nameof(Session.StartsAtUtc), SessionGroup.Time)]
    [InlineData(nameof(Session.ZoneId), SessionGroup.Time)]
    [InlineData(nameof(Session.DurationMinutes), SessionGroup.Time)]
    [InlineData(nameof(Session.Location), SessionGroup.Place)]
    [InlineData(nameof(Session.VideoLink), SessionGroup.Place)]
    [InlineData(nameof(Session.Title), SessionGroup.Title)]
    [InlineData(nameof(Session.PriceMinor), SessionGroup.Price)]
    [InlineData(nameof(Session.Status), SessionGroup.State)]
    [InlineData(nameof(Session.Payment), SessionGroup.State)]
    [InlineData(nameof(Session.SharedNote), SessionGroup.SharedNote)]
    [InlineData(nameof(Session.PrivateNotes), SessionGroup.PrivateNotes)]
    [InlineData(nameof(Session.AcknowledgedAtUtc), null)]
    public void Property_OfTheHistory_BelongsToItsGroup(string property, SessionGroup? group) => Assert.Equal(group, SessionMerge.GroupOf(property));

    private static string? Text(int n) => n == 0 ? null : $"text {n}";
}
