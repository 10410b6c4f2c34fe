// Every block of code can be copied as it stands.
import { expect, test } from '@playwright/test';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

for (const path of ['/zh-TW/404', '/en/502', '/mul/206', '/en/about']) {
  test(`${path}: a button on every block copies exactly its text`, async ({ page, request }) => {
    await page.goto(path);
    const blocks = page.locator('pre');
    const sent = (await (await request.get(path)).text()).match(/<pre\b/g) ?? [];
    await expect(blocks).toHaveCount(sent.length);
    await expect(page.locator('.copy')).toHaveCount(sent.length);
    for (const folded of await page.locator('details').all()) await folded.evaluate((details) => { details.open = true; });
    for (const block of await blocks.all()) {
      const button = block.locator('xpath=..').locator('button.copy');
      await button.click();
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await block.evaluate((pre) => pre.textContent));
    }
  });
}

test('the button says that it has copied, then offers to copy again', async ({ page }) => {
  await page.goto('/zh-TW/404');
  const { copy, copied } = await page.evaluate(() => ({ ...document.body.dataset }));
  const button = page.locator('.copy').first();
  await expect(button).toHaveText(copy);
  await button.click();
  await expect(button).toHaveText(copied);
  await expect(button).toHaveText(copy);
});

test('the button says when it could not copy', async ({ page }) => {
  await page.addInitScript(() => {
    Clipboard.prototype.writeText = () => Promise.reject(new DOMException('denied', 'NotAllowedError'));
  });
  await page.goto('/zh-TW/404');
  const button = page.locator('.copy').first();
  await button.click();
  await expect(button).toHaveText(await page.evaluate(() => document.body.dataset.copyFailed));
});

test('the button shows with the focus, and works with the keyboard', async ({ page }) => {
  await page.goto('/zh-TW/404');
  const button = page.locator('.copy').first();
  await button.focus();
  await expect(button).toHaveCSS('opacity', '1');
  await page.keyboard.press('Enter');
  await expect(button).toHaveText(await page.evaluate(() => document.body.dataset.copied));
});

test.describe('on a touch screen', () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
  test('the buttons show without being pointed at', async ({ page }) => {
    await page.goto('/zh-TW/404');
    for (const button of await page.locator('.copy').all()) await expect(button).toHaveCSS('opacity', '1');
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('there is no button', async ({ page }) => {
    await page.goto('/zh-TW/404');
    await expect(page.locator('pre')).not.toHaveCount(0);
    await expect(page.locator('.copy')).toHaveCount(0);
  });
});
