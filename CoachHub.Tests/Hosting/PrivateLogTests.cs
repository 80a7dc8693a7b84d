using CoachHub.App.Hosting;
using Serilog.Events;
using Serilog.Parsing;

namespace CoachHub.Tests.Hosting;

public sealed class PrivateLogTests
{
    [Fact]
    public void Line_WithAddressesAndLinks_KeepsNeitherInWordsPropertiesOrFaults()
    {
        var fault = new InvalidOperationException("no mailbox zoé.petit@exämple.org here");
        var properties = new List<LogEventProperty>
        {
            new("Reply", new ScalarValue("421 4.7.0 <anna+home@mail.example.org> deferred")),
            new("RequestPath", new ScalarValue("/account/link/Abc_123-x")),
            new("Feed", new ScalarValue("/feeds/0123456789abcdef.ics")),
        };
        var template = new MessageTemplateParser().Parse("The mail server cannot be used: {Reply}");
        using var line = new StringWriter();

        new PrivateLog().Format(new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Warning, fault, template, properties), line);

        var text = line.ToString();
        Assert.Contains("421 4.7.0 <(address)> deferred", text, StringComparison.Ordinal);
        Assert.Contains("\"RequestPath\":\"/account/link/…\"", text, StringComparison.Ordinal);
        Assert.Contains("\"Feed\":\"/feeds/…\"", text, StringComparison.Ordinal);
        Assert.Contains("no mailbox (address) here", text, StringComparison.Ordinal);
        Assert.StartsWith("{\"@t\":\"1970-01-01T00:00:00.0000000Z\",\"@m\":", text, StringComparison.Ordinal);
    }
}
