namespace CoachHub.App.Components.ClientArea;

/// <summary>Maps of places.</summary>
public static class MyMap
{
    /// <summary>The address of a map that looks for the place.</summary>
    public static string Of(string place) => $"https://www.openstreetmap.org/search?query={Uri.EscapeDataString(place)}";
}
