// The constants table says what Node.js calls each code: this Node.js agrees.
import { STATUS_CODES } from 'node:http';
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';

const codes = new URL('../../content/codes/', import.meta.url);

test('phrases of Node.js are those of http.STATUS_CODES', () => {
  const facts = {};
  for (const code of readdirSync(codes)) {
    const phrase = /^node = "(.*)"$/m.exec(readFileSync(new URL(`${code}/code.toml`, codes), 'utf8'));
    if (phrase) facts[code] = phrase[1];
  }
  expect(facts).toEqual(STATUS_CODES);
});
