// Every rule of axe for WCAG 2.2 A and AA, and its best practices, on every kind of page, in every edition, light and dark.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { editions, kinds, open } from './kinds.js';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

for (const edition of editions) {
  for (const kind of kinds) {
    test(`${edition} ${kind.name}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light' });
      await open(page, edition, kind);
      const light = await new AxeBuilder({ page }).withTags(tags).analyze();
      expect(light.passes.length, 'axe looked at the page').toBeGreaterThan(10);
      expect(found(light), 'light').toEqual([]);

      // The same page in other colours: only what judges colours can say anything new.
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await new AxeBuilder({ page }).withRules(['color-contrast', 'link-in-text-block']).analyze();
      expect(dark.passes.map(({ id }) => id), 'axe looked at the colours').toContain('color-contrast');
      expect(found(dark), 'dark').toEqual([]);
    });
  }
}

// Short enough to read where it fails.
const found = ({ violations }) =>
  violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 100)}`));
