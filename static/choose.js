// Leads from an address without an edition to the reader's: the one that they chose before, else the first that
// there is in one of their languages, else the default one, which comes first. On the page of addresses where there
// is nothing it leads on only if it knows what was meant.

const { dataset } = document.body;
const links = [...document.querySelectorAll("a[data-edition]")];

const remembered = () => {
  try {
    const kept = localStorage.getItem("edition");
    if (kept) return kept;
  } catch { /* nothing is kept */ }
  return document.cookie.match(/(?:^|; )edition=([^;]+)/)?.[1];
};

const base = (tag) => tag.toLowerCase().split("-")[0];
const suits = (tag) => links.find((link) => link.dataset.edition.toLowerCase() === tag.toLowerCase())
  ?? links.find((link) => link.lang && base(link.dataset.edition) === base(tag)); // none of several languages
const edition = links.find((link) => link.dataset.edition === remembered())
  ?? navigator.languages.map(suits).find(Boolean) ?? links[0];

const go = (address) => location.replace(address + location.search + location.hash);

const inside = location.pathname.startsWith(dataset.root) ? location.pathname.slice(dataset.root.length) : "";
const named = links.find((link) => inside.toLowerCase().startsWith(`${link.dataset.edition.toLowerCase()}/`));

// What another host calls a code, or another spelling of an address.
const meant = async () => {
  const elsewhere = inside.match(/^(?:([^/]+)\/)?docs\/web\/http\/(?:reference\/)?status\/(\d{3})\/?$/i);
  if (elsewhere) return `${(elsewhere[1] && suits(elsewhere[1]) ? suits(elsewhere[1]) : edition).dataset.home}${elsewhere[2]}`;
  const { dataset: there } = named ?? edition;
  const answer = await fetch(`${there.home}suggest`);
  const book = await answer.json();
  const { lookup } = await import(book.engine);
  const words = inside.split("/").filter(Boolean);
  const name = decodeURIComponent(words.at(-1) ?? "").replace(/\.html$/, "");
  const path = words.length <= (named ? 2 : 1) ? lookup(book, name) : undefined;
  return path === undefined ? undefined : there.home + path;
};

if (!("missing" in dataset)) {
  go(edition.href);
} else if (inside.replace(/\.html$|\/$/, "") === "404") { // the code of that number, which has the name of this file
  go(`${edition.dataset.home}404`);
} else {
  const said = (named ?? edition).dataset.edition;
  for (const part of document.querySelectorAll("[data-says]")) part.hidden = !part.dataset.says.split(" ").includes(said);
  meant().then((address) => address && address !== location.pathname && go(address)).catch(() => { /* the page says all that there is */ });
}
