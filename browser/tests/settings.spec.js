// What readers set in their system: colours of their own, more contrast, less motion.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

for (const colorScheme of ['light', 'dark']) {
  for (const setting of [{ forcedColors: 'active' }, { contrast: 'more' }]) {
    for (const path of ['/zh-TW/404', '/zh-TW/', '/mul/502']) {
      test(`${JSON.stringify(setting)}, ${colorScheme}: ${path}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, ...setting });
        await page.goto(path);
        const { violations, passes } = await new AxeBuilder({ page }).withTags(tags).analyze();
        expect(passes.length).toBeGreaterThan(10);
        expect(violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 100)}`))).toEqual([]);
      });
    }
  }
}

test('more contrast is more: soft text is as strong as any', async ({ page }) => {
  await page.emulateMedia({ contrast: 'more' });
  await page.goto('/zh-TW/404');
  const colour = (selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).color);
  expect(await colour('.facts dt')).toBe(await colour('body'));
});

test('with forced colours, what is current is marked by more than colour', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto('/zh-TW/404#example');
  for (const selector of ['.side [aria-current]', '.toc [aria-current]']) {
    await expect(page.locator(selector)).toHaveCSS('outline-style', 'solid');
  }
  await expect(page.locator('.copy').first()).toHaveCSS('opacity', '1');
});

for (const [reducedMotion, behaviour] of [['reduce', 'auto'], ['no-preference', 'smooth']]) {
  test.describe(`motion: ${reducedMotion}`, () => {
    test.use({ contextOptions: { reducedMotion } });
    test('scrolling', async ({ page }) => {
      await page.goto('/zh-TW/404');
      await expect(page.locator('html')).toHaveCSS('scroll-behavior', behaviour);
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll('*')].filter((e) => {
          const { transitionDuration, animationName } = getComputedStyle(e);
          return animationName !== 'none' || /[1-9]/.test(transitionDuration);
        }).length);
      if (reducedMotion === 'reduce') expect(moving, 'elements that move').toBe(0);
    });
  });
}
