// The search of a book that stands in files, without a server: its page, and what site.js offers while a reader
// types. What is found, and in which order, is search-engine.js. Each edition has a file at the address where a
// server answers with suggestions; it says where the rest is, and every word that is shown.

const characters = (text) => [...text];

// What the export wrote about an edition, and its engine.
let loading;
const engineOf = (book) => {
  loading ??= Promise.all([import(book.engine), ...book.indexes.map(async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  })]).then(([{ Engine }, ...data]) => new Engine(data, book.languages));
  loading.catch(() => { loading = undefined; }); // to be tried again
  return loading;
};

const clean = (book, typed) => characters(typed.toWellFormed?.() ?? typed).slice(0, book.longest).join("").replace(/\p{Cc}|\p{Bidi_C}/gu, " ");

// The answer that a server gives at the address of the suggestions.
export const suggest = async (book, typed) => {
  const engine = await engineOf(book);
  const text = clean(book, typed);
  const paths = engine.find(engine.prepare(text, true)).map(({ path }) => path);
  const { lookup } = await import(book.engine);
  const exact = lookup(book, text);
  const list = [...new Set(exact === undefined ? paths : [exact, ...paths])].slice(0, book.suggestions)
    .map((path) => engine.page(book.languages[0], path)).filter(Boolean);
  const title = ({ kind, number, path, title }) => (kind === "code" ? `${number} ${title}` : kind === "class" ? `${path} ${title}` : title);
  return [text, list.map(title), list.map(({ name }) => name), list.map(({ path }) => book.root + path)];
};

// The page of results.
const element = (name, attributes = {}, ...content) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  made.append(...content);
  return made;
};

const inLanguage = (book, lang) => (lang === book.languages[0] ? {} : { lang });

const result = (book, { engine, passage }, query, path) => {
  const [own, ...others] = book.languages;
  let page = engine.page(own, path);
  if (!page) return undefined;
  const title = page;
  let lang = own;
  let found = passage(query, page, engine.rules.passageLength);
  for (const other of others) {
    const alternative = engine.page(other, path);
    if (!alternative || found.pieces.some(({ match }) => match)) continue;
    [page, lang, found] = [alternative, other, passage(query, alternative, engine.rules.passageLength)];
  }
  const number = title.number ?? (title.kind === "class" ? path : "");
  const link = element("a", { href: book.root + path });
  if (number) link.append(element("b", { class: "number" }, number), " ");
  link.append(element("span", title.kind === "code" ? inLanguage(book, "en") : {}, title.title));
  const heading = element("h3", {}, link);
  if (title.kind === "code") {
    const names = element("span", { class: "name" });
    for (const language of book.languages) names.append(element("span", inLanguage(book, language), engine.page(language, path).name), " ");
    if (book.marks[number]) names.append(element("span", { class: "mark" }, book.marks[number]));
    heading.append(" ", names);
  }
  const item = element("li", { class: `hue-${/^[1-5]/.test(number) ? number[0] : 0}` }, heading,
    element("p", inLanguage(book, lang), ...found.pieces.map(({ text, match }) => (match ? element("mark", {}, text) : text))));
  if (found.section.id) {
    item.append(element("p", { class: "in-section" },
      element("a", { href: `${book.root}${path}#${found.section.id}`, ...inLanguage(book, lang) }, found.section.title)));
  }
  return { kind: title.kind, item };
};

const counted = (book, n) => {
  const category = (count) => new Intl.PluralRules(book.languages[0]).select(count);
  const [sample, text] = book.words.count.find(([count]) => category(count) === category(n)) ?? book.words.count[0];
  return text.replace(sample, n);
};

const show = async (place) => {
  place.querySelector(".notice").remove(); // it speaks of what is missing without this script
  const form = document.querySelector(".site-search");
  const typed = new URLSearchParams(location.search).get("q") ?? "";
  const number = Number.parseInt(new URLSearchParams(location.search).get("page"), 10) || 1;
  form.elements.q.value = typed;
  for (const link of document.querySelectorAll("[data-languages] a")) link.search = `?q=${encodeURIComponent(typed)}&remember`;
  const answer = await fetch(form.dataset.suggest);
  const book = await answer.json();
  const text = clean(book, typed);
  const status = place.querySelector("[role=status]");
  if (!text.trim()) return;
  document.title = book.words.title.replace("{query}", () => text);
  const { lookup, passage } = await import(book.engine);
  const exact = lookup(book, text);
  if (exact !== undefined) return void location.replace(book.root + exact);
  const engine = await engineOf(book);
  const query = engine.prepare(text, false);
  const hits = engine.find(query);
  if (hits.length === 0) {
    status.textContent = book.words.none.replace("{query}", () => text);
    return;
  }
  status.textContent = counted(book, hits.length) + (query.corrected && ` ${book.words.corrected.replace("{query}", () => query.corrected)}`);
  const last = Math.ceil(hits.length / book.onPage);
  const now = Math.min(Math.max(number, 1), last);
  const groups = new Map();
  for (const { path } of hits.slice((now - 1) * book.onPage, now * book.onPage)) {
    const made = result(book, { engine, passage }, query, path);
    if (made) groups.set(made.kind, [...(groups.get(made.kind) ?? []), made.item]);
  }
  for (const [kind, items] of groups) {
    place.append(element("section", {}, element("h2", {}, book.words.groups[kind]), element("ol", { class: "results" }, ...items)));
  }
  const turn = (to, rel, words) => (to < 1 || to > last ? "" : element("a", { rel, href: `?q=${encodeURIComponent(typed)}&page=${to}` }, words));
  place.append(element("nav", { class: "neighbours", "aria-label": book.words.pages },
    turn(now - 1, "prev", book.words.before), turn(now + 1, "next", book.words.after)));
  document.querySelector("[data-all]").hidden = true;
};

const place = globalThis.document?.querySelector("[data-search]");
if (place) show(place);
