// Two languages: side by side where there is room, one after the other where there is none.
import { expect, test } from '@playwright/test';

const paths = ['/mul/404', '/mul/4xx', '/mul/502'];

// In the page: the boxes of every run of blocks in two languages.
const boxes = (page) =>
  page.locator('.bodies').evaluateAll((runs) =>
    runs
      .filter((run) => run.querySelector(':scope > .body + .body'))
      .map((run) => ({
        width: run.getBoundingClientRect().width,
        blocks: [...run.children].map((e) => {
          const { left, top, width, height } = e.getBoundingClientRect();
          return { lang: e.lang, shared: e.classList.contains('shared'), left, top, width, height, text: e.textContent.trim().slice(0, 40) };
        }),
      })),
  );

for (const path of paths) {
  test(`${path}: every block says its language`, async ({ page }) => {
    await page.goto(path);
    const bodies = page.locator('.body:not(.shared)');
    expect(await bodies.count()).toBeGreaterThan(4);
    for (const lang of await bodies.evaluateAll((list) => list.map((e) => e.closest('[lang]').lang))) expect(['zh-TW', 'en']).toContain(lang);
    const marked = await page.locator('.body[lang]').evaluateAll((list) => new Set(list.map((e) => e.lang)).size);
    expect(marked, 'at least the language that the page is not in').toBeGreaterThan(0);
  });

  test(`${path} at 1440: pairs stand side by side and begin at one height`, async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(path);
    const runs = await boxes(page);
    expect(runs.length).toBeGreaterThan(1);
    let pairs = 0;
    for (const { width, blocks } of runs) {
      for (let i = 0; i < blocks.length; i++) {
        const [one, two] = [blocks[i], blocks[i + 1]];
        if (one.shared) {
          expect.soft(one.width, `shared spans both columns: ${one.text}`).toBeCloseTo(width, 0);
          continue;
        }
        expect.soft(two && !two.shared && two.lang !== one.lang, `a pair: ${one.text}`).toBeTruthy();
        if (!two) continue;
        expect.soft(Math.abs(one.top - two.top), `one height: ${one.text}`).toBeLessThanOrEqual(2);
        expect.soft(two.left, `in two columns: ${one.text}`).toBeGreaterThanOrEqual(one.left + one.width);
        pairs++;
        i++;
      }
    }
    expect(pairs).toBeGreaterThan(3);
    // First lines too: what leads in the left column leads in the right one.
    const lines = await page.locator('.bodies > .body:not(.shared)').evaluateAll((list) =>
      list.map((e) => e.firstElementChild?.getBoundingClientRect().top));
    for (let i = 0; i + 1 < lines.length; i += 2) expect.soft(Math.abs(lines[i] - lines[i + 1]), `first block of pair ${i / 2}`).toBeLessThanOrEqual(2);
  });

  test(`${path} at 390: one column, the languages in turn`, async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(path);
    for (const { blocks } of await boxes(page)) {
      for (let i = 1; i < blocks.length; i++) {
        expect.soft(Math.abs(blocks[i].left - blocks[0].left), blocks[i].text).toBeLessThanOrEqual(1);
        expect.soft(blocks[i].top, blocks[i].text).toBeGreaterThanOrEqual(blocks[i - 1].top + blocks[i - 1].height - 1);
        if (!blocks[i].shared && !blocks[i - 1].shared) expect.soft(blocks[i].lang).not.toBe(blocks[i - 1].lang);
      }
    }
  });
}

test('examples that the languages share stand there once', async ({ page }) => {
  await page.goto('/zh-TW/404');
  const examples = (p) => p.locator('#example pre').allTextContents();
  const alone = await examples(page);
  expect(alone.length).toBeGreaterThan(3);
  await page.goto('/mul/404');
  expect(await examples(page)).toEqual(alone);
});
