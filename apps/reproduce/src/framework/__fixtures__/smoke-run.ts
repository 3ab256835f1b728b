import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readRecord } from '@perceptrons/evaluation';
import { afterAll, beforeAll, expect } from 'vitest';
import { runCommandLine } from '../../command-line';

/**
 * For a test file: runs experiments, found by their files, with preset `smoke` through the command line, in a folder that
 * is removed after the last test.
 *
 * @returns a function of the experiment's name and further options, for example `'--seed', '4'`.
 */
export function smokeRuns() {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'reproduce-smoke-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  return async (name: string, ...more: string[]) => {
    const written = { stdout: '', stderr: '' };
    const out = path.join(folder, name);
    const code = await runCommandLine([name, '--preset', 'smoke', '--json', '--out', out, ...more], {
      stdout: { write: (text) => (written.stdout += text) },
      stderr: { write: (text) => (written.stderr += text) },
      signal: new AbortController().signal,
      dataDirectory: path.join(folder, 'data'),
    });
    expect(code, written.stderr).toBe(0);
    const record = readRecord(await readFile(path.join(out, 'record.jsonl'), 'utf8'));
    return {
      result: JSON.parse(written.stdout),
      record,
      report: await readFile(path.join(out, 'report.html'), 'utf8'),
    };
  };
}
