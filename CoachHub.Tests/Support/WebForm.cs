using System.Net;
using System.Text.RegularExpressions;

namespace CoachHub.Tests.Support;

/// <summary>A form of a static page, filled in and sent as a browser without scripts does it.</summary>
public static partial class WebForm
{
    /// <summary>Opens the page, then sends the form named <paramref name="form"/> with these values. Without a token it is a forged request.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient browser, string address, string form, CancellationToken cancel, bool withToken = true, params (string Name, string Value)[] values)
    {
        using var request = await FilledInAsync(browser, address, form, cancel, withToken, values);
        return await browser.SendAsync(request, cancel);
    }

    /// <summary>The same, not sent yet: the page stays open while other things happen.</summary>
    public static async Task<HttpRequestMessage> FilledInAsync(
        HttpClient browser, string address, string form, CancellationToken cancel, bool withToken = true, params (string Name, string Value)[] values)
    {
        using var page = await browser.GetAsync(address, cancel);
        var html = await page.Content.ReadAsStringAsync(cancel);
        var fields = values.Select(value => KeyValuePair.Create(value.Name, value.Value)).Append(KeyValuePair.Create("_handler", form)).ToList();
        var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (withToken)
            fields.Add(KeyValuePair.Create("__RequestVerificationToken", TokenOf(html)));
        var cookies = page.Headers.TryGetValues("Set-Cookie", out var set) ? set.Select(cookie => cookie.Split(';')[0]).ToList() : [];
        if (browser.DefaultRequestHeaders.TryGetValues("Cookie", out var own))
            cookies.AddRange(own);
        request.Headers.Add("Cookie", string.Join("; ", cookies));
        request.Content = new FormUrlEncodedContent(fields);
        return request;
    }

    /// <summary>The antiforgery token of a page.</summary>
    public static string TokenOf(string html) => WebUtility.HtmlDecode(TokenPattern().Match(html).Groups["token"].Value);

    /// <summary>The page's text without what differs from request to request.</summary>
    public static string Stable(string html) => ChangingPattern().Replace(html, "");

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("<!--.*?-->|value=\"CfDJ8[^\"]*\"", RegexOptions.Singleline)]
    private static partial Regex ChangingPattern();
}
