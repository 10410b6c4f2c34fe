// Runs before the first paint, as a file of its own that the head waits for: a
// remembered choice of light or dark is there before anything is drawn.
{
  let theme;
  try {
    theme = localStorage.getItem("theme");
  } catch {
    // storage is closed to us: follow the system
  }
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }
}
