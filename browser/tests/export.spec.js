// The book as files, on a host that only sends files: what a server does otherwise is done by scripts, or by links.
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

test.describe.configure({ mode: 'default' }); // one worker, one export

const base = '/book';
const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.webmanifest': 'application/manifest+json',
};
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'";

let folder;
let server;
let root;

// Finds a file for an address as hosts of static pages do.
const find = async (path) => {
  for (const name of path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`]) {
    const file = join(folder, name);
    if ((await stat(file).catch(() => undefined))?.isFile()) return file;
  }
  return undefined;
};

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = await mkdtemp(join(tmpdir(), 'statusbook-'));
  server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const file = await find(path);
    const sent = file ?? join(folder, base, '404.html');
    response.writeHead(file ? 200 : 404, {
      'Content-Type': types[extname(sent)] ?? 'application/octet-stream', 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff',
    });
    response.end(await readFile(sent));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  root = `http://127.0.0.1:${server.address().port}${base}`;
  await promisify(execFile)('../.bin/statusbook', ['export', '--no-compress', '--base-url', `${root}/`, join(folder, base)]);
});

test.afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

// Where the browser is, inside the book.
const at = (page) => page.url().slice(root.length);

// The engine, in Node.
const load = async () => {
  const names = await readdir(join(folder, base, 'static'));
  const read = async (name) => JSON.parse(await readFile(join(folder, base, 'static', name), 'utf8'));
  const named = (start) => names.find((name) => name.startsWith(start));
  await copyFile(join(folder, base, 'static', named('search-engine.')), join(folder, 'engine.mjs'));
  const { Engine, lookup } = await import(join(folder, 'engine.mjs'));
  const indexes = { en: await read(named('search.en.')), 'zh-TW': await read(named('search.zh-TW.')) };
  const book = async (edition) => JSON.parse(await readFile(join(folder, base, edition, 'suggest'), 'utf8'));
  const engines = {};
  for (const edition of ['en', 'zh-TW', 'mul']) {
    const { languages, exact } = await book(edition);
    const engine = new Engine(structuredClone(Object.values(indexes)), languages);
    engines[edition] = (query) => {
      const path = lookup({ exact }, query);
      return path === undefined ? engine.find(engine.prepare(query, false)).map((hit) => hit.path) : [path];
    };
  }
  return engines;
};

const relevance = async () => {
  const set = [];
  for (const edition of ['en', 'zh-TW', 'mul']) {
    for (const line of (await readFile(`../testdata/search/${edition}.tsv`, 'utf8')).split('\n')) {
      const [query, pages] = line.split('\t');
      if (pages && !line.startsWith('#')) set.push({ edition, query, pages: pages.split('|') });
    }
  }
  return set;
};

