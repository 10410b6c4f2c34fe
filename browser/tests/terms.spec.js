// A term shows its word in the other language, and leads to the glossary.
import { existsSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const glossary = existsSync(new URL('../../content/glossary.toml', import.meta.url));
const path = '/zh-TW/502';
const shown = (term) => term.evaluate((e) => getComputedStyle(e, '::after').content);

// The first term that has another word.
const open = async (page) => {
  await page.goto(path);
  const terms = page.locator('.body .term[data-other]');
  test.skip(!glossary && (await terms.count()) === 0, 'content/glossary.toml is not written yet: no terms to test');
  await expect(terms, `terms on ${path}`).not.toHaveCount(0);
  return terms.first();
};

test.describe('with a mouse', () => {
  test('the other word shows when pointed at and with the focus', async ({ page }) => {
    const term = await open(page);
    const other = await term.getAttribute('data-other');
    expect(other).toMatch(/\S/);
    expect(await shown(term)).toBe('none');
    await term.hover();
    expect(await shown(term)).toContain(other);
    await page.mouse.move(0, 0);
    expect(await shown(term)).toBe('none');
    await term.evaluate((e) => e.focus({ focusVisible: true }));
    expect(await shown(term)).toContain(other);
  });

  test('no term makes the page wider when its word shows', async ({ page }) => {
    await open(page);
    for (const edition of ['zh-TW', 'en', 'mul']) {
      await page.goto(path.replace('zh-TW', edition));
      for (const width of [320, 390, 800, 1280, 1440]) {
        await page.setViewportSize({ width, height: 800 });
        // As a tap shows it; one after the other.
        const wide = await page.evaluate(() => {
          const root = document.documentElement;
          return [...document.querySelectorAll('.term[data-other]')].filter((term) => {
            term.classList.add('shown');
            const sticksOut = root.scrollWidth > root.clientWidth;
            term.classList.remove('shown');
            return sticksOut;
          }).map((term) => term.textContent);
        });
        expect.soft(wide, `${edition} at ${width}`).toEqual([]);
      }
    }
  });

  test('a click leads to the entry in the glossary', async ({ page }) => {
    const term = await open(page);
    await term.click();
    await expect(page).toHaveURL(/\/zh-TW\/glossary#./);
    await expect(page.locator(':target')).toBeInViewport();
  });
});

test.describe('on a touch screen', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  test('the first tap shows the word, the second leads to the glossary', async ({ page }) => {
    const term = await open(page);
    const other = await term.getAttribute('data-other');
    await term.tap();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    expect(await shown(term)).toContain(other);
    await page.locator('h1').tap();
    await expect(term, 'a tap elsewhere hides it').not.toHaveClass(/shown/);
    await term.tap();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
    await term.tap();
    await expect(page).toHaveURL(/\/zh-TW\/glossary#./);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('a term is a plain link', async ({ page }) => {
    const term = await open(page);
    await expect(term).toHaveJSProperty('tagName', 'A');
    await term.click();
    await expect(page).toHaveURL(/\/zh-TW\/glossary#./);
  });
});
