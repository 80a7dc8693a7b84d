namespace CoachHub.App.Hosting;

/// <summary>What is asked of a request in several places.</summary>
public static class RequestExtensions
{
    /// <summary>The network address that attempts are counted by; a whole /64 counts as one, because one person has that many.</summary>
    public static string Network(this HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
            return "local";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return Convert.ToHexString(bytes.Length > 8 ? bytes.AsSpan(0, 8) : bytes);
    }
}
