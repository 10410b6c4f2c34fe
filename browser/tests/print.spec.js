// On paper: few sheets, small but legible type, where it came from, and nothing that only a screen can use.
import { expect, test } from '@playwright/test';

const limits = { '/zh-TW/404': 2, '/en/204': 2, '/zh-TW/423': 2, '/en/502': 3 };

for (const [path, limit] of Object.entries(limits)) {
  for (const format of ['A4', 'Letter']) {
    test(`${path} takes at most ${limit} sheets of ${format}`, async ({ page, baseURL }) => {
      await page.goto(path);
      const pdf = (await page.pdf({ format })).toString('latin1');
      const sheets = pdf.match(/\/Type\s*\/Page\b/g) ?? [];
      expect(sheets.length).toBeGreaterThan(0);
      expect(sheets.length).toBeLessThanOrEqual(limit);
      expect(pdf, 'its own address').toContain(`/URI (${baseURL}${path})`);
    });
  }
}

for (const path of ['/zh-TW/', '/zh-TW/404', '/en/502', '/mul/404', '/en/4xx', '/zh-TW/about', '/en/print']) {
  test(`${path}: what is printed`, async ({ page, baseURL }) => {
    await page.goto(path);
    const address = page.locator('.address');
    await expect(address, 'on the screen the browser shows the address').toBeHidden();
    const onScreen = '.site-bar, .site-search, .site-classes, [data-languages], .side, .toc, .doors, .breadcrumb, .neighbours, .section-languages, .copy, .theme, .filters, .filter, [data-keys], .skip';
    // One question for all of them: the whole book has thousands.
    const count = () => page.evaluate((selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility()).length, onScreen);
    expect(await count()).toBeGreaterThan(0);

    await page.emulateMedia({ media: 'print' });
    expect(await count()).toBe(0);
    await expect(page.locator('h1')).toBeVisible();
    if (path !== '/en/print') {
      await expect(address).toBeVisible();
      await expect(address).toHaveText(baseURL + path);
    }

    const small = await page.evaluate(() => {
      const found = new Set();
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const e = walk.currentNode.parentElement;
        if (!/\S/.test(walk.currentNode.data) || !e.checkVisibility()) continue;
        const points = parseFloat(getComputedStyle(e).fontSize) * 0.75;
        if (points < 7.99) found.add(`${e.localName}.${e.className}: ${points}`);
      }
      return [...found];
    });
    expect(small, 'type below 8 pt').toEqual([]);
  });
}

test('paper is white, whatever the screen is', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('theme', 'dark'));
  await page.goto('/zh-TW/404');
  const look = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(await look()).toBe('dark');
  await page.emulateMedia({ media: 'print' });
  expect(await look()).toBe('light');
});

test('the whole book prints every section', async ({ page }) => {
  await page.goto('/en/print');
  await page.emulateMedia({ media: 'print' });
  const hidden = await page.evaluate(() =>
    [...document.querySelectorAll('main section')].filter((e) => !e.checkVisibility()).map((e) => e.id));
  expect(hidden).toEqual([]);
});
