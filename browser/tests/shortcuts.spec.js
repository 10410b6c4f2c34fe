// Single keys, Ctrl+K and the list of both.
import { expect, test } from '@playwright/test';

const search = '.site-search input';

test.beforeEach(async ({ page }) => {
  await page.goto('/zh-TW/404');
});

for (const key of ['/', 'Control+k', 'Meta+k']) {
  test(`${key} goes to the search field, and the field shows it`, async ({ page }) => {
    await page.keyboard.press(key);
    const field = page.locator(search);
    await expect(field).toBeFocused();
    await expect(field, 'the key itself is not typed').toHaveValue('');
    await expect(field).toBeInViewport({ ratio: 1 });
    await expect(field).toHaveCSS('outline-style', 'solid');
  });
}

test('while typing in a field, keys are letters', async ({ page }) => {
  const field = page.locator(search);
  await field.focus();
  await page.keyboard.type('a/b?[c]');
  await expect(field).toHaveValue('a/b?[c]');
  await expect(page.locator('#keys')).toBeHidden();
  await expect(page).toHaveURL(/\/zh-TW\/404$/);

  await page.goto('/zh-TW/');
  const filter = page.locator('[data-filter]');
  await filter.focus();
  await page.keyboard.type('/');
  await expect(filter).toBeFocused();
  await expect(filter).toHaveValue('/');
  await page.keyboard.press('Control+k');
  await expect(field, 'Ctrl+K is no letter').toBeFocused();
});

test('with Alt or Ctrl, keys belong to the browser', async ({ page }) => {
  for (const key of ['Control+/', 'Alt+/', 'Control+]', 'Alt+[']) await page.keyboard.press(key);
  await expect(page.locator(search)).not.toBeFocused();
  await expect(page).toHaveURL(/\/zh-TW\/404$/);
});

test('? opens the list of keys, Escape closes it', async ({ page }) => {
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('?');
  await expect(dialog).toBeVisible();
  await expect(dialog).toHaveAccessibleName(/\S/);
  expect(await dialog.locator('kbd').allTextContents()).toEqual(['/', 'Ctrl', 'K', '[', ']', '?']);
  await expect(page.locator('dialog :focus'), 'the focus is inside').toHaveCount(1);
  await page.keyboard.press('/');
  await expect(page.locator(search), 'and stays there').not.toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('the button in the footer opens the list, and gets the focus back', async ({ page }) => {
  const button = page.locator('[data-keys]');
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
});

for (const [path, before, after] of [['404', '403', '405'], ['4xx', '3xx', '5xx']]) {
  test(`[ and ] turn the page: ${path}`, async ({ page }) => {
    await page.goto(`/en/${path}`);
    await page.keyboard.press(']');
    await expect(page).toHaveURL(new RegExp(`/en/${after}$`));
    await page.keyboard.press('[');
    await expect(page).toHaveURL(new RegExp(`/en/${path}$`));
    await page.keyboard.press('[');
    await expect(page).toHaveURL(new RegExp(`/en/${before}$`));
  });
}

test('nothing happens where there is no page to turn to', async ({ page }) => {
  await page.goto('/en/1xx');
  await page.keyboard.press('[');
  await page.keyboard.press('/');
  await expect(page.locator(search)).toBeFocused();
  await expect(page).toHaveURL(/\/en\/1xx$/);
});

test('single keys can be switched off, which is remembered; Ctrl+K stays', async ({ page }) => {
  const box = page.locator('#keys [name=keys]');
  await page.keyboard.press('?');
  await expect(box).toBeChecked();
  await box.focus();
  await page.keyboard.press('Space');
  await expect(box).not.toBeChecked();
  await page.keyboard.press('Escape');

  for (const path of ['/zh-TW/404', '/en/500']) {
    await page.goto(path);
    for (const key of ['/', '?', '[', ']']) await page.keyboard.press(key);
    await expect(page.locator(search)).not.toBeFocused();
    await expect(page.getByRole('dialog')).toBeHidden();
    await page.keyboard.press('Control+k');
    await expect(page.locator(search)).toBeFocused();
    await expect(page).toHaveURL(new RegExp(`${path}$`));
  }

  await page.locator('[data-keys]').click();
  await expect(box).not.toBeChecked();
  await box.check();
  await page.keyboard.press('Escape');
  await page.reload();
  await page.keyboard.press('/');
  await expect(page.locator(search)).toBeFocused();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('nobody is promised keys', async ({ page }) => {
    await expect(page.locator('[data-keys]')).toBeHidden();
    await expect(page.locator('#keys')).toBeHidden();
  });
});
