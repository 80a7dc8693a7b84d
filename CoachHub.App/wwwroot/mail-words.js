// Puts a placeholder where the caret stands in a field, and tells the page as typing would.
export function insert(field, text) {
  if (!field?.isConnected) return;
  field.setRangeText(text, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, 'end');
  field.dispatchEvent(new Event('change', { bubbles: true }));
  field.focus();
}
