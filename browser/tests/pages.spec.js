// What holds on every page: one title, no error, nothing from elsewhere, nothing wider than the window.
import { expect, test } from '@playwright/test';
import { editions, kinds } from './kinds.js';

const widths = [
  { width: 320, height: 640 }, // WCAG 1.4.10, reflow
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
];

for (const edition of editions) {
  for (const { name, path, status } of kinds) {
    test(`${edition} ${name}`, async ({ page }) => {
      await check(page, `/${edition}/${path}`, status);
    });
  }

  // Guides and further pages are content: there may be more of them tomorrow.
  test(`${edition} guides and pages that are linked to`, async ({ page }) => {
    test.setTimeout(180_000);
    const known = kinds.map(({ path }) => `/${edition}/${path}`);
    const paths = new Set();
    for (const from of ['', 'guides']) {
      await page.goto(`/${edition}/${from}`);
      const links = await page.locator('footer a[href], main a[href*="/guides/"]').evaluateAll((list) => list.map((a) => new URL(a.href).pathname));
      for (const link of links) paths.add(link);
    }
    expect([...paths]).toEqual(expect.arrayContaining([`/${edition}/about`, `/${edition}/guides/choose`]));
    for (const path of paths) {
      if (!known.includes(path)) await check(page, path, 200);
    }
  });

  // Prose brings tables, long words and lines of code: each page has its own way to become too wide.
  test(`${edition} no code page scrolls sideways`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.goto(`/${edition}/`);
    const links = await page.locator('main a[href]').evaluateAll((links) => links.map((a) => new URL(a.href).pathname));
    const paths = new Set(links.filter((path) => /\/\d{3}$/.test(path)));
    expect(paths.size).toBeGreaterThan(50);
    const found = [];
    // Each page begins where the one before it ended: resizing takes time.
    const order = [...widths];
    for (const path of paths) {
      await page.goto(path, { waitUntil: 'domcontentloaded' });
      for (const viewport of order) {
        await page.setViewportSize(viewport);
        const wide = await tooWide(page);
        if (wide.length > 0) found.push(`${path} at ${viewport.width}: ${wide.slice(0, 2)}`);
      }
      order.reverse();
    }
    expect(found).toEqual([]);
  });
}

async function check(page, path, status) {
  const trouble = watch(page);
  const response = await page.goto(path, { waitUntil: 'networkidle' });
  expect(response.status(), path).toBe(status);
  await expect(page.locator('h1')).toHaveCount(1);
  await expect(page.locator('h1')).not.toHaveText(/^\s*$/);
  await expect(page).toHaveTitle(/\S/);
  for (const viewport of widths) {
    await page.setViewportSize(viewport);
    expect.soft(await tooWide(page), `${path} wider than the window at ${viewport.width}`).toEqual([]);
  }
  expect.soft(trouble, path).toEqual([]);
}

// Everything that the console would show in red, and every request that left the site or failed.
function watch(page) {
  const trouble = [];
  const site = test.info().project.use.baseURL;
  page.on('pageerror', (error) => trouble.push(`error: ${error}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // Chromium reports a document that is a 404 on purpose.
    if (message.location().url === page.url() && message.text().includes('status of 404')) return;
    trouble.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== site) trouble.push(`third party: ${url}`);
  });
  page.on('requestfailed', (request) => trouble.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) {
      trouble.push(`${response.status()}: ${response.url()}`);
    }
  });
  return trouble;
}

// The elements that make the page scroll sideways; none if it does not.
function tooWide(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    // What sticks out of a box that scrolls by itself does no harm.
    const scrolls = (e) => e && e !== document.body && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
    const guilty = [...document.body.querySelectorAll('*')].filter(
      (e) => e.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(e.parentElement),
    );
    return [
      `${root.scrollWidth} > ${root.clientWidth}`,
      ...guilty.slice(0, 5).map((e) => e.outerHTML.replace(/\s+/g, ' ').slice(0, 120)),
    ];
  });
}
