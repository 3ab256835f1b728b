import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { addReports, readReport } from './test-report.mjs';

function reportFile(report: object): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'report-')), 'report.json');
  writeFileSync(file, JSON.stringify(report));
  return file;
}

const counts = { numPassedTests: 3, numFailedTests: 1, numPendingTests: 2, numTodoTests: 0 };

describe('readReport', () => {
  it('takes the counts of the runner', () => {
    const file = reportFile({ ...counts, testResults: [] });
    expect(readReport('node', file, 1)).toEqual({ suite: 'node', passed: 3, failed: 1, skipped: 2 });
  });

  it('counts a file that could not be loaded as a failure', () => {
    const file = reportFile({ ...counts, testResults: [{ status: 'failed', assertionResults: [] }] });
    expect(readReport('node', file, 1).failed).toBe(2);
  });

  it('counts a runner that died without a report as a failure', () => {
    expect(readReport('node', 'nowhere.json', 134).failed).toBe(1);
  });

  it('counts a runner that failed after its last test as a failure', () => {
    const file = reportFile({ ...counts, numFailedTests: 0, testResults: [] });
    expect(readReport('node', file, 1).failed).toBe(1);
  });
});

describe('addReports', () => {
  it('adds broken steps that are no suites to the failures', () => {
    const reports = [{ suite: 'node', passed: 3, failed: 1, skipped: 2 }];
    expect(addReports(reports, ['types', 'tests: node'])).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });
});
