// Adds to pages that are complete without it: the language switch keeps the
// section that the address names.
const keepSection = () => {
  for (const link of document.querySelectorAll("[data-languages] a")) {
    link.hash = location.hash;
  }
};
addEventListener("hashchange", keepSection);
keepSection();
