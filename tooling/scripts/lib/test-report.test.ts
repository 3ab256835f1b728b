import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addReports, readReports } from './test-report.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function reportFile(testResults: object[]): string {
  const file = path.join(folder, `${files++}.json`);
  writeFileSync(file, JSON.stringify({ testResults }));
  return file;
}

const outcomes = (...list: string[]): object[] => list.map((status) => ({ status }));
const mixed = { name: 'a.test.ts', status: 'failed', assertionResults: outcomes('passed', 'failed', 'passed', 'todo') };
const good = { name: 'b.webgpu.test.ts', status: 'passed', assertionResults: outcomes('passed', 'skipped') };
const unloaded = { name: 'c.test.ts', status: 'failed', assertionResults: [] };
const suiteOf = (name: string): string => (name.endsWith('.webgpu.test.ts') ? 'webgpu' : 'node');

describe('readReports', () => {
  it('counts the tests of each suite of a run', () => {
    expect(readReports(['node', 'webgpu'], reportFile([mixed, good]), 1, suiteOf)).toEqual([
      { suite: 'node', passed: 2, failed: 1, skipped: 1 },
      { suite: 'webgpu', passed: 1, failed: 0, skipped: 1 },
    ]);
  });

  it('counts a file that could not be loaded as a failure', () => {
    expect(readReports(['node'], reportFile([mixed, unloaded]), 1)[0].failed).toBe(2);
  });

  it('counts a runner that died without a report as a failure', () => {
    expect(readReports(['node'], path.join(folder, 'nowhere.json'), 134)[0].failed).toBe(1);
  });

  it('counts a runner that failed after its last test as a failure', () => {
    expect(readReports(['node', 'webgpu'], reportFile([good]), 1, suiteOf).map(({ failed }) => failed)).toEqual([1, 0]);
  });
});

describe('addReports', () => {
  it('adds broken steps that are no suites to the failures', () => {
    const reports = [{ suite: 'node', passed: 3, failed: 1, skipped: 2 }];
    expect(addReports(reports, ['types', 'tests: node'])).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });
});
