using CoachHub.Domain.Accounts;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Sessions;

namespace CoachHub.App.Hosting.Demo;

/// <summary>The worksheets of the demo practice. The files are kept once; each coach has documents of their own over them.</summary>
internal sealed class DemoDocuments(AppDbContext db)
{
    private static readonly (string Name, string[] Lines)[] Sheets =
    [
        ("Goals for the next three months",
        [
            "What would you like to be different at the end of them?", "", "1.  ________________________________________", "",
            "2.  ________________________________________", "", "3.  ________________________________________", "",
            "How will you notice that you are on the way?", "", "Who can support you?",
        ]),
        ("Weekly review",
        [
            "What went well this week?", "", "________________________________________", "", "What cost more strength than it gave?", "",
            "________________________________________", "", "What is the one thing for next week?", "", "________________________________________",
        ]),
        ("Preparing a difficult talk",
        [
            "What do I want to have said?", "", "What does the other person need?", "", "What will I do if it goes another way?", "",
            "My first sentence: ________________________________________",
        ]),
    ];

    private readonly Dictionary<int, Document[]> byCoach = [];

    /// <summary>Makes the files, and each coach's documents.</summary>
    public async Task MakeAsync(IEnumerable<User> coaches, DateTime atUtc, CancellationToken cancel)
    {
        var files = new List<StoredFile>();
        foreach (var (name, lines) in Sheets)
            files.Add(await FileStore.AddAsync(db, DemoPdf.Write(name, lines), atUtc, cancel));
        foreach (var coach in coaches)
        {
            byCoach[coach.Id] = [.. files.Select((file, i) => new Document
            {
                FileId = file.Id, Name = DocumentName.Clean(Sheets[i].Name), Size = file.Size, AddedById = coach.Id, AddedAtUtc = atUtc, UnusedSinceUtc = atUtc,
            })];
            db.AddRange(byCoach[coach.Id].AsEnumerable());
        }
    }

    /// <summary>The coach shares the next worksheet with the session's client.</summary>
    public void Share(Session session, DateTime atUtc)
    {
        var sheets = byCoach[session.CoachId];
        var document = sheets[(session.Id + session.DocumentsAdded) % sheets.Length];
        // The context forgets everything after each moment.
        db.Attach(document);
        db.Add(SessionDocument.Attach(session, document, atUtc));
        db.Add(SessionDocument.Note(db, session, document, cameIn: true, atUtc));
    }
}
