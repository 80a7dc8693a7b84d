using Bunit;
using CoachHub.App.Components.Import;
using CoachHub.App.Integrations.Import;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Clients;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Import;

public sealed class ImportPageTests : ClientScreen
{
    private readonly string folder = Directory.CreateTempSubdirectory("coachhub-import-").FullName;

    private ImportDesk Desk => Services.GetRequiredService<ImportDesk>();

    [Fact]
    public async Task Page_FileChosenMatchedAndImported_SaysWhatBecameOfEachRow()
    {
        await Given.CoachAsync(with: user => user.ChangeEmail("claire@example.org"));
        var admin = await Given.AdministratorAsync();
        SignIn(admin);
        var page = Show<ImportPage>();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(
            "id,begins,client_email,coach_email,client_name\n1,2027-01-05T09:00:00Z,nora@example.org,claire@example.org,Nora New\n2,soon,nora@example.org,claire@example.org,\n", "old.csv"));
        Eventually(page, () => Assert.Contains("Say which columns of the file these are: start_utc.", page.Markup, StringComparison.Ordinal));
        page.Find("select[aria-label='What begins is']").Change("start_utc");
        Eventually(page, () => Assert.Contains("Goes in", page.Markup, StringComparison.Ordinal));
        Assert.Contains("start_utc: 'soon' is no date and time", page.Markup, StringComparison.Ordinal);
        Button(page, "Import the file").Click();
        await Desk.Find(admin)!.Work.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        PassBurst();

        Eventually(page, () => Assert.Contains("Some rows were left out", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["2", "1", "0", "1", "1"], page.FindAll(".figures dd").Select(figure => figure.TextContent));
        Assert.Contains("'soon' is no date and time", page.Find("table.rows tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OpenedAnew_FindsTheImportAgain()
    {
        var admin = await Given.AdministratorAsync();
        SignIn(admin);
        await Desk.TakeAsync(admin, "people.csv", 10, new MemoryStream("first_name,last_name,email\nBob,Grand,bob@example.org\n"u8.ToArray()), Cancel);

        var page = Show<ImportPage>();

        page.WaitForElement("table.match");
        Assert.Contains("people.csv", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_FileThatCannotBeUsed_SaysWhatToDo()
    {
        SignIn(await Given.AdministratorAsync());
        var page = Show<ImportPage>();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary([0x50, 0x4b, 0, 0], "old.xlsx"));

        Eventually(page, () => Assert.Contains("save it as 'CSV UTF-8'", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }

    protected override void Configure(IServiceCollection services) => ImportPractice.AddTo(services, () => folder);

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Directory.Delete(folder, recursive: true);
    }
}
