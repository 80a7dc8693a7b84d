using CoachHub.App.Integrations.Smtp;
using CoachHub.App.Integrations.Stripe;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Kernel.Data;
using CoachHub.Domain.Mail;
using CoachHub.Domain.Practice;
using Microsoft.EntityFrameworkCore;

namespace CoachHub.App.Hosting.Commands;

/// <summary><c>check</c>: one line for each thing that CoachHub needs; the exit code is 1 where one fails.</summary>
internal sealed class CheckCommand(IServiceProvider services, AppSettings settings, TextWriter report)
{
    private bool failed;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await SayAsync("database", () => DatabaseAsync(cancel));
        await SayAsync("mail", () => MailAsync(cancel));
        await SayAsync("stripe", () => StripeAsync(cancel));
        return failed ? 1 : 0;
    }

    private async Task<(bool Ok, string Words)> DatabaseAsync(CancellationToken cancel)
    {
        // Opening a file that is not there would make an empty one.
        if (!File.Exists(settings.DatabasePath))
            return (false, $"there is none at {settings.DatabasePath}; starting CoachHub makes it");
        await using var db = await services.GetRequiredService<IDbContextFactory<AppDbContext>>().CreateDbContextAsync(cancel);
        var verdict = await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check").ToListAsync(cancel);
        if (verdict is not ["ok"])
            return (false, $"{settings.DatabasePath} is damaged: {verdict.FirstOrDefault()}");
        var pending = (await db.Database.GetPendingMigrationsAsync(cancel)).Count();
        return pending == 0
            ? (true, $"{settings.DatabasePath} is whole and up to date")
            : (false, $"{settings.DatabasePath} is whole; {pending} migrations are pending, which starting CoachHub applies");
    }

    private async Task<(bool Ok, string Words)> MailAsync(CancellationToken cancel)
    {
        var source = services.GetRequiredService<MailSettingsSource>();
        // Without a database there is nothing saved in it: what the environment says counts.
        var mail = File.Exists(settings.DatabasePath) ? await source.GetAsync(cancel) : source.Effective(null);
        if (mail.IsLocalMailbox)
            return (true, $"no server is set: messages are kept in {settings.MailboxFolder}");
        if (mail.Sender.Length == 0)
            return (false, "Mail:FromAddress is not set: no server takes a message without a sender");
        var remarks = "";
        // What the settings page tries too, but for the real message.
        await foreach (var check in services.GetRequiredService<IMailDoctor>().ExamineAsync(mail.ToOrder(), cancel))
        {
            if (check.State == MailCheckState.Failed)
                return (false, $"{mail.Host}:{mail.Port}: {check.Step.ToString().ToLowerInvariant()}: {Said(check)}");
            if (check.State == MailCheckState.Warned)
                remarks += $"; {Said(check)}";
        }

        return (true, $"{mail.Host}:{mail.Port} answers{(mail.User.Length > 0 ? $" and takes the sign-in of {mail.User}" : "")}; it takes mail from {mail.Sender}{remarks}");
    }

    private static string Said(MailCheck check) => string.Join(": ", new[] { EnumCode.Of(check.Advice).Replace('_', ' '), check.Words.ReplaceLineEndings(" ") }.Where(part => part.Length > 0));

    private async Task<(bool Ok, string Words)> StripeAsync(CancellationToken cancel)
    {
        var source = services.GetRequiredService<StripeKeysSource>();
        var keys = File.Exists(settings.DatabasePath) ? await source.GetAsync(cancel) : source.Effective(null);
        return keys switch
        {
            { SecretKey: "", WebhookSecret: "" } => (true, "not set: online payment is off"),
            { IsOn: true, Mode: PaymentMode.Test } => (true, "both keys are set; test mode: no real money moves"),
            { IsOn: true } => (true, "both keys are set; live mode"),
            _ => (false, "Stripe:SecretKey and Stripe:WebhookSecret belong together; one of them is not set"),
        };
    }

    private async Task SayAsync(string what, Func<Task<(bool Ok, string Words)>> check)
    {
        bool ok;
        string words;
        try
        {
            (ok, words) = await check();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            (ok, words) = (false, fault.Message.ReplaceLineEndings(" "));
        }

        failed |= !ok;
        await report.WriteLineAsync($"{what}: {(ok ? "ok" : "failed")}: {words}");
    }
}
