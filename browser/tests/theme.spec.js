// Light and dark: as the system has it, or as the reader chose, from the first frame on.
import { expect, test } from '@playwright/test';

const other = { light: 'dark', dark: 'light' };
const form = '[data-theme-choice]';
const choice = (page, value) => page.locator(`${form} input[value="${value}"]`);

// How bright the page is: 0 is black.
const brightness = (page) =>
  page.evaluate(() => {
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    return (r + g + b) / 3 / 255;
  });
const expectTheme = async (page, theme) => {
  const now = await brightness(page);
  expect(now < 0.5 ? 'dark' : 'light', `brightness ${now}`).toBe(theme);
};

for (const system of ['light', 'dark']) {
  test.describe(`the system is ${system}`, () => {
    test.use({ colorScheme: system });

    test('without a choice the page follows the system, also when it changes', async ({ page }) => {
      await page.goto('/zh-TW/404');
      await expect(choice(page, 'auto')).toBeChecked();
      await expectTheme(page, system);
      await page.emulateMedia({ colorScheme: other[system] });
      await expectTheme(page, other[system]);
    });

    test('a choice is remembered, until the system is chosen again', async ({ page }) => {
      await page.goto('/zh-TW/404');
      await choice(page, other[system]).check();
      await expectTheme(page, other[system]);
      for (const path of ['/zh-TW/404', '/en/']) {
        await page.goto(path);
        await expect(page.locator('html')).toHaveAttribute('data-theme', other[system]);
        await expect(choice(page, other[system])).toBeChecked();
        await expectTheme(page, other[system]);
      }
      await choice(page, 'auto').check();
      await expectTheme(page, system);
      await page.reload();
      await expect(page.locator('html')).not.toHaveAttribute('data-theme');
      await expect(choice(page, 'auto')).toBeChecked();
      await expectTheme(page, system);
      expect(await page.evaluate(() => localStorage.length), 'nothing is left behind').toBe(0);
    });

    test('a choice is there before the first frame', async ({ page }) => {
      await page.goto('/zh-TW/404');
      await choice(page, other[system]).check();
      await page.addInitScript(() => {
        window.frames_ = [];
        const look = () => {
          const { body, documentElement: root } = document;
          if (body) frames_.push(`${root.dataset.theme} ${getComputedStyle(body).backgroundColor}`);
          if (document.readyState !== 'complete') requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
        addEventListener('DOMContentLoaded', () => { window.early_ = document.documentElement.dataset.theme; });
      });
      // Scripts and style sheets that take their time.
      await page.route(/\/static\//, async (route) => {
        await new Promise((done) => setTimeout(done, 200));
        await route.continue();
      });
      await page.reload();
      await page.waitForFunction(() => document.readyState === 'complete' && frames_.length > 0);
      expect(await page.evaluate(() => early_)).toBe(other[system]);
      const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(new Set(await page.evaluate(() => frames_))).toEqual(new Set([`${other[system]} ${colour}`]));
    });
  });
}

test('a remembered word that is no theme is ignored', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('theme', 'purple'));
  await page.goto('/zh-TW/');
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  await expect(choice(page, 'auto')).toBeChecked();
});

test('where storage is closed, everything works and nothing is remembered', async ({ page }) => {
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, { get() { throw new DOMException('closed', 'SecurityError'); } });
    }
  });
  await page.goto('/zh-TW/404');
  await choice(page, 'dark').check();
  await expectTheme(page, 'dark');
  await page.keyboard.press('?');
  await page.locator('#keys [name=keys]').uncheck();
  await page.keyboard.press('Escape');
  await expect(page.locator('pre + .copy').first()).toBeAttached();
  await page.locator('[data-languages] [hreflang=en]').click();
  await expect(page).toHaveURL(/\/en\/404$/);
  await expectTheme(page, 'light');
  expect(errors).toEqual([]);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, colorScheme: 'dark' });
  test('there is no choice, and the system decides', async ({ page }) => {
    await page.goto('/zh-TW/404');
    await expect(page.locator(form)).toBeHidden();
    // No script can ask: what the page looks like has to answer.
    const picture = (await page.screenshot({ clip: { x: 0, y: 0, width: 8, height: 8 } })).toString('base64');
    await page.emulateMedia({ colorScheme: 'light' });
    expect((await page.screenshot({ clip: { x: 0, y: 0, width: 8, height: 8 } })).toString('base64')).not.toBe(picture);
  });
});
