using CoachHub.Domain.Kernel;
using Microsoft.AspNetCore.Authorization;

namespace CoachHub.App.Hosting;

/// <summary>Who may open a page: <c>@attribute [Authorize(Policy = Policies.Staff)]</c>. Services check again.</summary>
public static class Policies
{
    public const string Administrator = nameof(Administrator);
    public const string Coach = nameof(Coach);
    public const string Staff = nameof(Staff);
    public const string Client = nameof(Client);

    public static void AddPolicies(AuthorizationOptions options)
    {
        options.AddPolicy(Administrator, policy => policy.RequireRole(nameof(Role.Administrator)));
        options.AddPolicy(Coach, policy => policy.RequireRole(nameof(Role.Coach)));
        options.AddPolicy(Staff, policy => policy.RequireRole(nameof(Role.Administrator), nameof(Role.Coach)));
        options.AddPolicy(Client, policy => policy.RequireRole(nameof(Role.Client)));
    }
}
