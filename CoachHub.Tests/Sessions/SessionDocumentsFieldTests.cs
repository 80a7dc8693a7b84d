using AngleSharp.Dom;
using Bunit;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Sessions;

public sealed class SessionDocumentsFieldTests : SessionScreen
{
    [Fact]
    public async Task Choose_ThenSaveAndNotify_AttachesAndSaysBeforehandWhatIsMailed()
    {
        var (claire, id) = await ToldAsync();
        var dialog = Open(claire, id);

        Upload(dialog, ("plan.pdf", PdfFile.Plain()));
        Eventually(dialog, () => Assert.Contains("shared when you save", File(dialog, "plan.pdf").TextContent, StringComparison.Ordinal));
        Eventually(dialog, () => Assert.Matches("Save and notify mails .*: new documents.", dialog.Find(".foot .note").TextContent));
        Button(dialog, "Save and notify").Click();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));

        Assert.Equal(1, (await FindAsync(id)).DocumentsAdded);
    }

    [Fact]
    public async Task Choose_TwoAtOnceAndOneMore_KeepsAll()
    {
        var (claire, id) = await ToldAsync();
        var dialog = Open(claire, id);

        Upload(dialog, ("a.pdf", PdfFile.Plain("a")), ("b.pdf", PdfFile.Plain("b")));
        Upload(dialog, ("c.pdf", PdfFile.Plain("c")));

        Eventually(dialog, () => Assert.Equal(["a.pdf", "b.pdf", "c.pdf"], dialog.FindAll(".files a").Select(a => a.TextContent).Order()));
        // One input is there for the next choice; those whose files are read are gone.
        Eventually(dialog, () => Assert.Single(dialog.FindAll("input[type=file]")));
    }

    [Fact]
    public async Task Choose_WhatCannotBeShared_SaysWhyAtEachFileAndKeepsTheRest()
    {
        var (claire, id) = await ToldAsync();
        var dialog = Open(claire, id);

        Upload(
            dialog,
            ("good.pdf", PdfFile.Plain()),
            ("huge.pdf", PdfFile.OfSize(12 * 1024 * 1024)),
            ("setup.pdf", [.. "MZ"u8, .. new byte[100]]),
            ("script.pdf", new PdfFile { Catalog = "/OpenAction << /S /JavaScript >>" }.ToBytes()));

        Eventually(dialog, () =>
        {
            Assert.Contains("at most 10 MB", File(dialog, "huge.pdf").TextContent, StringComparison.Ordinal);
            Assert.Contains("not a PDF file", File(dialog, "setup.pdf").TextContent, StringComparison.Ordinal);
            Assert.Contains("JavaScript", File(dialog, "script.pdf").TextContent, StringComparison.Ordinal);
            Assert.Contains("shared when you save", File(dialog, "good.pdf").TextContent, StringComparison.Ordinal);
        });
        Button(dialog, "Dismiss huge.pdf").Click();
        Assert.DoesNotContain("huge.pdf", dialog.Find(".files").TextContent, StringComparison.Ordinal);
        // What failed is no reason not to save.
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.Equal(1, (await FindAsync(id)).DocumentsAdded);
    }

    [Fact]
    public async Task Save_Refused_KeepsWhatWasUploaded()
    {
        var claire = await Given.CoachAsync();
        SignIn(claire);
        Navigation.NavigateTo("/sessions?new_session=1");
        var dialog = Shown();
        Upload(dialog, ("plan.pdf", PdfFile.Plain()));
        Eventually(dialog, () => Assert.NotNull(File(dialog, "plan.pdf").QuerySelector("a")));

        dialog.Find("form").Submit();

        Assert.Equal("Choose a client.", ProblemAt(dialog, "Client"));
        Assert.Contains("shared when you save", File(dialog, "plan.pdf").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Close_WithAnUpload_AsksFirst()
    {
        var (claire, id) = await ToldAsync();
        var dialog = Open(claire, id);
        Upload(dialog, ("plan.pdf", PdfFile.Plain()));
        Eventually(dialog, () => Assert.NotNull(File(dialog, "plan.pdf").QuerySelector("a")));

        Button(dialog, "Close").Click();
        Assert.Contains("What you changed is not saved.", dialog.Markup, StringComparison.Ordinal);
        Button(dialog, "Discard the changes").Click();

        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));
        Assert.Equal(0, (await FindAsync(id)).DocumentsAdded);
    }

    [Fact]
    public async Task Remove_CanBeTakenBack_AndIsDoneWithTheSave()
    {
        var (claire, id) = await ToldAsync();
        await Given.AttachAsync(id, await Given.DocumentAsync(claire, "old.pdf"));
        var dialog = Open(claire, id);
        Assert.Contains("not told yet", File(dialog, "old.pdf").TextContent, StringComparison.Ordinal);

        Button(dialog, "Remove old.pdf").Click();
        Assert.Contains("removed when you save", File(dialog, "old.pdf").TextContent, StringComparison.Ordinal);
        Button(dialog, "Keep old.pdf").Click();
        Button(dialog, "Remove old.pdf").Click();
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));

        Assert.Equal(0, (await FindAsync(id)).NewestDocument);
    }

    [Fact]
    public async Task Earlier_DocumentsOfTheClient_AreChosenWithoutAnUpload()
    {
        var (claire, id) = await ToldAsync();
        var anna = (await FindAsync(id)).ClientId!.Value;
        var other = await Given.SessionAsync(claire, await Given.ActorAsync(anna), "2026-12-08 10:00");
        await Given.AttachAsync(other, await Given.DocumentAsync(claire, "worksheet.pdf"));
        var dialog = Open(claire, id);

        Button(dialog, "Choose from earlier documents").Click();
        Eventually(dialog, () => Assert.Contains("Anna Petit", dialog.Find(".choices").TextContent, StringComparison.Ordinal));
        Button(dialog, "Add worksheet.pdf").Click();
        Assert.Equal("true", Button(dialog, "On the list worksheet.pdf").GetAttribute("aria-disabled"));
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));

        Assert.Equal(1, (await FindAsync(id)).NewestDocument);
    }

    [Fact]
    public async Task Upload_UnderWay_HoldsTheSaveAndEndsWithTheWindow()
    {
        var (claire, id) = await ToldAsync();
        var dialog = Open(claire, id);
        var slow = new SlowFile(PdfFile.OfSize(FileStore.ChunkSize * 2));
        var field = dialog.FindComponent<SessionDocumentsField>();
        var input = dialog.FindComponent<InputFile>();
        _ = field.InvokeAsync(() => input.Instance.OnChange.InvokeAsync(new InputFileChangeEventArgs([slow])));
        Eventually(dialog, () => Assert.Equal($"{FileStore.ChunkSize}", dialog.Find("progress").GetAttribute("value")));

        dialog.Find("form").Submit();
        Assert.Equal("Wait until the upload ends, or cancel it.", ProblemAt(dialog, "Documents"));
        Button(dialog, "Close").Click();
        Button(dialog, "Discard the changes").Click();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));

        await slow.Ended;
        dialog.WaitForAssertion(
            () =>
            {
                using var db = Db();
                Assert.False(db.Set<StoredFile>().Any() || db.Set<Domain.Documents.Document>().Any());
            },
            TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Draft_AfterACrash_BringsBackWhatWasUploaded()
    {
        var (claire, id) = await ToldAsync();
        var plan = new DocumentRow(await Given.DocumentAsync(claire, "plan.pdf"), "plan.pdf", 900);
        var form = new SessionFormModel { Title = "Typed" };
        var draft = new SessionDraft(form, form.Copy()) { Added = [plan] };
        await Services.GetRequiredService<DraftService>().KeepAsync(claire, new DraftKey(SaveSession.DraftForm, id), 1, draft.Write(), Cancel);
        var dialog = Open(claire, id);
        Assert.Contains("New documents: plan.pdf", dialog.Find(".offer").TextContent, StringComparison.Ordinal);

        Button(dialog, "Use it").Click();
        Eventually(dialog, () => Assert.Contains("shared when you save", File(dialog, "plan.pdf").TextContent, StringComparison.Ordinal));
        dialog.Find("form").Submit();
        Eventually(dialog, () => Assert.Empty(dialog.FindAll("[role=dialog]")));

        Assert.Equal(1, (await FindAsync(id)).NewestDocument);
    }

    [Fact]
    public async Task ReadOnly_ShowsTheDocumentsAndNothingToChangeThemWith()
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.Of(Capability.ViewSessions));
        var (claire, id) = await ToldAsync();
        await Given.AttachAsync(id, await Given.DocumentAsync(claire, "plan.pdf"));
        SignIn(claire);
        Navigation.NavigateTo($"/sessions?open_session={id}");
        var dialog = Show<SessionDialogHost>();

        Eventually(dialog, () => Assert.StartsWith("/documents/", File(dialog, "plan.pdf").QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal));
        Assert.Empty(dialog.FindAll("input[type=file]"));
        Assert.DoesNotContain("Remove", dialog.Find(".files").TextContent, StringComparison.Ordinal);
    }

    private async Task<(Actor Claire, int Id)> ToldAsync()
    {
        var claire = await Given.CoachAsync();
        return (claire, await Given.ToldSessionAsync(claire, await Given.ClientAsync(claire)));
    }

    private IRenderedComponent<Stage> Open(Actor actor, int id)
    {
        SignIn(actor);
        Navigation.NavigateTo($"/sessions?open_session={id}");
        return Shown();
    }

    private IRenderedComponent<Stage> Shown()
    {
        var stage = Show<SessionDialogHost>();
        Eventually(stage, () => Button(stage, "Save"));
        Assert.Equal("file", Field(stage, "Documents").GetAttribute("type"));
        return stage;
    }

    private static void Upload(IRenderedComponent<Stage> dialog, params (string Name, byte[] Content)[] files) =>
        dialog.FindComponents<InputFile>()[^1].UploadFiles([.. files.Select(file => InputFileContent.CreateFromBinary(file.Content, file.Name, contentType: "application/pdf"))]);

    private static IElement File(IRenderedComponent<Stage> dialog, string name) =>
        dialog.FindAll(".files li").Single(li => li.QuerySelector(".cut")!.TextContent == name);

    /// <summary>A file of which the second half never comes.</summary>
    private sealed class SlowFile(byte[] content) : IBrowserFile
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => ended.Task;

        public string Name => "slow.pdf";

        public DateTimeOffset LastModified => default;

        public long Size => content.Length;

        public string ContentType => "application/pdf";

        public Stream OpenReadStream(long maxAllowedSize = 512000, CancellationToken cancellationToken = default) => new Half(content, ended);

        private sealed class Half(byte[] content, TaskCompletionSource ended) : MemoryStream(content)
        {
            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                if (Position < FileStore.ChunkSize)
                    return await base.ReadAsync(buffer, cancellationToken);
                try
                {
                    await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
                    return 0;
                }
                finally
                {
                    ended.SetResult();
                }
            }
        }
    }
}
