// The search in the header of every page: a combobox with a list of suggestions, and without JavaScript a plain form.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { editions, kinds } from './kinds.js';

const field = (page) => page.getByRole('combobox');
const list = (page) => page.getByRole('listbox');
const options = (page) => list(page).getByRole('option');
const chosen = (page) => list(page).getByRole('option', { selected: true });

// Types as a reader does, letter by letter, and waits for the list that answers all of it.
const type = async (page, text) => {
  const answered = page.waitForResponse((response) => new URL(response.url()).searchParams.get('q') === text);
  await field(page).pressSequentially(text);
  await answered;
  await expect(list(page)).toBeVisible();
};

for (const edition of editions) {
  for (const { name, path } of kinds) {
    test(`${edition} ${name}: suggestions while typing`, async ({ page }) => {
      await page.goto(`/${edition}/${path}`);
      await expect(field(page)).toHaveCount(1);
      await expect(list(page)).toBeHidden();
      await field(page).fill('');
      await type(page, '404');
      await expect(options(page).first()).toContainText('404 Not Found');
    });
  }

  test(`${edition}: roles and states, by axe as well, while the list is open`, async ({ page }) => {
    await page.goto(`/${edition}/500`);
    await expect(field(page)).toHaveAttribute('aria-expanded', 'false');
    await expect(field(page)).toHaveAttribute('aria-autocomplete', 'list');
    await expect(field(page)).toHaveAccessibleName(/\S/);
    await type(page, 'gateway');
    await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
    await expect(list(page)).toHaveAccessibleName(/\S/);
    expect(await field(page).getAttribute('aria-controls')).toBe(await list(page).getAttribute('id'));
    await expect(field(page), 'nothing is chosen yet').not.toHaveAttribute('aria-activedescendant');
    await expect(chosen(page)).toHaveCount(0);
    const count = await options(page).count();
    expect(count).toBeGreaterThan(1);
    await expect(page.locator('.site-search [role=status]'), 'said aloud').toContainText(String(count));

    await page.keyboard.press('ArrowDown');
    await expect(chosen(page)).toHaveCount(1);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice']).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 100)}`))).toEqual([]);
  });
}

