using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Kit;

/// <summary>A row was opened; <see cref="Id"/> is null when the click was on something inside it.</summary>
public sealed class RowEventArgs : EventArgs
{
    public string? Id { get; set; }
}

/// <summary>Events of our own; the browser's side is in <c>CoachHub.App.lib.module.js</c>.</summary>
[EventHandler("onrowopen", typeof(RowEventArgs), enableStopPropagation: true, enablePreventDefault: false)]
public static class EventHandlers;
