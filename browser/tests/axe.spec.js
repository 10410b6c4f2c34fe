// Every rule of axe for WCAG 2.2 A and AA, and its best practices, on every kind of page, in every edition, light and dark.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { editions, kinds } from './kinds.js';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    for (const edition of editions) {
      for (const { name, path } of kinds) {
        test(`${edition} ${name}`, async ({ page }) => {
          await page.goto(`/${edition}/${path}`);
          const { violations, passes } = await new AxeBuilder({ page }).withTags(tags).analyze();
          expect(passes.length, 'axe looked at the page').toBeGreaterThan(10);
          // Short enough to read where it fails.
          const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 100)}`));
          expect(found).toEqual([]);
        });
      }
    }
  });
}
