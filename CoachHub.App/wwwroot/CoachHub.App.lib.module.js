// Rows of a list open by click or Enter. One handler for a whole table: the event carries the row's id.
export function afterWebStarted(blazor) {
  blazor.registerCustomEventType('rowopen', {
    browserEventName: 'click',
    createEventArgs: event => ({ id: rowId(event.target) }),
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.defaultPrevented && event.target.matches?.('[data-session-id]')) {
      event.preventDefault();
      event.target.click();
    }
  });
}

function rowId(target) {
  // A link or button inside the row does its own work.
  if (target.closest('a, button, input, select')) return null;
  return target.closest('[data-session-id]')?.dataset.sessionId ?? null;
}
