// Shows how the connection to the server stands. Blazor announces it; the words are in Components/Layout/ReconnectModal.razor.
const dialog = document.getElementById("components-reconnect-modal");
const show = state => { dialog.dataset.state = state; if (!dialog.open) dialog.showModal(); };

async function retry() {
  document.removeEventListener("visibilitychange", retryWhenVisible);
  show("retrying");
  try {
    if (await Blazor.reconnect() || await Blazor.resumeCircuit?.()) dialog.close();
    else location.reload();
  } catch {
    show("failed");
    document.addEventListener("visibilitychange", retryWhenVisible);
  }
}

const retryWhenVisible = () => { if (document.visibilityState === "visible") retry(); };

async function resume() {
  try {
    if (await Blazor.resumeCircuit()) dialog.close(); else location.reload();
  } catch {
    location.reload();
  }
}

if (dialog) {
  dialog.addEventListener("components-reconnect-state-changed", event => {
    switch (event.detail.state) {
      case "show": show("retrying"); break;
      case "retrying": show("retrying"); break;
      case "hide": dialog.close(); break;
      case "failed": show("failed"); document.addEventListener("visibilitychange", retryWhenVisible); break;
      case "paused": show("paused"); break;
      case "resume-failed": location.reload(); break;
      case "rejected": location.reload(); break;
    }
  });
  dialog.addEventListener("cancel", event => event.preventDefault());
  document.getElementById("reconnect-retry").addEventListener("click", retry);
  document.getElementById("reconnect-resume").addEventListener("click", resume);
}
