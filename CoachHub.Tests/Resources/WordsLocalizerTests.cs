using System.Globalization;
using CoachHub.App.Resources;
using CoachHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace CoachHub.Tests.Resources;

public sealed class WordsLocalizerTests : Ui
{
    private IStringLocalizer<Words> L => Services.GetRequiredService<IStringLocalizer<Words>>();

    [Fact]
    public void French_SpaceBeforeASign_BreaksNoLine()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");

        Assert.Equal("Client\u00a0: Anna : Petit", L["Client: {0}", "Anna : Petit"].Value);
        Assert.Equal("Mot de passe oublié\u00a0?", L["Forgotten password?"].Value);
        Assert.StartsWith("«\u00a0Enregistrer et prévenir\u00a0» écrit à", L["Save and notify mails {0}: {1}.", "a@b.example", "x"].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void French_Apostrophe_IsCurvedInOurWordsOnly()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");

        Assert.Equal("Renvoyer l’invitation à Emma O'Connor", L["Send the invitation again to {0}", "Emma O'Connor"].Value);
    }

    [Fact]
    public void English_StaysAsItIsWritten()
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");

        Assert.Equal("Client: Anna", L["Client: {0}", "Anna"].Value);
        Assert.Equal("Today's sessions", L["Today's sessions"].Value);
    }
}
