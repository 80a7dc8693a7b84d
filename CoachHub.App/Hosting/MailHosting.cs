namespace CoachHub.App.Hosting;

/// <summary>Rendering and sending mail.</summary>
public static class MailHosting
{
    public static void AddMail(this IServiceCollection services, AppSettings settings)
    {
    }
}
