// Writes "passed failed skipped" to COUNT_FILE, for the sum at the end of `make test`.
import { writeFileSync } from 'node:fs';

export default class CountReporter {
  onBegin(config, suite) {
    this.suite = suite;
  }

  onEnd({ status }) {
    const count = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
    for (const test of this.suite?.allTests() ?? []) count[test.outcome()]++;
    const passed = count.expected;
    let failed = count.unexpected + count.flaky;
    // What went wrong without a failed test to show for it (no server, no test, a syntax error) is one failure.
    if (failed === 0 && (status !== 'passed' || passed === 0)) failed = 1;
    console.log(`browser: ${passed} passed, ${failed} failed, ${count.skipped} skipped`);
    if (process.env.COUNT_FILE) writeFileSync(process.env.COUNT_FILE, `${passed} ${failed} ${count.skipped}\n`);
    if (failed > 0) return { status: 'failed' };
  }

  printsToStdio() {
    return false;
  }
}
