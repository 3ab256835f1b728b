import { describe, expect, it, vi } from 'vitest';
import { smokeRuns } from '../../framework/__fixtures__/smoke-run';

// Real trainings, seconds each on an idle machine; a busy one gets more time.
vi.setConfig({ testTimeout: 120_000 });

const smoke = smokeRuns();

describe('e1', () => {
  it('compares five models of about equal size over three seeds', async () => {
    const { result, record, report } = await smoke('mixer/e1', '--seed', '4');
    expect(result).toMatchObject({ experiment: 'mixer/e1', preset: 'smoke', seed: 4 });
    expect(result.claims.map((claim: { expected: string }) => claim.expected)).toEqual([
      '>= -1.5 points',
      '>= -1.5 points',
      '>= 5 points',
    ]);
    for (const { value, interval, holds } of result.claims) {
      expect(interval[0]).toBeLessThanOrEqual(value);
      expect(interval[1]).toBeGreaterThanOrEqual(value);
      expect(typeof holds).toBe('boolean');
    }
    expect([...record.results.keys()].filter((name) => name.startsWith('mixer'))).toEqual([
      'mixer-seed4',
      'mixer-seed5',
      'mixer-seed6',
    ]);
    const results = [...record.results.values()] as Array<{ parameters: number; correct: string }>;
    expect(results).toHaveLength(15);
    expect(new Set(results.map(({ parameters }) => parameters))).toEqual(
      new Set([111549, 114850, 109218, 111310, 96706]),
    );
    for (const { correct } of results) expect(correct).toMatch(/^[01]{20}$/);
    expect(report).toContain('flat MLP');
    expect(report.match(/<svg/g)).toHaveLength(2);
  });
});

describe('e2', () => {
  it('trains the Mixer identically on permuted patches', async () => {
    const { result, record } = await smoke('mixer/e2');
    const [identical] = result.claims;
    expect(identical).toMatchObject({ interval: null, holds: true });
    expect(identical.value).toBeLessThan(1e-5);
    const losses = (name: string) => (record.results.get(name) as { stepLosses: number[] }).stepLosses;
    // The control: on images that no change of weights can match, the curves part at once.
    const apart = losses('mixer-normal-seed0').map((loss, step) => Math.abs(loss - losses('mixer-pixels-seed0')[step]));
    expect(Math.max(...apart)).toBeGreaterThan(1e-2);
  });
});

describe('e3', () => {
  it('shows what training added to the token-mixing weights of every block', async () => {
    const { result, record, report } = await smoke('mixer/e3');
    expect(result.files.filter((file: string) => file.endsWith('.svg'))).toHaveLength(5);
    const { before, after } = record.results.get('mixer-seed0') as Record<
      'before' | 'after',
      Array<{ rows: number; columns: number; values: number[][] }>
    >;
    expect(after.map(({ rows, columns, values }) => [rows, columns, values.length])).toEqual([
      [7, 7, 32],
      [7, 7, 32],
      [7, 7, 32],
    ]);
    expect(after[0].values).not.toEqual(before[0].values);
    expect(report).toContain('Block 1: what training added');
  });
});
