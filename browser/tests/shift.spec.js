// Nothing jumps while a page loads, even if its script comes late.
import { expect, test } from '@playwright/test';

const screens = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
  { width: 1440, height: 2000 }, // upright: most of a page at once
];

for (const viewport of screens) {
  for (const path of ['/zh-TW/', '/en/404', '/zh-TW/404', '/mul/404', '/zh-TW/search?q=cache', '/en/search', '/zh-TW/588']) {
    test(`${path} at ${viewport.width} x ${viewport.height}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.route(/\/static\/site\.[^/]*js/, async (route) => {
        await new Promise((done) => setTimeout(done, 300));
        await route.continue();
      });
      await page.goto(path, { waitUntil: 'networkidle' });
      const shifts = await page.evaluate(async () => {
        const found = [];
        new PerformanceObserver((list) => {
          for (const { value, sources } of list.getEntries()) {
            found.push({ value, moved: sources.map(({ node }) => `${node?.localName ?? node?.nodeName}.${node?.className}`) });
          }
        }).observe({ type: 'layout-shift', buffered: true });
        await new Promise((done) => setTimeout(done, 300));
        return found;
      });
      expect(shifts.reduce((sum, { value }) => sum + value, 0), JSON.stringify(shifts)).toBeLessThan(0.01);
    });
  }
}
