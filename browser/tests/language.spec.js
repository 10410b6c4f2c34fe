// A reader changes the language of the page that is open and stays where they are.
import { expect, test } from '@playwright/test';

const english = 'nav[data-languages] a[hreflang="en"]';

// Where the browser is, without the host.
const at = (page) => {
  const { pathname, search, hash } = new URL(page.url());
  return pathname + search + hash;
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    // The browser asks for Chinese (playwright.config.js), so English can only come from the reader's choice.
    test.use({ javaScriptEnabled });

    test('without a choice, the browser decides', async ({ page }) => {
      await page.goto('/');
      expect(at(page)).toBe('/zh-TW/');
    });

    test('the switch leads to the same page, and the choice is remembered', async ({ page, context }) => {
      await page.goto('/zh-TW/404');
      await page.locator(english).click();
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      expect(at(page)).toBe('/en/404');

      await page.goto('/');
      expect(at(page)).toBe('/en/');
      const cookies = await context.cookies();
      expect(cookies.map((c) => c.value)).toContain('en');
      for (const cookie of cookies) {
        expect(cookie.expires, `${cookie.name} lasts longer than the browser`).toBeGreaterThan(Date.now() / 1000 + 86400);
        expect(cookie.sameSite, `${cookie.name} SameSite`).toBe('Lax');
      }
    });

    test('an address that names an edition is obeyed, whatever was chosen', async ({ page }) => {
      await page.goto('/zh-TW/');
      await page.locator(english).click();
      await page.goto('/');
      expect(at(page)).toBe('/en/');
      for (const edition of ['zh-TW', 'mul', 'en']) {
        for (const path of ['', '404', '4xx', 'about', 'search?q=cache']) {
          await page.goto(`/${edition}/${path}`);
          expect(at(page)).toBe(`/${edition}/${path}`);
          if (edition !== 'mul') await expect(page.locator('html')).toHaveAttribute('lang', edition);
        }
      }
    });

    test('every section leads to itself in the other editions', async ({ page }) => {
      await page.goto('/zh-TW/404');
      const ids = await page.locator('section[id]').evaluateAll((sections) => sections.map((s) => s.id));
      expect(ids).toContain('specification');
      for (const edition of ['en', 'mul']) {
        for (const id of ids) {
          const link = page.locator(`section[id="${id}"] a[data-section-language][hreflang="${edition}"]`);
          await expect(link, `#${id} in ${edition}`).toHaveCount(1);
          const target = new URL(await link.getAttribute('href'), page.url());
          expect(target.pathname + target.hash).toBe(`/${edition}/404#${id}`);
        }
      }
      await page.locator('section[id="specification"] a[data-section-language][hreflang="en"]').click();
      await expect(page.locator('html')).toHaveAttribute('lang', 'en');
      expect(at(page)).toBe('/en/404#specification');
      for (const id of ids) await expect(page.locator(`section[id="${id}"]`)).toHaveCount(1);
      await expect(page.locator('#specification')).toBeInViewport();
    });
  });
}

test('the switch keeps the fragment', async ({ page }) => {
  await page.goto('/zh-TW/404#specification');
  await page.locator(english).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect.poll(() => at(page)).toBe('/en/404#specification');
  await expect(page.locator('#specification')).toBeInViewport();
});

test('the switch keeps a fragment that the reader went to later', async ({ page }) => {
  await page.goto('/zh-TW/404');
  await page.evaluate(() => (location.hash = 'history'));
  await page.locator(english).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect.poll(() => at(page)).toBe('/en/404#history');
});

test('the switch keeps what was searched for', async ({ page }) => {
  await page.goto('/zh-TW/search?q=cache');
  await page.locator(english).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  const url = new URL(page.url());
  expect(url.pathname).toBe('/en/search');
  expect(url.searchParams.get('q')).toBe('cache');
});
