import { start } from './session-list.js';

export function afterWebStarted(blazor) {
  start(blazor);
  // A button that copies the text beside it.
  document.addEventListener('click', event => {
    const text = event.target.closest?.('[data-copy]')?.closest('section')?.querySelector('textarea');
    if (!text) return;
    text.select();
    if (navigator.clipboard) navigator.clipboard.writeText(text.value); else document.execCommand('copy');
  });
}
