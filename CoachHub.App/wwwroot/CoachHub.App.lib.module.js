import { start } from './session-list.js';

export function afterWebStarted(blazor) {
  start(blazor);
}
