// One page of each kind, without the edition before it. Status is what the server has to answer.
export const editions = ['zh-TW', 'en', 'mul'];

export const kinds = [
  { name: 'home', path: '', status: 200 },
  { name: 'code 404', path: '404', status: 200 },
  { name: 'code 206', path: '206', status: 200 },
  { name: 'class', path: '4xx', status: 200 },
  { name: 'guides', path: 'guides', status: 200 },
  { name: 'guide', path: 'guides/choose', status: 200 },
  { name: 'guide with a table of all codes', path: 'guides/behaviour', status: 200 },
  { name: 'glossary', path: 'glossary', status: 200 },
  { name: 'about', path: 'about', status: 200 },
  { name: 'links from elsewhere', path: 'link', status: 200 },
  { name: 'the whole book', path: 'print', status: 200, long: true },
  { name: 'search with results', path: 'search?q=cache', status: 200 },
  { name: 'search without results', path: 'search?q=qqqqqqqqqq', status: 200 },
  { name: 'empty search', path: 'search', status: 200 },
  { name: 'unassigned', path: '588', status: 200 },
  { name: '404 page', path: 'no/such/page', status: 404 },
];

// Opens a page of a kind. Of a long one only every thirtieth code is left: they are all built alike, and what
// looks at each element would take minutes.
export async function open(page, edition, { path, long }) {
  await page.goto(`/${edition}/${path}`);
  if (!long) return;
  const left = await page.locator('.printed').evaluateAll((codes) => codes.filter((code, i) => i % 30 === 0 || code.remove()).length);
  if (left < 5) throw new Error(`${path} has too few codes: ${left} left`);
}
