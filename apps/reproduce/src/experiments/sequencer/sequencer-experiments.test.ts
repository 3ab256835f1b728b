import { describe, expect, it, vi } from 'vitest';
import { smokeRuns } from '../../framework/__fixtures__/smoke-run';

// Real trainings, seconds each on an idle machine; a busy one gets more time.
vi.setConfig({ testTimeout: 120_000 });

const smoke = smokeRuns();

/** Parameters of the models of a record whose results are trainings. */
function parameters(results: ReadonlyMap<string, unknown>): Record<string, number> {
  return Object.fromEntries(
    [...results].map(([part, value]) => [part.replace(/-seed\d+$/, ''), (value as { parameters: number }).parameters]),
  );
}

describe('s1', () => {
  it('compares six models of about equal size', async () => {
    const { result, record, report } = await smoke('sequencer/s1', '--seed', '4');
    expect(result.claims.map((claim: { expected: string }) => claim.expected)).toEqual([
      '>= -1.5 points',
      '>= 5 points',
    ]);
    expect([...record.results.keys()].filter((name) => name.startsWith('sequencer'))).toEqual(['sequencer-seed4']);
    expect(parameters(record.results)).toEqual({
      sequencer: 117386,
      vit: 114850,
      mixer: 111549,
      cnn: 109218,
      flat: 111310,
      bag: 96706,
    });
    expect(report).toContain('flat MLP');
  });
});

describe('ablation', () => {
  it('claims what its arms can show, and names those that it leaves out', async () => {
    const { result, record, report } = await smoke('sequencer/ablation');
    expect(result.claims.map(({ claim }: { claim: string }) => claim)).toEqual([
      'Both axes minus rows only, held-out accuracy in points',
      'Two dimensions minus one sequence, held-out accuracy in points',
    ]);
    expect(Object.keys(parameters(record.results))).toEqual(['cat', 'horizontal', 'vanilla']);
    expect(report).toContain('Not part of this preset: axes added, columns only');
  });
});

describe('resolution', () => {
  it('measures every model at every size that it can take, and fine-tunes at 56', async () => {
    const { result, record, report } = await smoke('sequencer/resolution');
    type Run = {
      trained: { accuracy: number; correct: string };
      unchanged: Array<{ side: number; correct: string }>;
      tuned: { stepLosses: number[] };
    };
    const run = (id: string) => record.results.get(`${id}-seed0`) as Run;
    const sides = (id: string) => run(id).unchanged.map(({ side }) => side);
    for (const id of ['sequencer', 'vit', 'cnn', 'bag']) expect(sides(id)).toEqual([20, 24, 28, 32, 36, 40, 56]);
    expect(sides('mixer')).toEqual([28, 56]);
    for (const id of ['sequencer', 'vit', 'mixer', 'cnn', 'bag']) {
      const { trained, unchanged, tuned } = run(id);
      // At the size of the training the model is the trained one.
      expect(unchanged.find(({ side }) => side === 28)!.correct).toBe(trained.correct);
      expect(tuned.stepLosses).toHaveLength(1);
    }
    // Training and fine-tuning are logged apart.
    const kinds = new Set(record.metrics.map(({ values }) => values.kind));
    expect(kinds).toEqual(new Set(['step', 'epoch', 'tune-step', 'tune-epoch']));
    expect(result.claims.filter(({ claim }: { claim: string }) => claim.startsWith('Limit:'))).toHaveLength(2);
    expect(report).toContain('n/a');
  });
});

describe('erf', () => {
  it('finds an exact cross after one block and everything after two', async () => {
    const { result, record } = await smoke('sequencer/erf');
    const [cross, onCross, offCross] = result.claims;
    expect(cross).toMatchObject({ value: 0, holds: true });
    expect(onCross).toMatchObject({ value: 100, holds: true });
    expect(offCross).toMatchObject({ value: 100, holds: true });
    const { untrained, trained } = record.results.get('sequencer-seed0') as Record<
      'untrained' | 'trained',
      Array<{ rows: number; columns: number; values: number[] }>
    >;
    expect(untrained.map(({ rows, columns, values }) => [rows, columns, values.length])).toEqual(
      Array(3).fill([28, 28, 784]),
    );
    expect(trained[0].values).not.toEqual(untrained[0].values);
  });
});
