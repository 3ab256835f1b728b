// Reads what a test runner wrote about its own run.
import { existsSync, readFileSync } from 'node:fs';

/** Counts of one suite. A file that could not even be loaded, and a runner that died, count as one failure. */
export function readReport(suite, file, exitCode) {
  if (!existsSync(file)) return { suite, passed: 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const unloaded = report.testResults.filter(
    (result) => result.status === 'failed' && result.assertionResults.length === 0,
  );
  const failed = report.numFailedTests + unloaded.length;
  return {
    suite,
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
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
