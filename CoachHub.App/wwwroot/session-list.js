// The browser's side of the session list: which click means what, the keyboard, and the selection that outlives a reload. One listener
// of each kind for the whole document: they need nothing of a page, and every navigation leaves them in place.

let lastPicked, lastRow, held, chordUntil = 0;

export function start(blazor) {
  for (const name of ['rowopen', 'rowpick', 'rowmenu'])
    blazor.registerCustomEventType(name, { createEventArgs: event => event.detail });
  document.addEventListener('click', clicked);
  document.addEventListener('keydown', pressed);
  document.addEventListener('pointerover', hint);
  document.addEventListener('focusin', event => {
    const row = rowOf(event.target);
    held = row ? event.target : null;
    if (row) lastRow = row.dataset.sessionId;
  });
  new MutationObserver(bringBack).observe(document.body, { childList: true, subtree: true });
}

// A row that changes elsewhere is drawn anew: the keyboard stays with it. When the whole page is turned it begins with the first row.
function bringBack() {
  if (!held || held.isConnected || document.activeElement !== document.body) return;
  held = null;
  (document.querySelector(`[data-keys] [data-session-id="${lastRow}"]`) ?? document.querySelector('[data-keys] [data-session-id]'))?.focus({ preventScroll: true });
}

// The whole of a text that is cut, when somebody points at it.
function hint({ target }) {
  if (target.matches?.('[data-keys] :is(.coach, .title, .who b, .who small)') && !target.title && target.scrollWidth > target.clientWidth)
    target.title = target.textContent;
}

// In the list what a button is for follows from its cell, which spares the rows an attribute; a card says it.
const kindOf = button => button.dataset.menu ?? (button.closest('.pay') ? 'payment' : 'status');
const controls = row => [...row.querySelectorAll('[data-menu], .status button, .pay button')];
const rowOf = target => target.closest?.('[data-session-id]');
const send = (from, name, detail) => from.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));

function clicked(event) {
  const row = rowOf(event.target);
  if (!row) return;
  const id = row.dataset.sessionId;
  const button = controls(row).find(one => one.contains(event.target));
  if (event.target.matches('.pick input')) pick(row, event.target.checked, event.shiftKey);
  // The cell around a box is its target too: a thumb needs more than the box.
  else if (event.target.matches('.pick')) toggle(row, event.shiftKey);
  else if (button) send(button, 'rowmenu', { id, kind: kindOf(button) });
  // A link or button inside the row does its own work.
  else if (!event.target.closest('a, button, input, select')) send(row, 'rowopen', { id });
}

function toggle(row, range) {
  const box = row.querySelector('.pick input');
  if (!box) return;
  box.checked = !box.checked;
  pick(row, box.checked, range);
}

function pick(row, on, range) {
  const rows = [...row.parentElement.querySelectorAll('[data-session-id]:has(.pick input)')];
  const from = range ? rows.findIndex(other => other.dataset.sessionId === lastPicked) : -1;
  const to = rows.indexOf(row);
  const span = from < 0 ? [row] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  lastPicked = row.dataset.sessionId;
  send(row, 'rowpick', { ids: span.map(one => Number(one.dataset.sessionId)), on });
}

// --- the keyboard ---

function pressed(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const done = act(event);
  if (done) event.preventDefault();
}

function act(event) {
  const { key, target } = event;
  const menu = target.closest?.('[role=menu]');
  if (menu) return inMenu(menu, key);
  const bar = target.closest?.('[role=toolbar]');
  if (bar && (key === 'ArrowRight' || key === 'ArrowLeft')) return within(bar, target, key === 'ArrowRight' ? 1 : -1);
  const row = rowOf(target);
  if (row === target && key === 'Enter') return target.click(), true;
  const list = document.querySelector('[data-keys]');
  if (!list || target.closest?.('input:not([type=checkbox]), select, textarea, [contenteditable]')) return false;
  // A dialog or an open menu has the keyboard to itself.
  if (document.querySelector('[role=dialog], .list-menu:popover-open')) return false;
  return inList(list, row, event);
}

