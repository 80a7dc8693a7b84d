using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Layout;

/// <summary>A place of the main navigation.</summary>
public sealed record Place(string Href, string Label);

/// <summary>Which places a role has.</summary>
public static class Places
{
    /// <summary>The places of the side navigation.</summary>
    public static IReadOnlyList<Place> For(Actor actor, IStringLocalizer<Words> L)
    {
        var places = new List<Place> { Start(actor, L) };
        if (actor.Can(Capability.ViewSessions))
            places.Add(new(AppRoutes.Sessions, L["Sessions"]));
        if (actor.Can(Capability.ViewClients))
            places.Add(new(AppRoutes.Clients, L["Clients"]));
        if (actor.Can(Capability.ManagePrograms))
            places.Add(new(AppRoutes.Programs, L["Programs"]));
        if (actor.Can(Capability.ViewFinances) && actor.Can(Capability.ViewSessions))
            places.Add(new(AppRoutes.Finances, L["Finances"]));
        if (actor.IsAdministrator)
            places.Add(new(AppRoutes.Settings, L["Settings"]));
        return places;
    }

    /// <summary>The four of the phone's bar: a coach, between appointments, makes sessions rather than settings.</summary>
    public static IReadOnlyList<Place> ForPhone(Actor actor, IStringLocalizer<Words> L)
    {
        // Programs are made and finances read at a desk (SHP-07); on the way they are in the account's menu.
        var places = For(actor, L).Where(place => !IsForDesk(place)).ToList();
        if (!actor.IsAdministrator && actor.Can(Capability.EditSessions))
            places.Add(new(AppRoutes.NewSession(), L["+ Session"]));
        return places;
    }

    /// <summary>What the phone's bar has no room for.</summary>
    public static IReadOnlyList<Place> BesidesPhone(Actor actor, IStringLocalizer<Words> L) => actor.IsStaff ? [.. For(actor, L).Where(IsForDesk)] : [];

    private static bool IsForDesk(Place place) => place.Href is AppRoutes.Programs or AppRoutes.Finances;

    private static Place Start(Actor actor, IStringLocalizer<Words> L) =>
        actor.IsAdministrator ? new(AppRoutes.Dashboard, L["Dashboard"]) : new(AppRoutes.Home, L["Today"]);
}
