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
  // Ctrl+K, from anywhere, also out of a field; over an open window it would hide what is typed there.
  document.addEventListener('keydown', event => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const button = [...document.querySelectorAll('[data-global-search]')].find(one => one.checkVisibility());
    if (!button || document.querySelector('[role=dialog]')) return;
    event.preventDefault();
    button.click();
  });
}
