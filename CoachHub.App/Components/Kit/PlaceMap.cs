namespace CoachHub.App.Components.Kit;

/// <summary>Maps of places.</summary>
public static class PlaceMap
{
    /// <summary>The address of a map that looks for the place.</summary>
    public static string Of(string place) => $"https://www.openstreetmap.org/search?query={Uri.EscapeDataString(place)}";
}