function inList(list, row, { key, target, shiftKey }) {
  if (row) {
    if (key === ' ' && target === row) return toggle(row, shiftKey), true;
    if (key === 'ArrowDown') return move(row, 1);
    if (key === 'ArrowUp') return move(row, -1);
    if (key === 'ArrowRight' || key === 'ArrowLeft') return within(row, target, key === 'ArrowRight' ? 1 : -1);
  }

  // Single letters can be switched off: somebody who speaks to the computer sets them off by accident (WCAG 2.1.4).
  if (list.dataset.keys !== 'on') return false;
  const now = performance.now(), chord = now < chordUntil;
  chordUntil = 0;
  const here = row ?? list.querySelector(`[data-session-id="${lastRow}"]`);
  switch (key) {
    case 'j': return move(here, 1);
    case 'k': return move(here, -1);
    case 'x': case 'X': return here ? (toggle(here, shiftKey), true) : false;
    case 's': return menuOf(here, 'status');
    case 'p': return menuOf(here, 'payment');
    case 'g': return chordUntil = now + 1500, true;
    case 'd': return chord && press('g d');
    case 'b': return toBar();
    case 'u': return undo();
    default: return key.length === 1 && press(key);
  }
}

function move(from, step) {
  const rows = [...document.querySelectorAll('[data-keys] [data-session-id]')];
  const at = rows.indexOf(from);
  const to = at < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[at + step];
  to?.focus();
  return rows.length > 0;
}

function within(row, target, step) {
  const stops = [row, ...row.querySelectorAll('input, button, a')].filter(stop => stop.tabIndex >= 0 && !stop.disabled);
  stops[stops.indexOf(target) + step]?.focus();
  return true;
}

function menuOf(row, kind) {
  const button = row && controls(row).find(one => kindOf(one) === kind);
  button?.click();
  return !!button;
}

function press(key) {
  const control = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!control || control.matches(':disabled, [aria-disabled=true]')) return false;
  if (!control.matches('input:not([type=checkbox])')) return control.click(), true;
  control.focus();
  control.select?.();
  return true;
}

function toBar() {
  const first = document.querySelector('[data-keys] [role=toolbar] button');
  first?.focus();
  return !!first;
}

function undo() {
  const button = [...document.querySelectorAll('.mud-snackbar .mud-button:not(.mud-icon-button)')].at(-1);
  button?.click();
  return !!button;
}

function inMenu(menu, key) {
  const items = [...menu.querySelectorAll('[role^=menuitem]')];
  const at = items.indexOf(document.activeElement);
  const last = items.length - 1;
  const to = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last, Home: 0, End: last }[key];
  if (to === undefined) return false;
  items[to].focus();
  return true;
}

// --- what the page asks for ---

/** Opens the shared menu at a row's control; closing it gives the focus back to where it was. */
export function placeMenu(menu, id, kind) {
  const anchor = [...document.querySelectorAll(`[data-session-id="${id}"]`)].flatMap(controls).find(one => kindOf(one) === kind);
  if (!anchor) return false;
  if (!menu.matches(':popover-open')) menu.showPopover();
  const at = anchor.getBoundingClientRect(), { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + 4 + height <= innerHeight;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
  return true;
}

export function showMenu(menu, id, kind) {
  if (!placeMenu(menu, id, kind)) return;
  (menu.querySelector('[aria-checked=true]') ?? menu.querySelector('[role^=menuitem], [data-first]'))?.focus();
  addEventListener('scroll', () => menu.hidePopover(), { once: true, passive: true });
}

export function hideMenu(menu) {
  if (!menu.isConnected || !menu.matches(':popover-open')) return;
  menu.hidePopover();
  // The control that opened it is about to be drawn anew; its row is not.
  rowOf(document.activeElement)?.focus({ preventScroll: true });
}

/** The selection lives in this tab until it is closed: a reload keeps it, another tab or device has its own. */
export function picked(key) {
  const ids = (sessionStorage.getItem(key) ?? '').split(',').map(Number).filter(id => Number.isSafeInteger(id) && id > 0);
  return ids.slice(0, 5000);
}

export function keepPicked(key, added, removed) {
  const ids = new Set(picked(key));
  for (const id of removed) ids.delete(id);
  for (const id of added) ids.add(id);
  if (ids.size) sessionStorage.setItem(key, [...ids].join(','));
  else sessionStorage.removeItem(key);
}

export function forgetPicked(key) {
  sessionStorage.removeItem(key);
}

/** Sends the selection to a download: as a form, because thousands of ids fit into no address. */
export function download(form, key) {
  form.elements.ids.value = picked(key).join(',');
  form.submit();
}
