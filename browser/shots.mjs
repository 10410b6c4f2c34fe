// npm run shots -- OUTDIR [PATH...]    pictures of a running site (BASE, else http://127.0.0.1:8080);
// FULL=1 takes the whole length of the page instead of its first screen
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { args, executablePath } from './chromium.js';

const [outdir, ...paths] = process.argv.slice(2);
if (!outdir) {
  console.error('usage: [BASE=http://…] npm run shots -- OUTDIR [PATH...]');
  process.exit(2);
}
if (paths.length === 0) paths.push('/zh-TW/', '/zh-TW/404', '/en/404', '/mul/404', '/zh-TW/4xx', '/zh-TW/search?q=cache', '/zh-TW/599');

const base = process.env.BASE ?? 'http://127.0.0.1:8080';
const sizes = [[1440, 900], [390, 844]];

mkdirSync(outdir, { recursive: true });
const browser = await chromium.launch({ executablePath, args });
for (const [width, height] of sizes) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'zh-TW' });
    const page = await context.newPage();
    for (const path of paths) {
      const name = path.replace(/[^\w.-]+/g, '_').replace(/^_|_$/g, '') || 'root';
      const file = join(outdir, `${name}-${width}-${colorScheme}.png`);
      await page.goto(new URL(path, base).href, { waitUntil: 'networkidle' });
      await page.screenshot({ path: file, fullPage: Boolean(process.env.FULL) });
      console.log(file);
    }
    await context.close();
  }
}
await browser.close();
