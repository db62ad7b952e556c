/** Prints "passed failed skipped" of vitest's JSON reports. Only tests against Qdrant may be skipped: see test/live. */
import { readFileSync } from 'node:fs';

const files = process.argv.slice(2).flatMap((path) => JSON.parse(readFileSync(path, 'utf8')).testResults);
const tests = files.flatMap((file) => file.assertionResults);
const passed = tests.filter(({ status }) => status === 'passed');
const failed = tests.filter(({ status }) => status === 'failed');
const skipped = tests.filter(
  ({ status, fullName }) => !['passed', 'failed'].includes(status) && !/qdrant/i.test(fullName),
);
for (const { fullName } of skipped) console.error(`skipped: ${fullName}`);
// A file that could not be loaded has no tests in it, and counts as one that failed.
const unloaded = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
console.log(passed.length, failed.length + unloaded.length, skipped.length);
