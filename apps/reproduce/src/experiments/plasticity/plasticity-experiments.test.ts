import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readRecord } from '@perceptrons/evaluation';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../command-line';

// Real inferences, a second or two each on an idle machine; a busy one gets more time.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'reproduce-plasticity-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface ReportedClaim {
  claim: string;
  value: number;
  interval: [number, number] | null;
  expected: string;
}

/** Runs an experiment's smoke preset through the command line, with the experiments found by their files. */
async function smoke(name: string, ...more: string[]) {
  const written = { stdout: '', stderr: '' };
  const out = path.join(folder, name);
  const code = await runCommandLine([name, '--preset', 'smoke', '--json', '--backend', 'cpu', '--out', out, ...more], {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    signal: new AbortController().signal,
    dataDirectory: path.join(folder, 'data'),
  });
  expect(code, written.stderr).toBe(0);
  const record = readRecord(await readFile(path.join(out, 'record.jsonl'), 'utf8'));
  const claims = JSON.parse(written.stdout).claims as ReportedClaim[];
  return { claims, record, stderr: written.stderr, report: await readFile(path.join(out, 'report.md'), 'utf8') };
}

describe('oja', () => {
  it('measures cells of the published table beside its scores', async () => {
    const { claims, record, report } = await smoke('plasticity/oja', '--seed', '3');
    expect(claims.map(({ expected }) => expected)).toEqual([
      '>= 0.9796 (published 0.9996)',
      '>= 0.8755 (published 0.8955)',
      ...Array(3).fill('>= 0.7074 (published 0.7274)'),
    ]);
    expect(claims[2].claim).toContain('recorded 50% by chance, other inputs at their mean');
    expect(claims[3].claim).toContain('recorded exactly 50%, Adam');
    expect(claims[4].claim).toContain('recorded 50% by chance, Adam');
    expect([...record.results.keys()]).toHaveLength(20);
    for (const seed of [3, 4]) {
      expect(record.results.get(`adam-noise0-exactly0.5-seed${seed}`)).toMatchObject({ recordedInputs: 3 });
    }
    const noiseFree = record.results.get('gaussNewton-noise0-recorded1-seed3') as {
      parameters: number[];
      stacked: number;
    };
    // Without noise Gauss-Newton finds the rule itself: 1 at x y, -1 at y^2 w.
    expect(noiseFree.parameters[36]).toBeCloseTo(1, 3);
    expect(noiseFree.parameters[21]).toBeCloseTo(-1, 2);
    expect(noiseFree.stacked).toBeGreaterThan(0.999);
    expect(report).toContain('Reductions: 6 neurons');
    // The whole published table, with ours where it was run.
    expect(report).toMatch(/0\.8955 \(0\.\d{4}\) \| 0\.8839 \|/);
  });

  it('takes finished parts from the record', async () => {
    const again = await smoke('plasticity/oja', '--seed', '3', '--resume');
    expect(again.stderr).toContain('adam-noise0-recorded1-seed3: taken from the record');
  });
});

describe('behaviour', () => {
  it('infers series and perceptron by both optimizers, with equal data', async () => {
    const { claims, record, report } = await smoke('plasticity/behaviour');
    expect(claims).toHaveLength(23);
    expect(claims.slice(-3).map(({ claim }) => claim)).toEqual([
      'x*r - 0.05*y, sessions that constrain the decay, the 15 terms of total power up to 2: its coefficient',
      'x*r - 0.05*y, sessions that constrain the decay, the 31 terms of total power up to 3: its coefficient',
      'x^2*r - 0.05*x*y*r, sessions that constrain the decay, its own 2 terms: its coefficient',
    ]);
    for (const { value, interval } of claims) {
      if (interval === null) continue;
      expect(interval[0]).toBeLessThanOrEqual(value);
      expect(interval[1]).toBeGreaterThanOrEqual(value);
    }
    const of = (name: string) => record.results.get(name) as { parameters: number[]; objective: number };
    expect(of('rule1-taylor-adam-seed0').parameters).toHaveLength(81);
    expect(of('rule2-mlp-gauss-newton-seed0').parameters).toHaveLength(61);
    // Three iterations of Gauss-Newton are worth more than three epochs of Adam.
    expect(of('rule1-taylor-gauss-newton-seed1').objective).toBeLessThan(of('rule1-taylor-adam-seed1').objective);
    // The terms of the rule alone: two coefficients with their standard errors.
    const own = record.results.get('rule2-own-terms-seed0') as { parameters: number[]; standardErrors: number[] };
    const places = own.parameters.flatMap((value, place) => (value === 0 ? [] : [place]));
    expect(places).toEqual([9, 29]);
    for (const place of places) expect(own.standardErrors[place]).toBeGreaterThan(0);
    const constraints = record.results.get('rule2-constraints-seed0') as {
      terms: Array<{ value: number; alone: number; amongAll: number | null }>;
    };
    for (const { alone, amongAll } of constraints.terms) {
      expect(amongAll ?? Number.POSITIVE_INFINITY).toBeGreaterThan(alone);
    }
    expect(report).toContain('coefficient of y');
    expect(report).toContain('All animals are simulated.');
  });
});

describe('flies', () => {
  it('tests groups with decay and groups of a matched control without, and calls them simulated', async () => {
    const { claims, record, report } = await smoke('plasticity/flies');
    expect(claims.map(({ expected }) => expected)).toEqual([
      expect.stringMatching(/^within [0-9.]+ of 0$/),
      '>= 0.8',
      '<= 0.05, 1 of 20',
      '<= 0.05, 1 of 20',
      '< 0',
    ]);
    expect([...record.results.keys()]).toEqual([
      'match',
      'match-recorded-level',
      'decay-seed0',
      'decay-seed1',
      'control-seed0',
      'control-seed1',
      'recorded-level-seed0',
      'recorded-level-seed1',
    ]);
    const control = record.results.get('control-seed0') as {
      flies: number;
      withWeight: number[];
      withoutWeight: number[];
      draws: number;
    };
    expect(control).toMatchObject({ flies: 5, draws: 3 });
    // The larger rule contains the smaller one.
    control.withWeight.forEach((value, fly) => {
      expect(value).toBeGreaterThanOrEqual(control.withoutWeight[fly]);
    });
    expect(report).toContain('All flies are simulated.');
    expect(report).toContain('What they cannot show: that flies forget');
    expect(report).toContain('no evidence by itself');
    expect(report).toContain('| published, 18 recorded flies | 5.85 | 7.06 |');
  });
});
