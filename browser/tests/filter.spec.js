// The home page and the pages of classes, narrowed down.
import { expect, test } from '@playwright/test';

const rows = '.book .codes > li';
const shown = (page) => page.locator(rows).filter({ visible: true });
const codes = (page) => shown(page).locator('.number').allTextContents();
const groups = (page) => page.locator('[data-group]').filter({ visible: true });
const pick = (page, name, value) => page.locator(`.filters [name="${name}"][value="${value}"]`).check();

// Every group that shows has a row that shows.
const expectNoEmptyGroup = async (page) => {
  for (const group of await groups(page).all()) {
    expect(await group.locator('.codes > li').filter({ visible: true }).count(), await group.locator('h2, h3').first().textContent()).toBeGreaterThan(0);
  }
};

for (const edition of ['zh-TW', 'en', 'mul']) {
  test(`${edition}: typing narrows the list and says how many are left`, async ({ page }) => {
    await page.goto(`/${edition}/`);
    const total = await page.locator(rows).count();
    expect(await shown(page).count()).toBe(total);
    const sections = await groups(page).count();
    const status = page.locator('.filters [role=status]');
    await expect(status).toHaveText('');

    const filter = page.locator('[data-filter]');
    await filter.fill('40');
    const some = await codes(page);
    expect(some).toContain('404');
    expect(some.length).toBeLessThan(total);
    await expect(status).toContainText(String(some.length));
    await expectNoEmptyGroup(page);

    await filter.fill('GATEWAY timeout');
    expect(await codes(page)).toContain('504');
    expect(await codes(page), 'all words have to be there').not.toContain('502');

    await filter.fill('qqqqqq');
    await expect(shown(page)).toHaveCount(0);
    await expect(groups(page)).toHaveCount(0);
    await expect(status).toContainText('0');

    await filter.fill('');
    await expect(shown(page)).toHaveCount(total);
    await expect(groups(page)).toHaveCount(sections);
    await expect(status).toHaveText('');
  });
}

test('full-width digits and spaces find what half-width ones find', async ({ page }) => {
  await page.goto('/zh-TW/');
  const filter = page.locator('[data-filter]');
  await filter.fill('404 not');
  const half = await codes(page);
  expect(half).toContain('404');
  await filter.fill('４０４　ｎｏｔ');
  expect(await codes(page)).toEqual(half);
});

test('what is typed and what is picked hold together', async ({ page }) => {
  await page.goto('/zh-TW/');
  await page.locator('[data-filter]').fill('timeout');
  const anywhere = await codes(page);
  expect(anywhere).toContain('504');
  await pick(page, 'class', '4xx');
  const some = await codes(page);
  expect(some).toContain('408');
  expect(some).not.toContain('504');
  await expect(page.locator('.filters [role=status]')).toContainText(String(some.length));
  await pick(page, 'registration', 'registered');
  expect(await codes(page)).toContain('408');
  await expectNoEmptyGroup(page);
  await pick(page, 'registration', 'all');
  await pick(page, 'class', 'all');
  expect(await codes(page)).toEqual(anywhere);
  await expect(page.locator('.filters [role=status]')).toContainText(String(anywhere.length));
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled });

    test('the home page by class, registration and protocol', async ({ page }) => {
      await page.goto('/zh-TW/');
      await expect(page.locator('[data-filter]')).toBeVisible({ visible: javaScriptEnabled });
      const all = await codes(page);

      for (const digit of [1, 2, 3, 4, 5]) {
        await pick(page, 'class', `${digit}xx`);
        expect(await codes(page)).toEqual(all.filter((code) => code.startsWith(digit)));
      }
      await pick(page, 'class', 'all');
      expect(await codes(page)).toEqual(all);

      await pick(page, 'registration', 'registered');
      const registered = await codes(page);
      expect(registered).toContain('404');
      expect(registered).not.toContain('499');
      await expectNoEmptyGroup(page);
      await pick(page, 'registration', 'others');
      const others = await codes(page);
      expect(others).toContain('499');
      expect([...registered, ...others].sort()).toEqual([...all].sort());
      await expectNoEmptyGroup(page);
      await pick(page, 'class', '4xx');
      expect(await codes(page)).toEqual(others.filter((code) => code.startsWith('4')));
      await pick(page, 'class', 'all');
      await pick(page, 'registration', 'all');

      await pick(page, 'protocol', 'webdav');
      expect(await codes(page)).toEqual(['102', '207', '208', '422', '423', '424', '507', '508'].filter((code) => all.includes(code)));
      await expectNoEmptyGroup(page);
      await pick(page, 'protocol', 'delta');
      expect(await codes(page)).toEqual(['226']);
      await expectNoEmptyGroup(page);
      await pick(page, 'protocol', 'all');
      expect(await codes(page)).toEqual(all);
    });

    test('a class by registration', async ({ page }) => {
      await page.goto('/zh-TW/4xx');
      const list = page.locator('#codes .codes > li');
      const seen = () => list.filter({ visible: true }).locator('.number').allTextContents();
      const all = await seen();
      await page.locator('.filter [value=registered]').check();
      const registered = await seen();
      expect(registered).toContain('404');
      expect(registered).not.toContain('499');
      await page.locator('.filter [value=others]').check();
      expect([...registered, ...(await seen())]).toEqual(all);
      await page.locator('.filter [value=all]').check();
      expect(await seen()).toEqual(all);
    });
  });
}
