// The zone of the browser is the likeliest one of the practice.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const select = document.getElementById("zone");
if (select && [...select.options].some(option => option.value === zone)) {
  select.value = zone;
}
