using System.Text;
using CoachHub.Domain.Kernel;

namespace CoachHub.App.Integrations.Import;

/// <summary>Which of our columns a file's columns may be, by their names, in English and French.</summary>
internal static class ImportGuess
{
    // A bare "date" or "start" is left to the person: only they know whether it is UTC.
    private static readonly Dictionary<string, string[]> OtherNames = new()
    {
        ["id"] = ["externalid", "reference", "ref"],
        ["start_utc"] = ["startutc", "startsatutc", "debututc"],
        ["duration_minutes"] = ["duration", "minutes", "length", "duree", "dureeminutes"],
        ["client_email"] = ["clientemail", "customeremail", "emailclient", "courrielclient"],
        ["client_name"] = ["clientname", "client", "customer", "nomduclient", "nomclient"],
        ["coach_email"] = ["coachemail", "coach", "emailcoach", "emailducoach"],
        ["title"] = ["subject", "titre", "objet"],
        ["location"] = ["place", "address", "lieu", "adresse"],
        ["video_link"] = ["videolink", "video", "link", "lienvideo", "lien", "visio"],
        ["price"] = ["amount", "fee", "prix", "tarif", "montant"],
        ["status"] = ["state", "statut", "etat"],
        ["payment"] = ["paymentstatus", "paiement"],
        ["notes"] = ["note", "privatenotes", "notesprivees"],
        ["shared_note"] = ["sharednote", "notepartagee"],
        ["zone"] = ["timezone", "fuseau", "fuseauhoraire"],
        ["first_name"] = ["firstname", "givenname", "prenom"],
        ["last_name"] = ["lastname", "surname", "familyname", "nom", "nomdefamille"],
        ["email"] = ["mail", "emailaddress", "courriel", "adresseemail"],
        ["phone"] = ["telephone", "mobile", "phonenumber", "tel", "portable"],
    };

    /// <summary>For each known column its place in the file, or -1. No place is given twice.</summary>
    public static int[] Places(IReadOnlyList<string> known, IReadOnlyList<string> names)
    {
        string[] folded = [.. names.Select(Fold)];
        var places = new int[known.Count];
        var given = new HashSet<int>();
        for (var i = 0; i < known.Count; i++)
        {
            var place = Array.IndexOf(folded, Fold(known[i]));
            if (place < 0 && OtherNames.TryGetValue(known[i], out var others))
                place = Array.FindIndex(folded, others.Contains);
            places[i] = place >= 0 && given.Add(place) ? place : -1;
        }

        return places;
    }

    /// <summary>The kind of which the file has most of the required columns, then most columns at all.</summary>
    public static ImportKind Kind(IEnumerable<ImportKind> allowed, IReadOnlyList<string> names) => allowed
        .OrderByDescending(kind => Found(ImportRows.Required(kind), names) / (double)ImportRows.Required(kind).Count)
        .ThenByDescending(kind => Found(ImportRows.Known(kind), names))
        .First();

    private static int Found(IReadOnlyList<string> columns, IReadOnlyList<string> names) => Places(columns, names).Count(place => place >= 0);

    private static string Fold(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in TextFold.Fold(name))
        {
            if (char.IsLetterOrDigit(letter))
                text.Append(letter);
        }

        return text.ToString();
    }
}
