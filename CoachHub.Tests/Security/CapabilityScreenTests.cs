using System.Reflection;
using AngleSharp.Dom;
using Bunit;
using CoachHub.App;
using CoachHub.App.Components.Clients;
using CoachHub.App.Components.Import;
using CoachHub.App.Components.Insights;
using CoachHub.App.Components.Layout;
using CoachHub.App.Components.Programs;
using CoachHub.App.Components.Sessions;
using CoachHub.Domain.Kernel;
using CoachHub.Tests.Sessions;
using CoachHub.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace CoachHub.Tests.Security;

/// <summary>What a coach finds on the screens with and without each capability, found by reflection like their acts in <see cref="CapabilityTests"/>.</summary>
public sealed class CapabilityScreenTests : SessionScreen
{
    private static readonly Capability[] Everything = Enum.GetValues<Capability>();

    private Actor coach = null!;
    private Actor client = null!;
    private int sessionId;

    /// <summary>A control, the screen that it is on, and a sign that the screen is complete, with and without it.</summary>
    private sealed record Control(string What, Func<CapabilityScreenTests, IRenderedComponent<Stage>> Open, string Ready, Func<IRenderedComponent<Stage>, bool> IsThere);

    private static readonly Dictionary<Capability, Control[]> Controls = new()
    {
        [Capability.ViewClients] =
        [
            new("place in the navigation", s => s.Show<SideNav>(), "nav.side", stage => Has(stage, $".place[href='{AppRoutes.Clients}']")),
            new("place on the phone", s => s.Show<BottomBar>(), "nav.bottom", stage => Has(stage, $".place[href='{AppRoutes.Clients}']")),
            new("the name of the next client as a link", s => s.Show<HomePage>(), "article.session", stage => Has(stage, "article.session .name a")),
            new("recent clients", s => s.Show<HomePage>(), "article.session", stage => Has(stage, "#recent-title")),
            new("call", s => s.Show<HomePage>(), "article.session", stage => Has(stage, "a[href^='tel:']")),
        ],
        [Capability.CreateClients] =
        [
            new("Add client", s => s.Show<ClientsPage>(), "table.rows", stage => HasButton(stage, "Add client")),
            new("Import", s => s.Show<ClientsPage>(), "table.rows", stage => Has(stage, $"a[href='{AppRoutes.Import}']")),
            new("Add client at home", s => s.Show<HomePage>(), "#recent-title", stage => Has(stage, $"a[href='{AppRoutes.AddClient}']")),
            new("the dialog of a link", s => s.At<ClientsPage>(AppRoutes.AddClient), "table.rows", stage => Has(stage, ".mud-dialog")),
        ],
        [Capability.EditClients] =
        [
            new("Save", s => s.Profile("contact"), "section, form, dl.facts", stage => HasButton(stage, "Save")),
            new("Save and send login details", s => s.Profile("contact"), "section, form, dl.facts", stage => HasButton(stage, "Save and send login details")),
        ],
        [Capability.DeleteClients] =
        [
            new("Archive", s => s.Profile(null), "h1", stage => HasButton(stage, "Archive")),
        ],
        [Capability.ViewSessions] =
        [
            new("place in the navigation", s => s.Show<SideNav>(), "nav.side", stage => Has(stage, $".place[href='{AppRoutes.Sessions}']")),
            new("the day", s => s.Show<HomePage>(), "#recent-title", stage => Has(stage, "article.session")),
            new("statistics", s => s.At<HomePage>(AppRoutes.HomeTab("statistics")), "h1", stage => Has(stage, "dl.sums")),
            new("the client's tab", s => s.Profile(null), "h1", stage => Has(stage, "a[href$='?tab=sessions']")),
            new("the client's sessions", s => s.Profile(null), "h1", stage => Has(stage, "[data-session-id]")),
        ],
        [Capability.EditSessions] =
        [
            new("+ Session on the phone", s => s.Show<BottomBar>(), "nav.bottom", stage => Has(stage, $".place[href='{AppRoutes.NewSession()}']")),
            new("New session", s => s.Show<SessionsPage>(), "tr[data-session-id]", stage => HasButton(stage, "New session")),
            new("status in the row", s => s.Show<SessionsPage>(), "tr[data-session-id]", stage => Has(stage, "td.status button")),
            new("the menu", s => s.Show<SessionsPage>(), "tr[data-session-id]", stage => Has(stage, "#row-menu")),
            new("acts on many", s => s.Picked(), "[role=toolbar]", stage => stage.FindAll("[role=toolbar] button").Count > 4),
            new("New session at home", s => s.Show<HomePage>(), "article.session", stage => Has(stage, $"a[href='{AppRoutes.NewSessionOn(AppRoutes.Home)}']")),
            new("status on the card", s => s.Show<HomePage>(), "article.session", stage => Has(stage, "article [data-menu=status]")),
            new("Tell on the card", s => s.Show<HomePage>(), "article.session", stage => HasButton(stage, "Tell Anna")),
            new("Done", s => s.Show<HomePage>(), "section.open .past", stage => HasButton(stage, "Done")),
            new("New session with the client", s => s.Profile(null), "h1", stage => Has(stage, ".page-head a[href*=new_session]")),
            new("Save", s => s.Modal(), ".session-dialog .foot", stage => HasButton(stage, "Save") || HasButton(stage, "Save and notify")),
            new("Send confirmation", s => s.Modal(), ".session-dialog .foot", stage => HasButton(stage, "Send confirmation")),
            new("Book next", s => s.Modal(), ".session-dialog .foot", stage => Has(stage, $"a[href*={AppRoutes.BookNextQuery}]")),
            new("a field that can be typed in", s => s.Modal(), ".session-dialog .foot", stage => Has(stage, ".session-dialog fieldset:not([disabled]) input[type=date]")),
            new("the dialog of a link", s => s.At<SessionDialogHost>(AppRoutes.NewSession()), "div", stage => Has(stage, ".session-dialog")),
            new("Import", s => s.Show<ClientsPage>(), "table.rows", stage => Has(stage, $"a[href='{AppRoutes.Import}']")),
        ],
        [Capability.DeleteSessions] =
        [
            new("Delete the session", s => s.Modal(), ".session-dialog .foot", stage => HasButton(stage, "Delete the session")),
        ],
        [Capability.ManagePrograms] =
        [
            new("the client's tab", s => s.Profile(null), "h1", stage => Has(stage, "a[href$='?tab=programs']")),
            new("place in the navigation", s => s.Show<SideNav>(), "nav.side", stage => Has(stage, $".place[href='{AppRoutes.Programs}']")),
        ],
        [Capability.ViewFinances] =
        [
            new("the client's tab", s => s.Profile(null), "h1", stage => Has(stage, "a[href$='?tab=finances']")),
            new("the finances' place", s => s.Show<SideNav>(), "nav", stage => Has(stage, $"a[href='{AppRoutes.Finances}']")),
            new("revenue at home", s => s.Show<HomePage>(), "dl.sums", stage => stage.Markup.Contains("Revenue this month", StringComparison.Ordinal)),
            new("revenue by month", s => s.At<HomePage>(AppRoutes.HomeTab("statistics")), "dl.sums", stage => stage.FindAll("th").Any(th => th.TextContent == "Revenue")),
        ],
        [Capability.ExportData] =
        [
            new("Export", s => s.Show<SessionsPage>(), "tr[data-session-id]", stage => Has(stage, $"a[href^='{AppRoutes.SessionsExport}']")),
            new("the finances' file", s => s.Show<FinancesPage>(), ".figures", stage => Has(stage, $"a[href^='{AppRoutes.FinancesExport}']")),
            new("Export of a selection", s => s.Picked(), "[role=toolbar]", stage => HasButton(stage, "Export")),
        ],
    };

