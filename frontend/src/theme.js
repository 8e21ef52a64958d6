// Runs before the page is painted, so that a reader's choice of light or dark does not flash.
try {
  const chosen = localStorage.getItem("retold-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be forbidden; the system's choice stands.
}
