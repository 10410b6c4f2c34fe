// Every page of every edition is valid HTML.
import { expect, test } from '@playwright/test';
import { HtmlValidate } from 'html-validate';

const checker = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // What is a matter of taste or done with a reason:
    'doctype-style': 'off', // small letters are as good
    'void-style': 'off',
    'long-title': 'off', // titles name the code, its phrase and its name
    'no-trailing-whitespace': 'off', // templates leave some
    'no-inline-style': 'error',
    'no-redundant-role': 'off', // <form role="search"> is for browsers before <search>
    'prefer-native-element': 'off', // a table that scrolls has to be focusable and named
    'require-sri': 'off', // all files are the site's own
    'valid-id': ['error', { relaxed: true }], // "4xx" is an id that people link to
    'wcag/h63': 'off', // scope stands on every th of ours; tables from Markdown have simple headers
  },
});

test('every page is valid HTML', async ({ request, baseURL }) => {
  test.setTimeout(300_000);
  const sitemap = await (await request.get('/sitemap.xml')).text();
  const paths = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
  expect(paths.length).toBeGreaterThan(200);
  for (const edition of ['zh-TW', 'en', 'mul']) {
    paths.push(`/${edition}/588`, `/${edition}/nothing-here`, `/${edition}/search?q=cache`, `/${edition}/search?q=zzz`, `/${edition}/print`, `/embed/${edition}/404`, `/embed/${edition}/4xx`);
  }
  const faults = [];
  for (const path of paths) {
    const html = await (await request.get(path)).text();
    const report = await checker.validateString(html);
    for (const result of report.results) {
      for (const { ruleId, message, line, column } of result.messages) faults.push(`${path}:${line}:${column}: ${ruleId}: ${message}`);
    }
  }
  expect(faults.slice(0, 20)).toEqual([]);
});
