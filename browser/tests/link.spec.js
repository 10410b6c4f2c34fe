// Links from elsewhere: the section that hands them out, the card in frames of others, and what others may not do.
import AxeBuilder from '@axe-core/playwright';
import { createServer } from 'node:http';
import { expect, test } from '@playwright/test';
import { editions, kinds, open } from './kinds.js';

const section = (page) => page.locator('#link');

test.describe('the section of links', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  for (const path of ['/zh-TW/404', '/en/306', '/mul/4xx']) {
    test(`${path}: every link is copied as it stands, and names this site`, async ({ page, baseURL }) => {
      await page.goto(path);
      await section(page).locator('summary').click();
      const blocks = section(page).locator('pre');
      expect(await blocks.count()).toBeGreaterThan(20);
      const seen = new Set();
      for (const block of await blocks.all()) {
        await block.hover();
        await block.locator('xpath=..').locator('button.copy').click();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        expect(copied).toBe(await block.evaluate((pre) => pre.textContent));
        expect(copied).toContain(`${baseURL}/`);
        seen.add(copied);
      }
      expect(seen.size, 'no two alike').toBe(await blocks.count());
    });
  }

  test('it is folded, and opens for who comes to it by its fragment', async ({ page }) => {
    await page.goto('/en/404');
    await expect(section(page)).not.toHaveAttribute('open');
    await page.goto('/en/404#link');
    await expect(section(page)).toHaveAttribute('open');
    await expect(section(page).locator('summary')).toBeInViewport();
  });

  test('it leads to the settings, which name this site', async ({ page, baseURL }) => {
    await page.goto('/zh-TW/404#link');
    await section(page).locator('a[href$="/link"]').click();
    await expect(page).toHaveURL(/\/zh-TW\/link$/);
    await expect(page.locator('pre', { hasText: 'iw_prefix' })).toContainText(`${baseURL}/$1`);
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`it is accessible when open, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto('/zh-TW/404#link');
      await expect(section(page)).toHaveAttribute('open');
      const { violations } = await new AxeBuilder({ page }).include('#link').analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
    });
  }

  test('it is not printed', async ({ page }) => {
    await page.goto('/zh-TW/404#link');
    await page.emulateMedia({ media: 'print' });
    await expect(section(page)).toBeHidden();
  });
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });
  test('the links open and can be selected', async ({ page, baseURL }) => {
    await page.goto('/en/404');
    await section(page).locator('summary').click();
    await expect(section(page).getByText(`[404 Not Found](${baseURL}/404)`, { exact: true })).toBeVisible();
    await expect(page.locator('.copy')).toHaveCount(0);
  });
});

// A site of another origin that shows what it is told to.
async function elsewhere(body) {
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Elsewhere</title><body>${body}</body></html>`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((resolve) => server.close(resolve)) };
}

test('the card shows in a frame of another site, in a sandbox, and its link leads out of it', async ({ page, baseURL }) => {
  await page.goto('/zh-TW/404#link');
  const card = await section(page).locator('pre', { hasText: '<iframe' }).textContent();
  expect(card).toContain(' sandbox="');
  const host = await elsewhere(card);
  try {
    const complaints = watch(page);
    await page.goto(host.address);
    const frame = page.frameLocator('iframe');
    await expect(frame.locator('h1')).toContainText('404');
    await expect(frame.locator('main'), 'its style sheet has come').toHaveCSS('display', 'flex');
    const [popup] = await Promise.all([page.waitForEvent('popup'), frame.locator('.more a').click()]);
    await expect(popup).toHaveURL(`${baseURL}/zh-TW/404`);
    await expect(popup.locator('[data-theme-choice]'), 'its scripts run').toBeVisible();
    expect(await popup.evaluate(() => window.opener)).toBeNull();
    expect(complaints).toEqual([]);
  } finally {
    await host.close();
  }
});

test('no page but the card can be framed', async ({ page, baseURL }) => {
  const paths = ['/zh-TW/404', '/en/', '/en/search?q=x', '/en/nothing', '/zh-TW/link'];
  const host = await elsewhere(paths.map((path) => `<iframe src="${baseURL}${path}"></iframe>`).join(''));
  try {
    const complaints = watch(page);
    await page.goto(host.address);
    await expect.poll(() => complaints.filter((text) => text.includes('frame-ancestors')).length).toBe(paths.length);
    for (const frame of page.frames().slice(1)) expect(await frame.locator('.site-footer').count(), 'only the word of the browser').toBe(0);
  } finally {
    await host.close();
  }
});

for (const width of [300, 420, 600]) {
  test(`the card fits ${width} by 200 pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 200 });
    for (const path of ['zh-TW/404', 'en/511', 'en/203', 'mul/418', 'zh-TW/4xx', 'en/499', 'zh-TW/999', 'mul/511']) {
      await page.goto(`/embed/${path}`);
      const { wide, high, last, lines } = await page.evaluate(() => {
        const root = document.documentElement;
        const summary = document.querySelector('.summary');
        const line = parseFloat(getComputedStyle(summary).lineHeight);
        return {
          wide: root.scrollWidth - root.clientWidth, high: root.scrollHeight - root.clientHeight,
          last: document.querySelector('.more').getBoundingClientRect().bottom, lines: summary.clientHeight / line,
        };
      });
      expect.soft({ path, wide, high }).toEqual({ path, wide: 0, high: 0 });
      expect.soft(last, path).toBeLessThanOrEqual(200);
      expect.soft(Math.abs(lines - Math.round(lines)), `${path}: whole lines`).toBeLessThan(0.1);
      expect.soft(lines, path).toBeGreaterThan(0.9);
    }
  });
}

for (const colorScheme of ['light', 'dark']) {
  test(`the card is accessible, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    for (const path of ['zh-TW/404', 'mul/4xx', 'en/200', 'en/103', 'en/301', 'en/503']) {
      await page.goto(`/embed/${path}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes[0].html}`)).toEqual([]);
    }
    const [red] = (await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).match(/\d+/);
    expect(Number(red) > 128).toBe(colorScheme === 'light');
  });
}

for (const edition of editions) {
  test(`${edition}: no page goes against the security policy, and its data block is data`, async ({ page }) => {
    test.setTimeout(120_000);
    await page.addInitScript(() => {
      window.violations = [];
      addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    for (const kind of kinds) {
      await open(page, edition, kind);
      expect(await page.evaluate(() => window.violations), kind.path).toEqual([]);
    }
    await page.goto(`/${edition}/404`);
    const data = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
    expect(data['@graph'].map((thing) => thing['@type'])).toEqual(['DefinedTerm', 'BreadcrumbList']);
    await page.goto(`/embed/${edition}/404`);
    expect(await page.evaluate(() => window.violations), 'card').toEqual([]);
  });
}

test('the listener for violations hears one', async ({ page }) => {
  await page.goto('/en/404');
  const heard = await page.evaluate(() => new Promise((resolve) => {
    addEventListener('securitypolicyviolation', (event) => resolve(event.violatedDirective));
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.executed = true' }));
  }));
  expect(heard).toBe('script-src-elem');
  expect(await page.evaluate(() => window.executed)).toBeUndefined();
});

// What the console complains of.
function watch(page) {
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
