import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { args, executablePath } from './chromium.js';

// The runner and its workers each read this file: the first one picks a free port, the others inherit it.
process.env.TEST_PORT ??= await freePort();
const address = `127.0.0.1:${process.env.TEST_PORT}`;

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  forbidOnly: true,
  fullyParallel: true,
  workers: 2,
  retries: 0,
  // No test measures time: on a busy machine all of it takes longer.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['dot'], ['./count-reporter.js']],
  use: {
    baseURL: `http://${address}`,
    browserName: 'chromium',
    launchOptions: { executablePath, args },
    locale: 'zh-TW',
    // Colours half-way through a transition are nobody's contrast.
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'off',
  },
  webServer: {
    // The real binary, as it is shipped.
    command: `make -s -C .. build && exec ../.bin/statusbook serve --addr ${address}`,
    url: `http://${address}/readyz`,
    reuseExistingServer: false,
    timeout: 300_000, // the first build compiles everything
    stdout: 'ignore',
    stderr: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 15_000 },
  },
});
