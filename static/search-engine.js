// Finds pages of a book that stands in files, without a server. It takes the steps of internal/search on what the
// export wrote: the pages of each language, and every number that decides their order. Where a name below is also
// one of that package, it does the same. search-static.js shows what is found.

const characters = (text) => [...text];
const leads = /^\p{Script=Han}/u;
const isHan = (word) => leads.test(word);
const countOf = (text, part) => text.split(part).length - 1;

// Full-width forms as half-width ones.
const narrow = (text) => text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, " ");
const camel = (name) => name.replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ").replace(/[^\p{L}\p{Nd}]/gu, " ");
const split = (text) => text.match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{Nd}])+/gu) ?? [];

const spelled = (names) => names.flatMap((name) => {
  const forms = [name];
  const parts = camel(name);
  const joined = split(name).join("");
  if (parts !== name) forms.push(parts);
  if (joined !== name) forms.push(joined);
  return forms;
}).join("\n");

const parts = (word) => {
  if (!isHan(word)) return [word.length > 4 && word.endsWith("s") ? word.slice(0, -1) : word];
  const runes = characters(word);
  return runes.length < 3 ? [word] : runes.slice(1).map((rune, i) => runes[i] + rune);
};

// A word of the index: letters and digits, with what may stand between them (Unicode Standard Annex 29). Each
// ideograph is one.
const token = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}_]|(?<=\p{L})[:.'’·](?=(?!\p{Script=Han})\p{L})|(?<=\p{N})[.,;'’](?=\p{N}))+/gu;

const distance = (a, b, limit) => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) current[j] = Math.min(current[j], before[j - 2] + 1);
    }
    if (Math.min(...current) > limit) return limit + 1;
    [before, previous] = [previous, current];
  }
  return previous[b.length];
};