    /// <summary>Pages that are not shown without a capability.</summary>
    private static readonly (Type Page, Capability[] Needs)[] Pages =
    [
        (typeof(ClientsPage), [Capability.ViewClients]),
        (typeof(ProgramsPage), [Capability.ManagePrograms]),
        (typeof(SessionsPage), [Capability.ViewSessions]),
        (typeof(FinancesPage), [Capability.ViewFinances, Capability.ViewSessions]),
        (typeof(ImportPage), [Capability.CreateClients, Capability.EditSessions]),
    ];

    public static TheoryData<Capability, string> All => [.. Controls.SelectMany(pair => pair.Value.Select(control => new TheoryDataRow<Capability, string>(pair.Key, control.What)))];

    [Fact]
    public void EveryCapability_HasAControlOnAScreen() =>
        Assert.Equal([], Everything.Except(Controls.Where(pair => pair.Value.Length > 0).Select(pair => pair.Key)));

    [Fact]
    public void Pages_NeedWhatTheyAreMadeOf() => Assert.Equal(
        Pages.Select(page => $"{page.Page.Name}: {EnumCode.List(page.Needs)}").Order(),
        typeof(AppRoutes).Assembly.GetTypes().Where(type => type.IsDefined(typeof(NeedsAttribute)))
            .Select(type => $"{type.Name}: {EnumCode.List(type.GetCustomAttribute<NeedsAttribute>()!.Capabilities)}").Order());

