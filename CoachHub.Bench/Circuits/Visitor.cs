using System.Net;
using System.Text.RegularExpressions;

namespace CoachHub.Bench.Circuits;

/// <summary>A browser without scripts: a cookie jar, pages and forms. Its circuits do what scripts would.</summary>
internal sealed partial class Visitor(Uri server) : IDisposable
{
    private readonly CookieContainer cookies = new();
    private HttpClient? http;

    public Uri Server => server;

    public CookieContainer Cookies => cookies;

    private HttpClient Http => http ??= new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = server };

    public async Task SignInAsync(string address, string password)
    {
        var page = await GetAsync("account/login");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value),
            ["_handler"] = "login",
            ["Input.Email"] = address,
            ["Input.Password"] = password,
            ["Input.Act"] = "password",
        });
        using var answer = await Http.PostAsync(new Uri("account/login", UriKind.Relative), form);
        if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
            throw new InvalidOperationException($"Sign-in as {address} failed: {answer.StatusCode}.");
    }

    public async Task<string> GetAsync(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path.TrimStart('/'), UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.OK
            ? await answer.Content.ReadAsStringAsync()
            : throw new InvalidOperationException($"{path} answered {answer.StatusCode} {answer.Headers.Location}.");
    }

    /// <summary>What a browser says when a page is left.</summary>
    public async Task LeaveAsync(string circuit)
    {
        using var form = new MultipartFormDataContent { { new StringContent(circuit), "circuitId" } };
        (await Http.PostAsync(new Uri("_blazor/disconnect", UriKind.Relative), form)).Dispose();
    }

    public void Dispose() => http?.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
