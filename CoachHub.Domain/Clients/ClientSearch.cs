using CoachHub.Domain.Accounts;
using CoachHub.Domain.Kernel;

namespace CoachHub.Domain.Clients;

/// <summary>What a person typed to find clients by name or address.</summary>
internal sealed class ClientSearch
{
    private const int MostWords = 6;
    private const int LongestText = 200;

    private readonly string[] nameWords;
    private readonly string[] addressWords;
    private readonly bool either;

    private ClientSearch(string[] words)
    {
        // A word with an @ can only be an address. Without one, the text is looked for in names and in addresses.
        addressWords = [.. words.Where(word => word.Contains('@', StringComparison.Ordinal))];
        either = addressWords.Length == 0;
        nameWords = [.. words.Except(addressWords)];
        if (either)
            addressWords = nameWords;
    }

    /// <summary>Null when there is nothing to look for.</summary>
    public static ClientSearch? For(string? text)
    {
        text = InputText.Clean(text);
        if (text is null)
            return null;
        if (text.Length > LongestText)
            text = text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)];
        var words = TextFold.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : new ClientSearch([.. words.Distinct().Take(MostWords)]);
    }

    /// <summary>
    /// The matches, best ones first, in one or two steps. Each step is answered by one narrow index and stops early under a
    /// limit; a test on both columns of each row takes ten times as long when nothing matches.
    /// </summary>
    public IReadOnlyList<IQueryable<Client>> Steps(IQueryable<Client> clients) => either
        ? [InOrder(ByName(clients)), ByAddress(clients).OrderBy(c => c.User.NormalizedEmail)]
        : [ByName(ByAddress(clients)).OrderBy(c => c.User.NormalizedEmail)];

    /// <summary>By name; equal names by age of the record.</summary>
    public static IOrderedQueryable<Client> InOrder(IQueryable<Client> clients) => clients.OrderBy(c => c.User.SearchName).ThenBy(c => c.Id);

    private IQueryable<Client> ByName(IQueryable<Client> clients) => nameWords.Aggregate(clients, WithNameWord);

    private IQueryable<Client> ByAddress(IQueryable<Client> clients) => addressWords.Aggregate(clients, WithAddressWord);

    private static IQueryable<Client> WithNameWord(IQueryable<Client> clients, string word)
    {
        // One or two letters stand for the beginning of a word: anywhere inside they would match nearly everybody.
        var start = " " + word;
        return word.Length < 3
            ? clients.Where(c => (" " + c.User.SearchName).Contains(start))
            : clients.Where(c => c.User.SearchName.Contains(word));
    }

    private static IQueryable<Client> WithAddressWord(IQueryable<Client> clients, string word)
    {
        var address = User.NormalizeEmail(word);
        return word.Length < 3
            ? clients.Where(c => c.User.NormalizedEmail!.StartsWith(address))
            : clients.Where(c => c.User.NormalizedEmail!.Contains(address));
    }
}
