// Adds to pages that are complete without it. Words come from the page
// (data-… of the body), so that this file speaks no language.

const { body, documentElement: root } = document;
const words = body.dataset;
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const store = {
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try {
      if (value) localStorage.setItem(key, value);
      else localStorage.removeItem(key);
    } catch { /* remembered for this page alone */ }
  },
};

// The language switch keeps the fragment, the section, and the place within it.
// The fragment travels with the place: in the address it would scroll last, so
// that it returns there when the page has loaded.
const anchors = all("section[id], .glossary [id]");
const switches = all("[data-languages] a");
const keepFragment = () => {
  for (const link of switches) link.hash = location.hash;
};
// What is folded opens for who comes to it by its fragment.
const unfold = () => { for (const folded of all("details:target")) folded.open = true; };
for (const event of ["hashchange", "pageshow"]) {
  addEventListener(event, keepFragment);
  addEventListener(event, unfold);
}
keepFragment();
try {
  const place = JSON.parse(sessionStorage.getItem("place"));
  sessionStorage.removeItem("place");
  if (place) {
    if (place.hash) {
      addEventListener("load", () => setTimeout(() => {
        history.replaceState(history.state, "", place.hash);
        keepFragment();
      }));
    }
    const section = place.id && document.getElementById(place.id);
    if (section) scrollBy({ top: section.getBoundingClientRect().top - place.offset, behavior: "instant" });
    else if (!place.id) scrollTo({ top: place.offset, behavior: "instant" });
  }
} catch { /* nothing was kept */ }
addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-languages] a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const at = anchors.findLast((section) => section.getBoundingClientRect().top < innerHeight / 3);
  const place = at ? { id: at.id, offset: at.getBoundingClientRect().top } : { id: "", offset: scrollY };
  store.set("edition", link.hreflang); // for a book in files; a server has its cookie
  try {
    sessionStorage.setItem("place", JSON.stringify({ ...place, hash: location.hash }));
    link.hash = "";
  } catch { /* the fragment alone must do */ }
});

// Light, dark, or as the system has it.
for (const form of all("[data-theme-choice]")) {
  const choice = form.elements.theme;
  choice.value = root.dataset.theme || "auto"; // theme.js has looked up what was chosen
  form.hidden = false;
  form.addEventListener("change", () => {
    const theme = choice.value === "auto" ? "" : choice.value;
    store.set("theme", theme);
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  });
}

// Printed pages say where they come from in full, also where the site does not know its own address.
for (const link of all(".address a")) link.textContent = link.href;

// Copy buttons.
const copyButton = (text) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = words.copied;
    } catch {
      button.textContent = words.copyFailed;
    }
    setTimeout(() => { button.textContent = words.copy; }, 2000);
  });
  return button;
};
if (navigator.clipboard) {
  for (const pre of all("pre")) {
    const box = document.createElement("div");
    box.className = "code";
    pre.replaceWith(box);
    box.append(pre, copyButton(() => pre.textContent));
  }
}

// On a touch screen the first tap on a term says its other word, the second leads to the glossary.
if (matchMedia("(hover: none)").matches) {
  addEventListener("click", (event) => {
    const term = event.target.closest?.(".term[data-other]");
    if (term && !term.classList.contains("shown")) event.preventDefault();
    for (const shown of all(".term.shown")) shown.classList.remove("shown");
    term?.classList.add("shown");
  });
}