const longestFirst = (table) => {
  const keys = Object.keys(table).sort((a, b) => b.length - a.length);
  if (keys.length === 0) return (text) => text;
  const any = new RegExp(keys.map((key) => key.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|"), "gu");
  return (text) => text.replace(any, (found) => table[found]);
};

// An index of one language: what bleve would make of its pages.
class Index {
  constructor(data) {
    this.tag = data.tag;
    this.pairs = data.pairs;
    this.stops = new Set(data.stops);
    this.stems = new Map((data.stems ?? "").split("\n").filter(Boolean).map((line) => line.split(" ")));
    this.rules = data.rules;
    this.everywhere = new Set(data.rules.everywhere);
    this.pages = data.pages;
    this.byPath = new Map(data.pages.map((page) => [page.path, page]));
    this.fields = data.rules.fields.map(({ name, boost }) => ({ name, boost, postings: new Map(), norms: [] }));
    this.pages.forEach((page, at) => this.add(page, at));
  }

  add(page, at) {
    for (const list of ["names", "fields", "owners", "keywords", "sections"]) page[list] ??= [];
    page.name ??= "";
    const headings = page.kind === "code" ? [] : page.sections.map(([, title]) => title);
    const prose = page.sections.map(([, title, text]) => `${title}\n${text}\n`).join("");
    const texts = {
      names: spelled(page.names), title: page.title, name: page.name, fields: page.fields.join("\n"), headings: headings.join("\n"),
      owners: page.owners.join("\n"), summary: page.summary, prose: prose.replaceAll("_", " "), keywords: page.keywords.join("\n"),
    };
    for (const field of this.fields) {
      const terms = this.analyze(texts[field.name]);
      field.norms[at] = 1 / Math.sqrt(terms.length);
      const times = new Map();
      for (const term of terms) times.set(term, (times.get(term) ?? 0) + 1);
      for (const [term, n] of times) {
        const posting = field.postings.get(term);
        if (posting) posting.push(at, n);
        else field.postings.set(term, [at, n]);
      }
    }
    const all = [page.number ?? "", page.title, page.name, page.summary, spelled(page.names), ...page.keywords, ...page.fields, ...page.owners, prose];
    page.folded = ` ${this.telling(split(all.join("\n").replaceAll("_", " ").toLowerCase())).join(" ")} `;
    page.whole = new Map();
    for (const keyword of [...page.keywords, ...page.fields, ...headings]) page.whole.set(this.joined(keyword), this.rules.wholeKeyword);
    for (const name of [page.title, page.name, ...page.names]) page.whole.set(this.joined(name), this.rules.wholeName);
  }

  joined(name) {
    return this.telling(split(camel(name).toLowerCase())).join("");
  }

  telling(words) {
    const kept = words.filter((word) => !this.everywhere.has(word));
    return kept.length > 0 ? kept : words;
  }

  analyze(text) {
    const terms = [];
    let run = [];
    let end = -1;
    const flush = () => {
      if (run.length === 1) terms.push(run[0]);
      for (let i = 1; i < run.length; i++) terms.push(run[i - 1] + run[i]);
      run = [];
    };
    for (const { 0: raw, index } of narrow(text).matchAll(token)) {
      if (this.pairs && isHan(raw)) {
        if (index !== end) flush();
        run.push(raw);
        end = index + raw.length;
        continue;
      }
      flush();
      let word = raw.toLowerCase();
      if (this.pairs) {
        terms.push(word);
        continue;
      }
      word = word.replace(/['’]s$/, "");
      if (!this.stops.has(word)) terms.push(this.stems.get(word) ?? word);
    }
    flush();
    return terms;
  }

  // The score of each page that has a word of the query, as bleve counts it (tf-idf).
  ask(asked) {
    const terms = this.analyze(asked);
    const total = this.pages.length;
    let squares = 0;
    const clauses = this.fields.map(({ boost, postings, norms }) => ({
      norms,
      terms: terms.map((term) => {
        const posting = postings.get(term) ?? []; // pages, each with how often it has the term
        const idf = 1 + Math.log(total / (posting.length / 2 + 1));
        squares += (boost * idf) ** 2;
        return { posting, weight: boost * idf * idf };
      }),
    }));
    const found = new Map();
    for (const { norms, terms } of clauses) {
      const inField = new Map();
      for (const { posting, weight } of terms) {
        for (let i = 0; i < posting.length; i += 2) {
          const at = posting[i];
          const entry = inField.get(at) ?? { sum: 0, count: 0 };
          entry.sum += Math.sqrt(posting[i + 1]) * norms[at] * weight;
          entry.count++;
          inField.set(at, entry);
        }
      }
      for (const [at, { sum, count }] of inField) {
        const entry = found.get(at) ?? { sum: 0, count: 0 };
        entry.sum += sum * (count / terms.length);
        entry.count++;
        found.set(at, entry);
      }
    }
    return [...found]
      .map(([at, { sum, count }]) => ({ page: this.pages[at], score: (sum / Math.sqrt(squares)) * (count / clauses.length) }))
      .sort((a, b) => b.score - a.score);
  }
}

// The Latin words of the book.
class Vocabulary {
  constructor(indexes, longest) {
    this.longest = longest;
    this.often = new Map();
    const each = (text, weight) => {
      for (const word of split(text.toLowerCase())) {
        if (!isHan(word)) this.often.set(word, (this.often.get(word) ?? 0) + weight);
      }
    };
    for (const { pages } of indexes) {
      for (const page of pages) {
        each(`${page.title} ${spelled(page.names)}`, 50);
        each([...page.keywords, ...page.fields, ...page.owners].join(" "), 10);
        each(page.summary, 5);
        for (const [, , text] of page.sections) each(text, 1);
      }
    }
    this.sorted = [...this.often.keys()].sort();
  }

  strange(word, least) {
    return characters(word).length < least || word.length > this.longest || isHan(word) || /[0-9]/.test(word);
  }

  nearest(word) {
    if (this.often.has(word) || this.strange(word, 4)) return word;
    return this.within(word, 1) ?? this.beginning(word, 1)[0] ?? (word.length < 6 ? undefined : this.within(word, 2)) ?? word;
  }

  within(word, slips) {
    let best;
    for (const candidate of this.sorted) {
      if (Math.abs(candidate.length - word.length) > slips || this.often.get(candidate) <= (this.often.get(best) ?? 0)) continue;
      if (distance(word, candidate, slips) <= slips) best = candidate;
    }
    return best;
  }

  beginning(word, most) {
    return this.sorted.filter((other) => other !== word && other.startsWith(word))
      .sort((a, b) => this.often.get(b) - this.often.get(a)).slice(0, most);
  }

  begun(word) {
    if (this.strange(word, 5)) return undefined;
    let best;
    for (const candidate of this.sorted) {
      if (candidate[0] !== word[0] || candidate.length <= word.length || this.often.get(candidate) <= (this.often.get(best) ?? 0)) continue;
      for (let length = word.length - 1; length <= Math.min(word.length + 1, candidate.length); length++) {
        if (distance(word, candidate.slice(0, length), 1) <= 1) best = candidate;
      }
    }
    return best;
  }
}

// An engine of the indexes of a book. languages are those of the reader's edition.
export class Engine {
  constructor(data, languages) {
    this.languages = languages;
    this.indexes = data.map((one) => new Index(one));
    this.rules = this.indexes[0].rules;
    this.words = new Vocabulary(this.indexes, this.rules.longest);
    const table = data.find((one) => one.table)?.table ?? { simplified: "", traditional: "", silent: [], terms: {} };
    const traditional = characters(table.traditional);
    const folded = new Map(characters(table.simplified).map((c, i) => [c, traditional[i]]));
    const terms = longestFirst(table.terms);
    const silent = longestFirst(Object.fromEntries(table.silent.map((words) => [words, " "])));
    this.taiwanese = (text) => terms(characters(text).map((c) => folded.get(c) ?? c).join(""));
    this.matter = (text) => (silent(text).trim() ? silent(text) : text);
  }

  // The query, made uniform. While a reader types, its last word stands for those that begin with it as well.
  prepare(typed, typing) {
    const text = camel(narrow(typed)).toLowerCase();
    const words = this.bounded(this.indexes[0].telling(split(this.matter(this.taiwanese(text)))));
    let longer = [];
    let corrected = false;
    words.forEach((word, i) => {
      const open = typing && i === words.length - 1 && text && !text.endsWith(" ");
      if (open && word.length > 1 && !isHan(word)) {
        longer = this.words.beginning(word, this.rules.completions);
        if (longer.length > 0) return;
      }
      let better = this.words.nearest(word);
      if (open && better === word && !this.words.often.has(word)) better = this.words.begun(word) ?? word;
      corrected ||= better !== word;
      words[i] = better;
    });
    const digits = words.map((word) => [word, word.replace(/x+$/, "")])
      .filter(([word, rest]) => words.length <= 3 && word.length <= 3 && /^[0-9]+$/.test(rest)).map(([, rest]) => rest);
    const query = { tokens: words, text: words.join(" "), digits, parts: [...new Set(words.flatMap(parts))] };
    query.asked = [query.text, ...longer].join(" ");
    query.corrected = corrected ? query.text : "";
    query.forms = words.flatMap((word) => {
      const runes = characters(word);
      return isHan(word) && runes.length > 2 ? [word, ...parts(word)] : [word];
    });
    if (words.length > 1) query.forms.push(query.text);
    return query;
  }

  bounded(words) {
    let left = this.rules.mostParts;
    const kept = [];
    for (const word of words) {
      const runes = characters(word);
      kept.push(isHan(word) && runes.length > left + 1 ? runes.slice(0, left + 1).join("") : word);
      left -= parts(kept.at(-1)).length;
      if (left <= 0) break;
    }
    return kept;
  }

  // The pages that fit a query, the best first.
  find(query) {
    const { foreign, leastCoverage, leastShare, reconsidered, mostHits } = this.rules;
    if (query.tokens.length === 0) return [];
    const scores = new Map();
    const add = (path, score) => scores.set(path, (scores.get(path) ?? 0) + score);
    const weight = (index) => (this.languages.includes(index.tag) ? 1 : foreign);
    for (const index of this.indexes) {
      index.ask(query.asked).slice(0, mostHits).forEach(({ page, score }, i) => {
        add(page.path, (i < reconsidered ? this.reconsider(query, score, page.folded) : score * leastCoverage) * weight(index) * page.weight);
      });
    }
    const least = Math.max(0, ...scores.values()) * leastShare;
    for (const index of this.indexes) {
      for (const page of index.pages) {
        const score = this.direct(query, page);
        if (score > 0) add(page.path, score * weight(index) * page.weight);
      }
    }
    const hits = [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
    const end = hits.findIndex(([, score]) => score < least);
    return hits.slice(0, end < 0 ? hits.length : end).map(([path, score]) => ({ path, score }));
  }

  reconsider({ parts, tokens }, score, folded) {
    const held = parts.filter((part) => folded.includes(isHan(part) ? part : ` ${part}`)).length;
    const coverage = held / Math.max(parts.length, 1);
    let run = 0;
    for (let i = 0; i < tokens.length - run; i++) {
      for (let j = i + run + 1; j <= tokens.length && folded.includes(` ${tokens.slice(i, j).join(" ")} `); j++) run = j - i;
    }
    const { leastCoverage } = this.rules;
    const whole = score * (leastCoverage + (1 - leastCoverage) * coverage * coverage);
    return run > 1 ? whole + (3 * (run - 1) * run) / tokens.length : whole;
  }

  direct({ digits, tokens, text }, page) {
    let score = 0;
    for (const number of digits) {
      if (page.number === number) score += 60;
      else if (page.kind === "class" && page.path.startsWith(number) && number.length === 1) score += 50;
      else if (number.length < 3 && tokens.length === 1 && page.number?.startsWith(number)) score += 20;
    }
    score += page.whole.get(text.replaceAll(" ", "")) ?? 0;
    if (tokens.length === 1 && isHan(text) && characters(text).length === 1) {
      score += 8 * countOf(page.name + page.title, text) + 2 * countOf(page.summary, text);
      for (const [, , prose] of page.sections) score += 0.2 * Math.min(3, countOf(prose, text));
    }
    return score;
  }

  page(tag, path) {
    return this.indexes.find((index) => index.tag === tag)?.byPath.get(path);
  }
}

// What a result shows of a page: see Document.Passage.
const coverage = (query, text) => {
  const lower = text.toLowerCase();
  return query.forms.reduce((n, form) => (lower.includes(form) ? n + characters(form).length : n), 0);
};

const matches = (query, text) => {
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return [];
  const spans = [];
  for (const form of query.forms) {
    for (let at = lower.indexOf(form); at >= 0; at = lower.indexOf(form, at + form.length)) {
      const inWord = !isHan(form) && /(?!\p{Script=Han})[\p{L}\p{Nd}]$/u.test(lower.slice(0, at));
      if (!inWord) spans.push({ from: at, to: at + form.length });
    }
  }
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  return spans.reduce((joined, span) => {
    const last = joined.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else joined.push(span);
    return joined;
  }, []);
};

const cutout = (query, text, length) => {
  const size = /\p{Script=Han}/u.test(text.slice(0, 100)) ? length : 2 * length; // Latin letters are narrower
  if (text.length <= size) return { from: 0, to: text.length };
  const spans = matches(query, text);
  let best = 0;
  let from = 0;
  spans.forEach((span, i) => {
    let n = 0;
    for (const other of spans.slice(i)) {
      if (other.to > span.from + size) break;
      n += other.to - other.from;
    }
    if (n > best) [best, from] = [n, span.from];
  });
  from = Math.max(0, Math.min(from - Math.floor(size / 4), text.length - size));
  const to = from + size;
  const space = text.slice(from, to).indexOf(" ");
  if (from > 0 && space >= 0 && space < 20) from += space + 1; // between Latin words
  return { from, to };
};

export const passage = (query, page, length) => {
  let best = { text: page.summary };
  let most = coverage(query, page.summary);
  for (const [id, title, text] of page.sections) {
    const n = coverage(query, text);
    if (n > most) [best, most] = [{ id, title, text }, n];
  }
  const { from, to } = cutout(query, best.text, length);
  const pieces = from > 0 ? [{ text: "…" }] : [];
  let at = from;
  for (const span of matches(query, best.text)) {
    if (span.to <= from || span.from >= to) continue;
    const [begin, end] = [Math.max(span.from, from), Math.min(span.to, to)];
    pieces.push({ text: best.text.slice(at, begin) }, { text: best.text.slice(begin, end), match: true });
    at = end;
  }
  pieces.push({ text: best.text.slice(at, to) });
  if (to < best.text.length) pieces.push({ text: "…" });
  return { section: best, pieces: pieces.filter(({ text }) => text) };
};

// The page that a query names exactly: by number, class or another name. See Site.Lookup.
export const lookup = (book, typed) => {
  let name = narrow(typed).trim().replace(/^:/, "");
  if (/^\.*$|[/%]/.test(name)) return undefined;
  name = name.toLowerCase();
  if ((!name.includes(".") || name.startsWith("httpstatus")) && /\p{L}/u.test(name)) {
    name = name.replace(/[-_. ]/g, "");
    name = name.replace(/^(?:httpstatuscode|httpstatus|status)(?=.)/, "");
  }
  return Object.hasOwn(book.exact, name) ? book.exact[name] : undefined;
};
