// A vitest reporter that writes how many tests passed and failed, and which were left out and why: vitest's own JSON
// report lacks the reasons. https://vitest.dev/api/advanced/reporters
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const countsFile = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'steward', 'tests.json');

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      // A file that does not load has no tests that could fail; a failing hook belongs to no test.
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed += 1;
        else if (result.state === 'failed') counts.failed += 1;
        else counts.skipped.push(`${test.fullName}${result.note ? `: ${result.note}` : ''}`);
      }
    }
    mkdirSync(dirname(countsFile), { recursive: true });
    writeFileSync(countsFile, JSON.stringify(counts));
  }
}