// The table of contents follows the reading.
const toc = document.querySelector(".toc");
const entries = new Map(all(".toc a").map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
if (entries.size > 0) {
  // Those in sight below the bar; the last ones never reach the top, so that at
  // the end it is the one that was linked to, or else the last.
  const reading = () => {
    const seen = anchors.filter((section) => {
      const { top, bottom } = section.getBoundingClientRect();
      return top < innerHeight && bottom > innerHeight / 10;
    });
    const atEnd = scrollY > 0 && scrollY + innerHeight > root.scrollHeight - 2;
    if (atEnd) return seen.find((section) => section.matches(":target")) ?? seen.at(-1);
    return seen.find((section) => section.getBoundingClientRect().top < innerHeight * 0.4);
  };
  let waiting = false;
  const follow = () => {
    waiting = false;
    const now = reading();
    for (const [id, link] of entries) {
      if (id !== now?.id) link.removeAttribute("aria-current");
      else if (!link.ariaCurrent) {
        link.setAttribute("aria-current", "true");
        toc.scrollTop = link.offsetTop - toc.clientHeight / 2; // a list longer than the window
      }
    }
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  };
  for (const event of ["scroll", "resize", "hashchange"]) addEventListener(event, soon, { passive: true });
  soon();
}

// Filter as you type.
for (const input of all("[data-filter]")) {
  const rows = all(".codes > li").map((row) => [row, row.textContent.toLowerCase()]);
  const groups = all("[data-group]");
  const count = document.getElementById("filter-count");
  input.closest("[hidden]")?.removeAttribute("hidden");
  const apply = () => {
    const terms = input.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    for (const [row, text] of rows) row.hidden = !terms.every((term) => text.includes(term));
    // The style sheet hides what is not picked, so ask what is left to see.
    for (const group of groups) group.hidden = false;
    const shown = rows.filter(([row]) => row.checkVisibility()).map(([row]) => row);
    for (const group of groups) group.hidden = terms.length > 0 && !shown.some((row) => group.contains(row));
    count.textContent = terms.length ? words.found.replace("#", shown.length) : "";
  };
  input.form.addEventListener("input", apply); // typed or picked
  if (input.value) apply();
}

// Suggestions while typing, by the ARIA pattern for a combobox with a list.
const search = document.querySelector(".site-search input");
if (search) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.role = "listbox";
  list.ariaLabel = search.ariaLabel;
  list.hidden = true;
  const status = document.createElement("span");
  status.role = "status";
  status.className = "unseen";
  search.after(list, status);
  search.role = "combobox";
  search.autocomplete = "off";
  search.setAttribute("aria-autocomplete", "list");
  search.setAttribute("aria-controls", list.id);
  search.setAttribute("aria-expanded", "false");
  let pending;
  let timer;
  const close = () => {
    clearTimeout(timer);
    pending?.abort(); // an answer that comes later opens nothing
    list.hidden = true;
    search.setAttribute("aria-expanded", "false");
    search.removeAttribute("aria-activedescendant");
  };
  const active = () => list.querySelector("[aria-selected=true]");
  const choose = (option) => {
    active()?.setAttribute("aria-selected", "false");
    if (!option) return search.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", option.id);
  };
  const ask = async () => {
    pending?.abort();
    const typed = search.value.trim();
    if (!typed) return close();
    pending = new AbortController();
    try {
      const answer = await fetch(`${search.form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: pending.signal });
      const found = await answer.json();
      // A book in files has no server to ask: what stands there says where the search is instead.
      const [, titles, abouts, addresses] = Array.isArray(found) ? found : await (await import(found.module)).suggest(found, typed);
      list.replaceChildren(...titles.map((title, i) => {
        const option = document.createElement("li");
        option.id = `suggestion-${i}`;
        option.role = "option";
        option.ariaSelected = "false";
        const address = new URL(addresses[i], location.href);
        option.dataset.href = address.pathname + address.search;
        const about = document.createElement("span");
        about.textContent = abouts[i];
        option.append(title, " ", about);
        return option;
      }));
      list.hidden = titles.length === 0;
      search.setAttribute("aria-expanded", String(titles.length > 0));
      search.removeAttribute("aria-activedescendant");
      status.textContent = words.found.replace("#", titles.length);
    } catch (error) {
      if (error.name !== "AbortError") close(); // the form still works
    }
  };
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 80);
  });
  search.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const options = [...list.children];
    const at = options.indexOf(active());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) return void ask();
      const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? options.length - 1 : at - 1;
      choose(options[next]);
    } else if (event.key === "Enter" && !list.hidden && active()) {
      event.preventDefault();
      location.assign(active().dataset.href);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Home" || event.key === "End") {
      choose(); // back to the text, where the browser moves the caret
    }
  });
  search.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
}

// Keys: / and Ctrl+K search, ? lists the keys, [ and ] turn the page.
const help = document.getElementById("keys");
const off = help?.querySelector("[name=keys]");
if (off) {
  off.checked = store.get("keys") !== "off";
  off.addEventListener("change", () => store.set("keys", off.checked ? "" : "off"));
}
const turn = (rel) => document.querySelector(`.neighbours [rel=${rel}]`)?.click();
const keys = {
  "/": () => search?.focus(),
  "?": () => help?.showModal(),
  "[": () => turn("prev"),
  "]": () => turn("next"),
};
addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
    event.preventDefault();
    search?.focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || (off && !off.checked)) return;
  if (event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog")) return;
  const action = keys[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});
for (const button of all("[data-keys]")) {
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal());
}
