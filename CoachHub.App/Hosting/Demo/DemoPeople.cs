using System.Globalization;
using CoachHub.Domain.Kernel;

namespace CoachHub.App.Hosting.Demo;

/// <summary>A person of the demo practice.</summary>
internal sealed record DemoPerson(string FirstName, string LastName, string Email, string ZoneId, string Language, string? Phone)
{
    public string Name => $"{FirstName} {LastName}";
}

/// <summary>A client of the demo practice; <paramref name="Coach"/> counts from 0.</summary>
internal sealed record DemoClient(DemoPerson Person, int Coach);

/// <summary>Who works at and comes to the demo practice. Every address ends in a name that can never exist.</summary>
internal static class DemoPeople
{
    public const string Password = "Coach-Hub-2026!";
    public const string Zone = "Europe/Paris";

    public static DemoPerson Administrator { get; } = new("Hélène", "Garnier", "admin@demo.example", Zone, "en", "+33 1 84 60 12 01");

    public static IReadOnlyList<DemoPerson> Coaches { get; } =
    [
        new("Claire", "Moreau", "coach@demo.example", Zone, "en", "+33 6 12 40 77 15"),
        new("Marc", "Lefèvre", "marc@demo.example", Zone, "en", "+33 6 70 22 58 90"),
        new("Sofia", "Almeida", "sofia@demo.example", "Europe/Lisbon", "en", "+351 912 440 318"),
    ];

    /// <summary>Sixty people. The first is the one with an account to try.</summary>
    public static IReadOnlyList<DemoClient> Clients { get; } =
    [
        new(new("Anna", "Walker", "client@demo.example", "America/New_York", "en", "+1 212 555 0147"), 0),
        .. Rows.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Client),
    ];

    private const string Rows =
        """
        Julien Fournier|Europe/Paris|fr|0
        Amélie Rousseau|Europe/Paris|fr|0
        Thomas Becker|Europe/Berlin|en|0
        Ngozi Okafor|Europe/London|en|0
        Camille Girard|Europe/Paris|fr|0
        Hugo Bernard|Europe/Paris|fr|0
        Yuki Tanaka|Asia/Tokyo|en|0
        Inès Lambert|Europe/Paris|fr|0
        Oliver Hughes|Europe/London|en|0
        Fatou Diop|Africa/Dakar|fr|0
        Léa Fontaine|Europe/Paris|fr|0
        Matteo Ricci|Europe/Rome|en|0
        Sarah Cohen|Europe/Paris|en|0
        Antoine Mercier|Europe/Paris|fr|0
        Élodie Chevalier|Europe/Brussels|fr|0
        Daniel Novak|Europe/Prague|en|0
        Manon Perrin|Europe/Paris|fr|0
        Gabriel Tremblay|America/Toronto|fr|0
        Priya Sharma|Asia/Kolkata|en|0
        Nicolas Dupuis|Europe/Paris|fr|0
        Marta Kowalska|Europe/Warsaw|en|0
        Romain Gauthier|Europe/Paris|fr|0
        Emma O'Connor|Europe/Dublin|en|0
        Bastien Roche|Europe/Paris|fr|0
        Chloé Marchand|Europe/Paris|fr|1
        Lucas Weber|Europe/Zurich|en|1
        Aïcha Benali|Africa/Casablanca|fr|1
        Mehdi Haddad|Europe/Paris|fr|1
        Grace Mitchell|America/Los_Angeles|en|1
        Valentin Robin|Europe/Paris|fr|1
        Ingrid Solberg|Europe/Oslo|en|1
        Pauline Renaud|Europe/Paris|fr|1
        Samuel Katz|Europe/Paris|en|1
        Océane Barbier|Indian/Reunion|fr|1
        Diego Fernández|Europe/Madrid|en|1
        Mathilde Colin|Europe/Paris|fr|1
        Kwame Mensah|Africa/Accra|en|1
        Florian Picard|Europe/Paris|fr|1
        Nadia Khoury|Asia/Beirut|fr|1
        Victor Lemaire|Europe/Paris|fr|1
        Hannah Schmidt|Europe/Vienna|en|1
        Zoé Caron|Europe/Paris|fr|1
        Arthur Bailly|Europe/Paris|fr|1
        Mei Lin Chen|Asia/Singapore|en|1
        Joana Silva|Europe/Lisbon|en|2
        Tiago Carvalho|Europe/Lisbon|en|2
        Beatriz Nunes|America/Sao_Paulo|en|2
        Rui Teixeira|Atlantic/Azores|en|2
        Margot Leclerc|Europe/Paris|fr|2
        Liam Murphy|Europe/Dublin|en|2
        Catarina Rocha|Europe/Lisbon|en|2
        Paul Vasseur|Europe/Paris|fr|2
        Isabel Moreno|Europe/Madrid|en|2
        Noah Andersen|Europe/Copenhagen|en|2
        Rita Faria|Europe/Lisbon|en|2
        Clément Duval|Europe/Paris|fr|2
        Ruby Thompson|Australia/Sydney|en|2
        André Pires|Europe/Lisbon|en|2
        Sylvie Marty|Europe/Paris|fr|2
        """;

    private static DemoClient Client(string row, int index)
    {
        var parts = row.Split('|');
        var space = parts[0].LastIndexOf(' ');
        var (first, last) = (parts[0][..space], parts[0][(space + 1)..]);
        var address = $"{TextFold.Fold(first)}.{TextFold.Fold(last)}@mail.example".Replace(' ', '-').Replace("'", "", StringComparison.Ordinal);
        // One in six gave no number.
        var phone = index % 6 == 4 ? null : string.Create(CultureInfo.InvariantCulture, $"+33 6 {20 + index} {(index * 37) % 90 + 10} {(index * 53) % 90 + 10} {(index * 71) % 90 + 10}");
        return new DemoClient(new DemoPerson(first, last, address, parts[1], parts[2], phone), int.Parse(parts[3], CultureInfo.InvariantCulture));
    }
}