test.describe('by keyboard', () => {
  test.beforeEach(async ({ page }) => {
    await page.goto('/en/500');
  });

  test('the arrows go through the list and back to the text', async ({ page }) => {
    await type(page, 'gateway');
    const ids = await options(page).evaluateAll((all) => all.map((option) => option.id));
    for (const id of ids) {
      await page.keyboard.press('ArrowDown');
      await expect(field(page)).toHaveAttribute('aria-activedescendant', id);
      await expect(chosen(page)).toHaveAttribute('id', id);
      await expect(chosen(page)).toBeInViewport();
      await expect(field(page), 'the focus stays').toBeFocused();
    }
    await page.keyboard.press('ArrowDown');
    await expect(chosen(page), 'after the last comes the text').toHaveCount(0);
    await expect(field(page)).not.toHaveAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowUp');
    await expect(chosen(page), 'and before it the last').toHaveAttribute('id', ids.at(-1));
    await page.keyboard.press('ArrowUp');
    await expect(chosen(page)).toHaveAttribute('id', ids.at(-2));
    await expect(field(page), 'the text stays').toHaveValue('gateway');
  });

  test('Enter goes to what is chosen', async ({ page }) => {
    await type(page, 'gateway timeo');
    await page.keyboard.press('ArrowDown');
    await expect(chosen(page)).toContainText('504 Gateway Timeout');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/en\/504$/);
  });

  test('Enter without a choice searches for the text; what names a page leads there', async ({ page }) => {
    await type(page, 'gateway');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/en\/search\?q=gateway$/);
    await expect(page.locator('main mark').first()).toBeVisible();

    await field(page).fill('');
    await type(page, 'StatusNotFound');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/en\/404$/);
  });

  test('Escape closes the list, keeps the text, and an arrow opens the list again', async ({ page }) => {
    await type(page, 'timeout');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await expect(list(page)).toBeHidden();
    await expect(field(page)).toHaveAttribute('aria-expanded', 'false');
    await expect(field(page)).not.toHaveAttribute('aria-activedescendant');
    await expect(field(page)).toHaveValue('timeout');
    await page.keyboard.press('ArrowDown');
    await expect(list(page)).toBeVisible();
    await expect(field(page)).toHaveAttribute('aria-expanded', 'true');
  });

  test('Home and End belong to the text', async ({ page }) => {
    const caret = () => field(page).evaluate((input) => input.selectionStart);
    await type(page, 'gateway');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Home');
    await expect(chosen(page)).toHaveCount(0);
    expect(await caret()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await expect(chosen(page)).toHaveCount(0);
    expect(await caret()).toBe('gateway'.length);
    await expect(list(page)).toBeVisible();
  });

  test('Tab leaves, and the list goes', async ({ page }) => {
    await type(page, 'gateway');
    await page.keyboard.press('Tab');
    await expect(list(page)).toBeHidden();
    await expect(field(page)).not.toBeFocused();
    await expect(page).toHaveURL(/\/en\/500$/);
  });

  test('typing on replaces the list; nothing found and nothing typed close it', async ({ page }) => {
    await type(page, 'gateway');
    await page.keyboard.press('ArrowDown');
    await field(page).pressSequentially(' timeout');
    await expect(options(page).first()).toContainText('504');
    await expect(chosen(page)).toHaveCount(0);
    await field(page).fill('zzzzqqqq');
    await expect(list(page)).toBeHidden();
    await expect(field(page)).toHaveAttribute('aria-expanded', 'false');
    await field(page).fill('40');
    await expect(list(page)).toBeVisible();
    await field(page).fill('');
    await expect(list(page)).toBeHidden();
  });

  test('an answer that comes late opens nothing', async ({ page }) => {
    let answer;
    const asked = new Promise((resolve) => {
      page.route('**/suggest?*', async (route) => {
        const wait = new Promise((go) => { answer = go; });
        resolve();
        await wait;
        await route.continue().catch(() => {}); // asked no more
      });
    });
    await field(page).pressSequentially('gateway');
    await asked;
    await page.keyboard.press('Tab');
    await expect(field(page)).not.toBeFocused();
    await page.waitForTimeout(200); // what closes the list after the focus has gone
    answer();
    await page.waitForTimeout(200);
    await expect(list(page)).toBeHidden();
  });

  test('when suggestions cannot be had, the form still works', async ({ page }) => {
    await page.route('**/suggest?*', (route) => route.abort());
    await field(page).pressSequentially('gateway');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/en\/search\?q=gateway$/);
  });

  test('a single Chinese character is enough', async ({ page }) => {
    await page.goto('/zh-TW/404');
    await field(page).fill('逾');
    await expect(options(page).filter({ hasText: '504 Gateway Timeout' })).toHaveCount(1);
  });

  test('whatever comes back is text', async ({ page }) => {
    const title = '<img src=x><b>bold</b>';
    await page.route('**/suggest?*', (route) => route.fulfill({ json: ['x', [title], [title], ['http://book.example/en/404']] }));
    await field(page).fill('x');
    await expect(options(page)).toHaveText(`${title} ${title}`);
    await expect(list(page).locator('img, b')).toHaveCount(0);
  });
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 360, height: 640 } });
  test('a tap opens a suggestion; suggestions fit the screen and the finger', async ({ page }) => {
    await page.goto('/zh-TW/');
    await field(page).tap();
    await type(page, '逾時');
    for (const option of await options(page).all()) {
      const box = await option.boundingBox();
      expect(box.height, 'WCAG 2.2, 2.5.8').toBeGreaterThanOrEqual(24);
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(360);
    }
    await options(page).filter({ hasText: '504' }).tap();
    await expect(page).toHaveURL(/\/zh-TW\/504$/);
  });

  test('a tap elsewhere closes the list', async ({ page }) => {
    await page.goto('/en/404');
    await field(page).tap();
    await type(page, 'gone');
    await page.locator('h1').evaluate((heading) => heading.scrollIntoView());
    await page.touchscreen.tap(5, 600);
    await expect(list(page)).toBeHidden();
    await expect(page).toHaveURL(/\/en\/404$/);
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  for (const edition of editions) {
    test(`${edition}: the form leads to results, and a code to its page`, async ({ page }) => {
      await page.goto(`/${edition}/500`);
      await expect(list(page)).toHaveCount(0);
      const input = page.locator('.site-search').getByRole('searchbox');
      await input.fill('gatway timout');
      await page.locator('.site-search').getByRole('button').click();
      await expect(page).toHaveURL(new RegExp(`/${edition}/search\\?q=gatway`));
      await expect(page.locator('.site-search').getByRole('searchbox'), 'what was asked stands in the field').toHaveValue('gatway timout');
      await expect(page.locator('main [role=status]')).toContainText('gateway timeout');
      await page.locator('main a[href$="/504"]').first().click();
      await expect(page).toHaveURL(new RegExp(`/${edition}/504$`));

      await page.locator('.site-search').getByRole('searchbox').fill('NOT_FOUND');
      await page.locator('.site-search').getByRole('button').click();
      await expect(page).toHaveURL(new RegExp(`/${edition}/404$`));
    });
  }
});
