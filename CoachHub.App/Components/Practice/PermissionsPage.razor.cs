using CoachHub.App.Components.Kit;
using CoachHub.App.Resources;
using CoachHub.Domain.Kernel;
using CoachHub.Domain.Practice;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CoachHub.App.Components.Practice;

/// <summary>The capabilities of the coach role, one checkbox each. Editing takes seeing along, and says so.</summary>
public sealed partial class PermissionsPage
{
    private HashSet<Capability>? granted;
    private IReadOnlySet<Capability> seen = new HashSet<Capability>();
    private int version;
    private bool elsewhere, saving, saved;
    private Problem? problem;
    private (Capability Capability, string Text)? taken;

    [CascadingParameter] public required Reader Reader { get; set; }
    [Inject] public required PermissionService Service { get; init; }
    [Inject] public required IStringLocalizer<Words> L { get; init; }

    private string? SavedText => saved ? L["Saved. It counts for every coach from now on."].Value : null;

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        Listen(Topics.Practice, _ => NoticeAsync());
        await ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        var read = await Service.GetAsync(Reader.Actor, Closing);
        (problem, elsewhere, saved, taken) = (read.Problem, false, false, null);
        if (read.Ok)
            Take(read.Value);
    }

    // What somebody is ticking stays until they ask for what is there now.
    private async Task NoticeAsync()
    {
        var read = await Service.GetAsync(Reader.Actor, Closing);
        elsewhere = !saving && read.Ok && !read.Value.Granted.SetEquals(seen);
    }

    private void Take(CoachPermissions permissions)
    {
        (seen, version) = (permissions.Granted, permissions.Version);
        granted = [.. permissions.Granted];
    }

    private void Set(Capability capability, bool on)
    {
        (saved, taken) = (false, null);
        if (on)
        {
            granted!.Add(capability);
            if (capability.Implies() is { } needed && granted.Add(needed))
                taken = (needed, L["“{0}” was ticked too: nobody can do the one without the other.", CapabilityWords.Name(L, needed)]);
        }
        else
        {
            granted!.Remove(capability);
            if (capability.ImpliedBy() is { } wider && granted.Remove(wider))
                taken = (wider, L["“{0}” was unticked too: nobody can do the one without the other.", CapabilityWords.Name(L, wider)]);
        }
    }

    private async Task SaveAsync()
    {
        if (saving)
            return;
        (saving, saved, problem, taken) = (true, false, null, null);
        try
        {
            var done = await Service.SaveAsync(Reader.Actor, new CoachPermissions(granted!, version), Closing);
            (problem, saved) = (done.Problem, done.Ok);
            if (!done.Ok)
                return;
            Take(done.Value);
            elsewhere = false;
        }
        finally
        {
            saving = false;
        }
    }
}
