// The language switch is always there, and a reader who uses it does not lose the place.
import { expect, test } from '@playwright/test';

// Clicks where the link is seen: page.click() would first scroll to where it stood before it stuck.
const toEnglish = async (page) => {
  const { x, y, width, height } = await page.locator('[data-languages] a[hreflang=en]').boundingBox();
  await page.mouse.click(x + width / 2, y + height / 2);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
};

// The browser itself scrolls to a fragment, smoothly where it may, and once more when the page has loaded.
const stillness = (page) => page.evaluate(async () => {
  for (let frames = 0, last = -1; frames < 10; frames = scrollY === last ? frames + 1 : 0) {
    last = scrollY;
    await new Promise((next) => requestAnimationFrame(next));
  }
});

for (const viewport of [{ width: 390, height: 844 }, { width: 1440, height: 900 }]) {
  test.describe(`at ${viewport.width}`, () => {
    test.use({ viewport });

    for (const path of ['/zh-TW/404', '/zh-TW/', '/zh-TW/about', '/zh-TW/search?q=cache']) {
      test(`${path}: the switch stays in sight`, async ({ page }) => {
        await page.goto(path);
        for (const share of [0, 0.3, 0.7, 1]) {
          await page.evaluate((share) => scrollTo(0, share * document.documentElement.scrollHeight), share);
          for (const link of await page.locator('[data-languages] a').all()) {
            await expect(link).toBeInViewport({ ratio: 1 });
            const covered = await link.evaluate((a) => {
              const { left, top, width, height } = a.getBoundingClientRect();
              return !a.contains(document.elementFromPoint(left + width / 2, top + height / 2));
            });
            expect(covered, 'something lies over it').toBe(false);
          }
        }
      });
    }

    for (const [how, fragment] of [['scrolled', ''], ['linked to', '#example']]) {
      for (const reducedMotion of ['reduce', 'no-preference']) {
        test.describe(`motion: ${reducedMotion}`, () => {
          test.use({ contextOptions: { reducedMotion } });
          test(`a section ${how} is kept, and the place in it`, async ({ page }) => {
            await page.goto(`/zh-TW/404${fragment}`);
            await stillness(page);
            const top = () => page.locator('#example').evaluate((section) => section.getBoundingClientRect().top);
            await page.locator('#example').evaluate((section) =>
              scrollTo({ top: section.getBoundingClientRect().top + scrollY + 300, behavior: 'instant' }));
            await stillness(page);
            const before = await top();
            expect(before).toBeLessThan(-250);
            await toEnglish(page);
            await page.waitForLoadState();
            await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(80);
            // and nothing scrolls away afterwards
            await page.waitForTimeout(500);
            expect(Math.abs((await top()) - before)).toBeLessThan(80);
            await expect.poll(() => new URL(page.url()).hash).toBe(fragment);

            await page.reload();
            await page.goto('/zh-TW/500');
            expect(await page.evaluate(() => scrollY), 'the next page begins at its top').toBe(0);
          });
        });
      }
    }

    test('above the first section, the place is kept too', async ({ page }) => {
      await page.goto('/zh-TW/');
      await page.evaluate(() => scrollTo({ top: 120, behavior: 'instant' }));
      await toEnglish(page);
      await expect.poll(async () => Math.abs((await page.evaluate(() => scrollY)) - 120)).toBeLessThan(80);
    });

    test('a search keeps what was searched for', async ({ page }) => {
      await page.goto('/zh-TW/search?q=%E9%80%BE%E6%99%82+a%26b');
      await toEnglish(page);
      await expect(page.locator('.site-search input')).toHaveValue('逾時 a&b');
      expect(new URL(page.url()).searchParams.get('q')).toBe('逾時 a&b');
    });
  });
}
