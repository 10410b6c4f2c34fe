// Nothing jumps while a page loads: not on a slow line, where it is painted in parts, and not when its script comes late.
import { expect, test } from '@playwright/test';

const screens = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
  { width: 1440, height: 2000 }, // upright: most of a page at once
];

for (const viewport of screens) {
  for (const path of ['/zh-TW/', '/en/404', '/zh-TW/404', '/mul/404', '/mul/4xx', '/zh-TW/guides/choose', '/mul/guides/choose', '/zh-TW/search?q=cache', '/en/search', '/zh-TW/588']) {
    test(`${path} at ${viewport.width} x ${viewport.height}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.route(/\/static\/site\.[^/]*js/, async (route) => {
        await new Promise((done) => setTimeout(done, 300));
        await route.continue();
      });
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Network.enable');
      await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 50, downloadThroughput: 20_000, uploadThroughput: 20_000 });
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