    [Theory]
    [MemberData(nameof(All))]
    public async Task Control_WithTheCapability_IsThere(Capability capability, string what)
    {
        var control = Controls[capability].Single(c => c.What == what);
        await PrepareAsync(Everything);

        var stage = control.Open(this);

        stage.WaitForElement(control.Ready, TimeSpan.FromSeconds(10));
        Eventually(stage, () => Assert.True(control.IsThere(stage), $"{control.What} is not there."));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Control_WithoutTheCapability_IsAbsent(Capability capability, string what)
    {
        var control = Controls[capability].Single(c => c.What == what);
        await PrepareAsync(Everything.Where(other => other != capability && other.Implies() != capability));

        var stage = control.Open(this);

        stage.WaitForElement(control.Ready, TimeSpan.FromSeconds(10));
        stage.WaitForState(() => stage.FindAll(".skeleton").Count == 0, TimeSpan.FromSeconds(10));
        Assert.False(control.IsThere(stage), $"{control.What} is there.");
    }

    [Fact]
    public async Task NewSessionLink_WithoutTheRight_LeadsToThePageBehindIt()
    {
        await PrepareAsync([Capability.ViewSessions]);

        var stage = At<SessionDialogHost>(AppRoutes.NewSession(client.Id));

        Eventually(stage, () => Assert.DoesNotContain("new_session", Navigation.Uri, StringComparison.Ordinal));
        Assert.Empty(stage.FindAll(".mud-dialog"));
    }

    [Fact]
    public async Task ClientLink_WithoutTheRight_IsNotFound()
    {
        await PrepareAsync([Capability.ViewSessions]);
        var asked = false;
        Navigation.OnNotFound += (_, _) => asked = true;

        Profile(null);

        Assert.True(asked);
    }

    private static bool Has(IRenderedComponent<Stage> stage, string selector) => stage.FindAll(selector).Count > 0;

    private static bool HasButton(IRenderedComponent<Stage> stage, string words) => stage.FindAll("button").Any(button => Words(button) == words);

    private static string Words(IElement element) => element.TextContent.Trim();

    private async Task PrepareAsync(IEnumerable<Capability> granted)
    {
        await Given.PracticeAsync(practice => practice.CoachCapabilities = EnumCode.List(granted));
        coach = await Given.CoachAsync();
        client = await Given.ClientAsync(coach, with: user => user.PhoneNumber = "+33 6 12 34 56 78");
        sessionId = await Given.SessionAsync(coach, client, "2026-11-23 15:00");
        await Given.SessionAsync(coach, client, "2026-11-20 10:00");
        SignIn(coach);
    }

    private IRenderedComponent<Stage> At<T>(string address) where T : IComponent
    {
        Navigation.NavigateTo(address);
        return Show<T>();
    }

    private IRenderedComponent<Stage> Profile(string? tab)
    {
        Navigation.NavigateTo(AppRoutes.Client(client.Id, tab));
        return Show<ClientProfilePage>(page => page.Add(p => p.Id, client.Id));
    }

    private IRenderedComponent<Stage> Modal() => At<SessionDialogHost>(AppRoutes.OpenSession(AppRoutes.Sessions, sessionId));

    private IRenderedComponent<Stage> Picked()
    {
        var stage = Show<SessionsPage>();
        stage.WaitForElement("thead td.pick input").Change(true);
        return stage;
    }
}
