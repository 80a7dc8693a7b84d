using System.Security.Cryptography;
using CoachHub.Domain.Documents;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.Tests.Documents;

public sealed class DocumentServiceTests : IAsyncLifetime
{
    private DomainHarness harness = null!;
    private Actor admin = null!, claire = null!, marc = null!, anna = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private DocumentService Service => harness.Get<DocumentService>();

    public async ValueTask InitializeAsync()
    {
        harness = await DomainHarness.CreateAsync();
        admin = await harness.Given.AdministratorAsync();
        claire = await harness.Given.CoachAsync();
        marc = await harness.Given.CoachAsync("Marc Lenoir");
        anna = await harness.Given.ClientAsync(claire);
    }

    public ValueTask DisposeAsync() => harness.DisposeAsync();

    [Fact]
    public async Task Upload_ComesBackByteByByte_InChunksOfAQuarterMegabyte()
    {
        var content = PdfFile.OfSize((FileStore.ChunkSize * 3) + 17);

        var document = await UploadAsync(claire, content);

        Assert.Equal(("plan.pdf", content.Length), (document.Name, document.Size));
        Assert.Equal(content, await ContentAsync(claire, document.Id));
        await using var db = harness.Db();
        var chunks = await db.Set<FileChunk>().OrderBy(c => c.Number).Select(c => EF.Property<byte[]>(c, "Bytes").Length).ToListAsync(Cancel);
        Assert.Equal([FileStore.ChunkSize, FileStore.ChunkSize, FileStore.ChunkSize, 17], chunks);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), (await db.Set<StoredFile>().SingleAsync(Cancel)).Hash);
    }

    [Fact]
    public async Task Upload_OfTheSameContent_IsKeptOnceUnderBothNames()
    {
        var first = await UploadAsync(claire, PdfFile.Plain(), "a.pdf");
        var second = await UploadAsync(marc, PdfFile.Plain(), "b.pdf");

        await using var db = harness.Db();
        Assert.Equal(1, await db.Set<StoredFile>().CountAsync(Cancel));
        Assert.Equal(1, await db.Set<FileChunk>().CountAsync(Cancel));
        Assert.Equal(["a.pdf", "b.pdf"], new[] { first.Name, second.Name });
        Assert.Equal(PdfFile.Plain(), await ContentAsync(marc, second.Id));
        // The same bytes give nobody a way to the other's document.
        Assert.Equal("document.not_found", (await Service.OpenAsync(marc, first.Id, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Upload_TwoAtOnceOfTheSameContent_AreBothKeptOverOneFile()
    {
        var content = PdfFile.OfSize(FileStore.ChunkSize + 1);

        var both = await Task.WhenAll(Task.Run(() => UploadAsync(claire, content, "a.pdf"), Cancel), Task.Run(() => UploadAsync(claire, content, "b.pdf"), Cancel));

        Assert.All(both, document => Assert.Equal(content.Length, document.Size));
        await using var db = harness.Db();
        Assert.Equal(1, await db.Set<StoredFile>().CountAsync(Cancel));
        Assert.Equal(2, await db.Set<Document>().CountAsync(Cancel));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "document.too_large")]
    public async Task Upload_AtTheLimit_IsKeptAndAboveItRefusedByNamingIt(int above, string? problem)
    {
        var done = await Service.UploadAsync(claire, "big.pdf", new MemoryStream(PdfFile.OfSize(FileStore.LargestFile + above)), null, Cancel);

        Assert.Equal(problem, done.Problem?.Code);
        if (problem is not null)
        {
            Assert.Equal([10], done.Problem!.Arguments);
            await AssertNothingIsKeptAsync();
        }
    }

    [Fact]
    public async Task Upload_RenamedProgram_IsRefusedBeforeAnythingIsWritten()
    {
        var statements = await Statements.OfAsync(harness.Services, async () =>
        {
            var done = await Service.UploadAsync(claire, "invoice.pdf", new MemoryStream([.. "MZ"u8, .. new byte[500_000]]), null, Cancel);
            Assert.Equal("document.not_pdf", done.Problem!.Code);
        });

        Assert.DoesNotContain(statements, statement => statement.Contains("INSERT", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Upload_WithAScript_LeavesNothingBehind()
    {
        var harmful = new PdfFile { Catalog = "/OpenAction << /S /JavaScript /JS (x) >>" }.ToBytes();

        Assert.Equal("document.script", (await Service.UploadAsync(claire, "x.pdf", new MemoryStream(harmful), null, Cancel)).Problem!.Code);

        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task Upload_ThatBreaksOff_IsNeverSeenAndLeavesNothing()
    {
        var seen = new List<int>();
        using var broken = new BreakingStream(PdfFile.OfSize(FileStore.ChunkSize * 4), FileStore.ChunkSize * 2, async () =>
        {
            // In the middle of it: two chunks are written, and nobody sees a document.
            await using var db = harness.Db();
            seen.Add(await db.Set<FileChunk>().CountAsync(Cancel));
            seen.Add(await db.Set<Document>().CountAsync(Cancel));
        });

        await Assert.ThrowsAsync<IOException>(() => Service.UploadAsync(claire, "x.pdf", broken, null, Cancel));

        Assert.Equal([2, 0], seen);
        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task Upload_ThatIsCancelled_LeavesNothing()
    {
        using var cancelling = new CancellationTokenSource();
        using var content = new MemoryStream(PdfFile.OfSize(FileStore.ChunkSize * 4));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Service.UploadAsync(claire, "x.pdf", content, new CancelAfter(cancelling), cancelling.Token));

        await AssertNothingIsKeptAsync();
    }

    [Fact]
    public async Task Upload_DatabaseLocked_SaysSo()
    {
        await using var other = harness.Db();
        await using var held = await other.BeginWriteAsync([], Cancel);

        Assert.Equal("storage.busy", (await Service.UploadAsync(claire, "x.pdf", new MemoryStream(PdfFile.Plain()), null, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Open_WhatIsAttachedToNothing_IsForWhoUploadedItAndAdministrators()
    {
        var document = await UploadAsync(claire, PdfFile.Plain());

        Assert.True((await Service.OpenAsync(claire, document.Id, Cancel)).Ok);
        Assert.True((await Service.OpenAsync(admin, document.Id, Cancel)).Ok);
        Assert.Equal("document.not_found", (await Service.OpenAsync(marc, document.Id, Cancel)).Problem!.Code);
        Assert.Equal("document.not_found", (await Service.OpenAsync(anna, document.Id, Cancel)).Problem!.Code);
    }

    [Fact]
    public async Task Sweep_TakesBrokenUploadsAndWhatNothingUses_AndNothingElse()
    {
        var used = await UploadAsync(claire, PdfFile.Plain("used"));
        var unused = await UploadAsync(claire, PdfFile.Plain("unused"));
        await harness.Given.AttachAsync(await harness.Given.SessionAsync(claire, anna), used.Id);
        await using (var db = harness.Db())
        {
            db.Add(new StoredFile { StartedAtUtc = harness.NowUtc });
            await db.SaveChangesAsync(Cancel);
        }

        Assert.Equal((0, 0), await SweepAsync());
        harness.Clock.Advance(DocumentSweep.UploadLasts);
        Assert.Equal((0, 1), await SweepAsync());
        harness.Clock.Advance(DocumentSweep.UnusedLasts);
        Assert.Equal((1, 1), await SweepAsync());
        Assert.Equal((0, 0), await SweepAsync());

        Assert.Equal(PdfFile.Plain("used"), await ContentAsync(claire, used.Id));
        Assert.False((await Service.OpenAsync(admin, unused.Id, Cancel)).Ok);
    }

    [Fact]
    public async Task Sweep_AfterTheSessionIsDeleted_GivesTheSameTime()
    {
        var document = await UploadAsync(claire, PdfFile.Plain());
        var session = await harness.Given.SessionAsync(claire, anna);
        await harness.Given.AttachAsync(session, document.Id);
        harness.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Null((await harness.Get<Domain.Sessions.SessionService>().DeleteAsync(admin, session, Cancel)).Problem);

        Assert.Equal((0, 0), await SweepAsync());
        harness.Clock.Advance(DocumentSweep.UnusedLasts);

        Assert.Equal((1, 1), await SweepAsync());
    }

    private Task<(int, int)> SweepAsync() => harness.Get<DocumentSweep>().SweepAsync(harness.NowUtc, Cancel);

    private async Task<DocumentRow> UploadAsync(Actor actor, byte[] content, string name = "plan.pdf")
    {
        var done = await Service.UploadAsync(actor, name, new MemoryStream(content), null, Cancel);
        Assert.Null(done.Problem);
        return done.Value;
    }

    private async Task<byte[]> ContentAsync(Actor actor, int id)
    {
        using var target = new MemoryStream();
        await (await Service.OpenAsync(actor, id, Cancel)).Value.WriteToAsync(target, Cancel);
        return target.ToArray();
    }

    private async Task AssertNothingIsKeptAsync()
    {
        await using var db = harness.Db();
        Assert.Equal((0, 0, 0), (await db.Set<StoredFile>().CountAsync(Cancel), await db.Set<FileChunk>().CountAsync(Cancel), await db.Set<Document>().CountAsync(Cancel)));
    }

    /// <summary>A line that breaks after so many bytes.</summary>
    private sealed class BreakingStream(byte[] content, int after, Func<Task> before) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position < after)
                return await base.ReadAsync(buffer, cancellationToken);
            await before();
            throw new IOException("The line broke.");
        }
    }

    private sealed class CancelAfter(CancellationTokenSource cancelling) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= FileStore.ChunkSize * 2)
                cancelling.Cancel();
        }
    }
}
