using CoachHub.App.Resources;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Practice;

/// <summary>One page of the settings.</summary>
public sealed record SettingsSection(string Href, string Label, string Text);

/// <summary>The pages of the settings, in their order.</summary>
public static class SettingsSections
{
    public static IReadOnlyList<SettingsSection> All(IStringLocalizer<Words> L) =>
    [
        new(AppRoutes.SettingsGeneral, L["General"], L["Name, time zone, currency, cancellation window, reminders."]),
        new(AppRoutes.SettingsMail, L["Mail"], L["The mail server, the texts of mails, what was sent."]),
        new(AppRoutes.SettingsStyle, L["Style"], L["Colour, logo, the sign-in page."]),
        new(AppRoutes.SettingsPermissions, L["Permissions"], L["What coaches may see and do."]),
        new(AppRoutes.SettingsPayments, L["Payments"], L["Online payment by Stripe: keys, test and live mode."]),
        new(AppRoutes.SettingsTeam, L["Team"], L["Coaches and administrators, invitations."]),
    ];
}
