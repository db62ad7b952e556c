/** Prints "passed failed skipped" of a vitest JSON report. Only tests against Qdrant may be skipped: see test/live. */
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = report.testResults.flatMap((file) => file.assertionResults);
const skipped = tests.filter(
  ({ status, fullName }) => !['passed', 'failed'].includes(status) && !/qdrant/i.test(fullName),
);
for (const { fullName } of skipped) console.error(`skipped: ${fullName}`);
// A file that could not be loaded has no tests in it, and counts as one that failed.
const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
console.log(report.numPassedTests, report.numFailedTests + unloaded.length, skipped.length);