test('the search finds what it finds on a server', async ({ request }) => {
  test.setTimeout(300_000);
  const engines = await load();
  const set = await relevance();
  expect(set.length).toBeGreaterThan(500);
  let first = 0;
  let three = 0;
  let same = 0;
  let asked = 0;
  for (const { edition, query, pages } of set) {
    const found = engines[edition](query);
    const rank = found.findIndex((path) => pages.includes(path));
    if (rank === 0) first++;
    if (rank >= 0 && rank < 3) three++;
    // What the server suggests for the whole query begins with the same page.
    const answer = await request.get(`/${edition}/search?q=${encodeURIComponent(query)}`, { maxRedirects: 0 });
    const served = answer.status() === 303
      ? answer.headers().location.replace(`/${edition}/`, '')
      : (await answer.text()).match(/<ol class="results">[^]*?<a href="\/[^/]+\/([^"#]+)"/)?.[1];
    asked++;
    // Results are grouped there: the first one shown is that of the group which comes first.
    if (served === found[0]) same++;
  }
  const share = (n) => (n / set.length).toFixed(3);
  console.log(`static search, ${set.length} queries: success@1 ${share(first)}, success@3 ${share(three)}, first as on a server ${(same / asked).toFixed(3)}`);
  expect(first / set.length).toBeGreaterThanOrEqual(0.93);
  expect(three / set.length).toBeGreaterThanOrEqual(0.97);
  expect(same / asked).toBeGreaterThanOrEqual(0.97);
});

test.describe('with JavaScript', () => {
  let problems;
  test.beforeEach(({ page }) => {
    problems = [];
    page.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('404 (Not Found)')) problems.push(message.text()); });
    page.on('pageerror', (error) => problems.push(String(error)));
  });
  test.afterEach(() => expect(problems).toEqual([]));

  test('a page of results', async ({ page }) => {
    await page.goto(`${root}/en/search?q=gatway+timeout`);
    const results = page.locator('.results > li');
    await expect(results.first()).toContainText('504 Gateway Timeout');
    await expect(results.first().locator('mark').first()).toBeVisible();
    await expect(page.getByRole('main').getByRole('status')).toContainText('gateway timeout');
    await expect(page.locator('[data-all]')).toBeHidden();
    await expect(page).toHaveTitle(/gatway timeout/);
    await expect(page.locator('.site-search input')).toHaveValue('gatway timeout');
    const axe = await new AxeBuilder({ page }).analyze();
    expect(axe.violations).toEqual([]);
    await results.first().getByRole('link').first().click();
    expect(at(page)).toBe('/en/504');
  });

  test('results on several pages', async ({ page }) => {
    await page.goto(`${root}/en/search?q=request`);
    await page.locator('.neighbours [rel=next]').click();
    await expect(page.locator('.results > li').first()).toBeVisible();
    expect(at(page)).toBe('/en/search?q=request&page=2');
    await expect(page.locator('.neighbours [rel=prev]')).toBeVisible();
  });

  test('a name leads straight to its page', async ({ page }) => {
    for (const query of ['404', ' :not_found ', 'StatusNotFound', '４０４']) {
      await page.goto(`${root}/en/search?q=${encodeURIComponent(query)}`);
      await page.waitForURL(`${root}/en/404`);
    }
  });

  test('nothing found, and nothing asked', async ({ page }) => {
    await page.goto(`${root}/en/search?q=zzzzqqqq%3C%3E%24%26`);
    await expect(page.getByRole('main').getByRole('status')).toContainText('zzzzqqqq<>$&');
    await expect(page.locator('[data-all]')).toBeVisible();
    await page.goto(`${root}/en/search`);
    await expect(page.getByRole('main').getByRole('status')).not.toBeEmpty();
    await expect(page.locator('[data-all] .codes > li').first()).toBeVisible();
  });

  test('simplified characters and the terms of the mainland', async ({ page }) => {
    await page.goto(`${root}/zh-TW/search?q=${encodeURIComponent('网关超时')}`);
    await expect(page.locator('.results > li').first()).toContainText('504');
  });

  test('the language switch keeps the query', async ({ page }) => {
    await page.goto(`${root}/en/search?q=upstream+timed+out`);
    await expect(page.locator('.results > li').first()).toBeVisible();
    await page.locator('[data-languages] a[hreflang="zh-TW"]').click();
    await expect(page.locator('.results > li').first()).toContainText('閘道');
  });

  test('suggestions while typing', async ({ page }) => {
    await page.goto(`${root}/en/500`);
    await page.getByRole('combobox').pressSequentially('gatew');
    const options = page.getByRole('listbox').getByRole('option');
    await expect(options.first()).toContainText(/50[24]/);
    await page.getByRole('combobox').fill('418');
    await expect(options.first()).toContainText('418');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${root}/en/418`);
  });

  test('addresses without an edition lead to the language of the browser, or the one chosen', async ({ page }) => {
    await page.goto(`${root}/`);
    await page.waitForURL(`${root}/zh-TW/`);
    await page.goto(`${root}/405?x=1#meaning`);
    await page.waitForURL(`${root}/zh-TW/405?x=1#meaning`);
    await page.locator('[data-languages] a[hreflang="en"]').click();
    await page.waitForURL((url) => url.pathname === `${base}/en/405`);
    await page.goto(`${root}/4xx`);
    await page.waitForURL(`${root}/en/4xx`);
  });

  test('the page for nothing knows other spellings, and the code of its own number', async ({ page }) => {
    for (const [asked, reached] of [
      ['/404', '/zh-TW/404'], ['/en/Not_Found', '/en/404'], ['/HttpStatus.IM_A_TEAPOT', '/zh-TW/418'], ['/en-US/docs/Web/HTTP/Status/429', '/en/429'],
      ['/docs/Web/HTTP/Reference/Status/503', '/zh-TW/503'],
    ]) {
      await page.goto(root + asked);
      await page.waitForURL(root + reached);
    }
    await page.goto(`${root}/en/nothing-of-that-name`);
    await expect(page.locator('article:visible')).toHaveCount(1);
    await expect(page.locator('article[lang=en]')).toBeVisible();
    const axe = await new AxeBuilder({ page }).analyze();
    expect(axe.violations).toEqual([]);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('the search lists every code', async ({ page }) => {
    await page.goto(`${root}/en/search?q=gateway`);
    await expect(page.getByRole('main')).toContainText('Ctrl+F');
    await expect(page.locator('[data-all] .codes > li').filter({ hasText: '504' }).first()).toBeVisible();
  });

  test('links lead on where a script would', async ({ page }) => {
    await page.goto(`${root}/405`);
    await expect(page.locator('a[hreflang]')).toHaveCount(3);
    await page.locator('a[hreflang=en]').click();
    expect(at(page)).toBe('/en/405');
    await page.goto(`${root}/404`);
    await page.locator('article[lang=en] a', { hasText: '404' }).click();
    expect(at(page)).toBe('/en/404');
  });

  test('other names of a page lead to it', async ({ page }) => {
    await page.goto(`${root}/en/im-a-teapot`);
    await page.waitForURL(`${root}/en/418`);
  });
});
