using Microsoft.AspNetCore.Components;

namespace CoachHub.App.Components.Kit;

/// <summary>A row was opened.</summary>
public sealed class RowEventArgs : EventArgs
{
    public string? Id { get; set; }
}

/// <summary>Rows were selected or let go: one by its box, several by a range.</summary>
public sealed class RowPickEventArgs : EventArgs
{
    public IReadOnlyList<int> Ids { get; set; } = [];

    public bool On { get; set; }
}

/// <summary>A row's menu was asked for.</summary>
public sealed class RowMenuEventArgs : EventArgs
{
    public string? Id { get; set; }

    /// <summary><c>status</c> or <c>payment</c>.</summary>
    public string? Kind { get; set; }
}

/// <summary>Events of our own; the browser's side is in <c>wwwroot/session-list.js</c>. One handler for a whole table, whatever its length.</summary>
[EventHandler("onrowopen", typeof(RowEventArgs), enableStopPropagation: true, enablePreventDefault: false)]
[EventHandler("onrowpick", typeof(RowPickEventArgs), enableStopPropagation: true, enablePreventDefault: false)]
[EventHandler("onrowmenu", typeof(RowMenuEventArgs), enableStopPropagation: true, enablePreventDefault: false)]
public static class EventHandlers;
