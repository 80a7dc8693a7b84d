namespace CoachHub.Tests.Architecture;

/// <summary>Fails with every breach of a rule on a line of its own.</summary>
internal static class Breaches
{
    public static void None(IEnumerable<string> breaches)
    {
        var found = breaches.Distinct().ToList();
        if (found.Count > 0)
            Assert.Fail(string.Join('\n', found));
    }
}
