// The table of contents leads, and follows.
import { expect, test } from '@playwright/test';

const current = '.toc [aria-current]';
const hashes = (page) => page.locator('.toc a').evaluateAll((links) => links.map((a) => decodeURIComponent(a.hash)));

// What is drawn where the heading stands is the heading: nothing lies over it.
const onTop = (heading) =>
  heading.evaluate((h) => {
    const { left, top, bottom } = h.getBoundingClientRect();
    const inside = (y) => h.contains(document.elementFromPoint(left + 8, y));
    return top >= 0 && bottom <= innerHeight && inside(top + 2) && inside(bottom - 2);
  });

for (const path of ['/zh-TW/404', '/en/502', '/mul/404', '/zh-TW/4xx', '/en/about']) {
  for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
    test(`${path} at ${viewport.width}: every link leads to its section, below the bar`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.goto(path);
      const all = await hashes(page);
      const sections = await page.locator('section[id]').evaluateAll((list) => list.map((s) => `#${s.id}`));
      expect(sections, 'in the order of the sections').toEqual(expect.arrayContaining(all));
      expect(all).toEqual(sections.filter((hash) => all.includes(hash)));
      for (const hash of all) {
        await page.locator(`.toc a[href="${hash}"]`).click();
        const section = page.locator(`section[id="${hash.slice(1)}"]`);
        await expect.poll(() => onTop(section.locator('h2').first().locator('.anchor')), hash).toBe(true);
      }
    });
  }
}

test.describe('beside the text', () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  // The last one has a longer list than the window is high.
  for (const [path, height] of [['/zh-TW/404', 900], ['/en/502', 900], ['/zh-TW/guides/choose', 640]]) {
    test(`${path}: the section that is read is marked, and the list stays in sight`, async ({ page }) => {
      await page.setViewportSize({ width: 1440, height });
      await page.goto(path);
      const all = await hashes(page);
      expect(all.length).toBeGreaterThan(3);
      for (const hash of [...all, ...all.toReversed()]) {
        // As a reader scrolls: no link, no fragment.
        await page.locator(hash).evaluate((section) => scrollTo(0, section.getBoundingClientRect().top + scrollY - 100));
        const reached = await page.locator(hash).evaluate((section) => section.getBoundingClientRect().top < 110);
        if (!reached) continue; // too near to the end
        await expect(page.locator(current)).toHaveCount(1);
        await expect(page.locator(current)).toHaveAttribute('href', hash);
        await expect(page.locator(current)).toBeInViewport({ ratio: 0.95 }); // fractions of a pixel
      }
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await expect(page.locator(current), 'at the end, the last').toHaveAttribute('href', all.at(-1));
      await page.evaluate(() => scrollTo(0, 0));
      const first = await page.locator(all[0]).evaluate((section) => section.getBoundingClientRect().top < innerHeight * 0.4);
      await expect(page.locator(current), 'above the first section, none').toHaveCount(first ? 1 : 0);
    });
  }

  for (const path of ['/zh-TW/404', '/en/502']) {
    test(`${path}: a link that was followed is marked`, async ({ page }) => {
      await page.goto(path);
      for (const hash of await hashes(page)) {
        await page.locator(`.toc a[href="${hash}"]`).click();
        await expect(page.locator(current)).toHaveCount(1);
        await expect(page.locator(current)).toHaveAttribute('href', hash);
      }
    });
  }
});
