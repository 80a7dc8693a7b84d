// Remembers the person's choice of light or dark, and tells the circuit when the system changes its mind.
const dark = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || (theme !== "light" && dark.matches);
};

export function choose(theme) {
  document.documentElement.dataset.theme = theme;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  return isDark();
}

export function watch(listener) {
  const tell = () => listener.invokeMethodAsync("SystemThemeChanged", isDark()).catch(() => { });
  dark.addEventListener("change", tell);
  return { stop: () => dark.removeEventListener("change", tell) };
}
