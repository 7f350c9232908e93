// Before anything is drawn: the theme that was chosen here, or else the system's.
"use strict";
(() => {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem("moodring-theme");
    } catch {
      return null; // forbidden by the browser
    }
  };
  const apply = (theme) => {
    document.documentElement.dataset.theme = theme ?? (system.matches ? "dark" : "light");
  };
  apply(stored());
  system.addEventListener("change", () => apply(stored()));
  window.moodringTheme = {
    isDark: () => document.documentElement.dataset.theme === "dark",
    toggle() {
      const theme = this.isDark() ? "light" : "dark";
      try {
        // What the system says needs no note.
        if ((theme === "dark") === system.matches) localStorage.removeItem("moodring-theme");
        else localStorage.setItem("moodring-theme", theme);
      } catch {
        // It lasts until the page is closed.
      }
      apply(theme);
    },
  };
})();
