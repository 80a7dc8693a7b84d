using System.Globalization;

namespace CoachHub.App.Resources;

/// <summary>The cities that time zones are named after, as people call them. Names that French shares with the zone's own are left out.</summary>
public static class Cities
{
    private static readonly Dictionary<string, string> French = new()
    {
        ["Addis Ababa"] = "Addis-Abeba",
        ["Algiers"] = "Alger",
        ["Athens"] = "Athènes",
        ["Azores"] = "Açores",
        ["Baghdad"] = "Bagdad",
        ["Beirut"] = "Beyrouth",
        ["Brussels"] = "Bruxelles",
        ["Bucharest"] = "Bucarest",
        ["Busingen"] = "Büsingen",
        ["Cairo"] = "Le Caire",
        ["Canary"] = "Canaries",
        ["Cape Verde"] = "Cap-Vert",
        ["Copenhagen"] = "Copenhague",
        ["Damascus"] = "Damas",
        ["Dubai"] = "Dubaï",
        ["Dushanbe"] = "Douchanbé",
        ["Faroe"] = "Féroé",
        ["Geneva"] = "Genève",
        ["Havana"] = "La Havane",
        ["Ho Chi Minh"] = "Hô Chi Minh-Ville",
        ["Jerusalem"] = "Jérusalem",
        ["Kathmandu"] = "Katmandou",
        ["Kuwait"] = "Koweït",
        ["Kyiv"] = "Kiev",
        ["Lisbon"] = "Lisbonne",
        ["London"] = "Londres",
        ["Madeira"] = "Madère",
        ["Mauritius"] = "Maurice",
        ["Mexico City"] = "Mexico",
        ["Montreal"] = "Montréal",
        ["Moscow"] = "Moscou",
        ["Muscat"] = "Mascate",
        ["Noumea"] = "Nouméa",
        ["Reunion"] = "La Réunion",
        ["Riyadh"] = "Riyad",
        ["Seoul"] = "Séoul",
        ["Singapore"] = "Singapour",
        ["Tbilisi"] = "Tbilissi",
        ["Tehran"] = "Téhéran",
        ["Ulaanbaatar"] = "Oulan-Bator",
        ["Vienna"] = "Vienne",
        ["Warsaw"] = "Varsovie",
    };

    /// <summary>The city of an IANA zone in a language: <c>Europe/London</c> is <c>Londres</c> in French.</summary>
    public static string Of(string zoneId, CultureInfo culture)
    {
        var name = zoneId[(zoneId.LastIndexOf('/') + 1)..].Replace('_', ' ');
        return culture.TwoLetterISOLanguageName == "fr" && French.TryGetValue(name, out var french) ? french : name;
    }
}
