using System.Text.Encodings.Web;
using System.Text.Json;
using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Sessions;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Sessions;

/// <summary>What was typed into the modal, and what the fields were before: so it can be brought together with what was saved since.</summary>
public sealed record SessionDraft(SessionFormModel Start, SessionFormModel Mine)
{
    // Letters with accents as they are: escaped, a long French note would not fit.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Documents that the save was to attach; they are uploaded already.</summary>
    public IReadOnlyList<DocumentRow> Added { get; init; } = [];

    /// <summary>Documents that the save was to take away.</summary>
    public IReadOnlyList<int> Removed { get; init; } = [];

    public static SessionDraft Of(SessionEditing editing) =>
        new(editing.Start, editing.Model) { Added = editing.Documents.Added, Removed = editing.Documents.Changes.Remove };

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>A draft that was kept; null when it cannot be read.</summary>
    public static SessionDraft? Read(string content)
    {
        try
        {
            return JsonSerializer.Deserialize<SessionDraft>(content, Json) is { Start: not null, Mine: not null } draft ? draft : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What was typed as text, a line for each group of fields.</summary>
    public string Text(IStringLocalizer<Words> L, Reader reader, IReadOnlyList<CoachChoice> coaches) =>
        string.Join('\n', Mine.DiffersFrom(Start).Select(group =>
            $"{L["{0}:", SessionGroupWords.Name(L, group)]} {SessionGroupWords.Value(L, group, Mine, reader, coaches)}").Concat(DocumentLines(L)));

    private IEnumerable<string> DocumentLines(IStringLocalizer<Words> L)
    {
        if (Added.Count > 0)
            yield return $"{L["{0}:", L["New documents"]]} {string.Join(", ", Added.Select(document => document.Name))}";
        if (Removed.Count > 0)
            yield return L["Documents to remove: {0}", Removed.Count];
    }
}
