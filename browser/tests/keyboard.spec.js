// The site without a mouse.
import { expect, test } from '@playwright/test';
import { editions, kinds, open } from './kinds.js';

for (const edition of editions) {
  test(`${edition}: the skip link comes first and leads to the main part`, async ({ page }) => {
    await page.goto(`/${edition}/404`);
    await page.keyboard.press('Tab');
    const skip = page.locator(':focus');
    await expect(skip).toHaveAttribute('href', /^#./);
    await expect(skip, 'seen once it has the focus').toBeInViewport({ ratio: 1 });

    await page.keyboard.press('Enter');
    await expect(page.locator('main:target, main :target')).toHaveCount(1);
    await page.keyboard.press('Tab');
    await expect(page.locator('main :focus'), 'the next Tab goes on from there').toHaveCount(1);
  });
}

for (const kind of kinds) {
  test(`${kind.name}: Tab reaches everything, and shows where it is`, async ({ page }) => {
    await open(page, 'zh-TW', kind);
    const expected = await page.evaluate(mark);
    const reached = new Set();
    const unseen = [];
    // One round: until the focus leaves the page, or comes back to where it has been.
    for (let i = 0; i < expected.length + 50; i++) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(look);
      if (!focus || reached.has(focus.key)) break;
      reached.add(focus.key);
      if (!focus.seen) unseen.push(`${focus.key} (${focus.outline})`);
    }
    expect(reached.size).toBeGreaterThan(5);
    expect.soft(expected.filter((key) => !reached.has(key)), 'not reached').toEqual([]);
    expect.soft(unseen, 'without an outline or out of sight').toEqual([]);
  });
}

// In the page: numbers what a reader can use, and names it.
function mark() {
  const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex^="-"])';
  return [...document.querySelectorAll(usable)]
    .filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }))
    // Of a group of radio buttons Tab reaches the chosen one, the arrows the others.
    .filter((e) => e.type !== 'radio' || e.checked)
    .map((e, i) => (e.dataset.testKey = `${i} ${e.outerHTML.replace(/\s+/g, ' ').slice(0, 90)}`));
}

// In the page: what has the focus now, and whether it shows.
function look() {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const outlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && !/^(transparent|rgba\(.*, 0\))$/.test(outlineColor);
  const inSight = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {
    key: e.dataset.testKey ?? e.outerHTML.slice(0, 90), // a scrolling box takes the focus without being asked
    outline: `${outlineWidth} ${outlineStyle} ${outlineColor}, ${inSight ? 'in sight' : 'out of sight'}`,
    seen: outlined && inSight,
  };
}
