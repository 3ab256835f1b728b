// Reads what a test runner wrote about its own run.
import { existsSync, readFileSync } from 'node:fs';

/**
 * Counts of each suite of one run. A file that could not even be loaded, and a runner that died, count as one failure.
 *
 * @param {string[]} suites Names of the suites; what belongs to no file counts for the first.
 * @param {string} file What the runner wrote.
 * @param {number} exitCode
 * @param {(file: string) => string} suiteOf Suite of a test file. Default: the first one.
 */
export function readReports(suites, file, exitCode, suiteOf = () => suites[0]) {
  const reports = suites.map((suite) => ({ suite, passed: 0, failed: 0, skipped: 0 }));
  const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).testResults : [];
  for (const { name, status, assertionResults } of results) {
    const report = reports.find(({ suite }) => suite === suiteOf(name));
    if (status === 'failed' && assertionResults.length === 0) report.failed++;
    for (const { status: outcome } of assertionResults) {
      report[outcome === 'passed' || outcome === 'failed' ? outcome : 'skipped']++;
    }
  }
  if (exitCode !== 0 && reports.every(({ failed }) => failed === 0)) reports[0].failed = 1;
  return reports;
}

/** Sum over suites; a broken step that is no test suite counts as one failure. */
export function addReports(reports, brokenSteps) {
  const total = { passed: 0, failed: brokenSteps.filter((name) => !name.startsWith('tests: ')).length, skipped: 0 };
  for (const report of reports) {
    total.passed += report.passed;
    total.failed += report.failed;
    total.skipped += report.skipped;
  }
  return total;
}
