// The icons are pictures of one drawing, and the manifest names those that are there.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const file = (name) => readFileSync(new URL(`../../static/${name}`, import.meta.url));

for (const size of [180, 192, 512]) {
  test(`icon-${size}.png is a rendering of icon.svg`, async ({ page }) => {
    const png = file(`icon-${size}.png`);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)], 'its size').toEqual([size, size]);
    await page.setContent('<canvas></canvas>');
    const drawing = `data:image/svg+xml;base64,${file('icon.svg').toString('base64')}`;
    const difference = await page.evaluate(async ([size, ...sources]) => {
      const [one, two] = await Promise.all(sources.map(async (source) => {
        const image = new Image(size, size);
        image.src = source;
        await image.decode();
        const canvas = new OffscreenCanvas(size, size);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0, size, size);
        return context.getImageData(0, 0, size, size).data;
      }));
      const blank = one.every((value) => value === 0) || two.every((value) => value === 0);
      return { blank, mean: one.reduce((sum, value, i) => sum + Math.abs(value - two[i]), 0) / one.length };
    }, [size, drawing, `data:image/png;base64,${png.toString('base64')}`]);
    expect(difference.blank).toBe(false);
    expect(difference.mean, 'mean difference of 255').toBeLessThan(2);
  });
}

for (const edition of ['zh-TW', 'en', 'mul']) {
  test(`${edition}: the manifest and the icons that the page names`, async ({ page, request }) => {
    await page.goto(`/${edition}/`);
    const manifest = await request.get(await page.locator('link[rel=manifest]').getAttribute('href'));
    expect(manifest.status()).toBe(200);
    expect(manifest.headers()['content-type']).toMatch(/^application\/manifest\+json/);
    const { name, lang, start_url: start, icons } = await manifest.json();
    expect(name).toMatch(/\S/);
    expect(lang).toBe(edition === 'en' ? 'en' : 'zh-TW');
    expect((await request.get(new URL(start, manifest.url()).href)).status()).toBe(200);

    expect(icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
    const named = icons.map(({ src, type }) => [new URL(src, manifest.url()).href, type]);
    for (const link of await page.locator('link[rel~=icon], link[rel=apple-touch-icon]').all()) {
      named.push([await link.evaluate((e) => e.href), (await link.getAttribute('type')) ?? 'image/png']);
    }
    for (const [address, type] of named) {
      const answer = await request.get(address);
      expect(answer.status(), address).toBe(200);
      expect(answer.headers()['content-type'], address).toContain(type);
    }
  });
}
