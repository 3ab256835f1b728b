import { describe, expect, it } from 'vitest';
import type { RecordedFile } from './recorded-experiment';
import { finalAccuracy } from './summary';

describe('finalAccuracy', () => {
  it('takes the mean of the ends and the range of all intervals', () => {
    const run = (seed: number, end: number) => ({
      seed,
      interval: [end - 0.02, end + 0.03] as [number, number],
      points: [
        [100, 0.1, 2],
        [200, end, 1],
      ] as [number, number, number][],
    });
    const models = { mixer: { parameters: 1, runs: [run(1, 0.5), run(2, 0.6)] } } as RecordedFile['models'];
    const range = finalAccuracy({ file: { models } as RecordedFile } as Parameters<typeof finalAccuracy>[0], 'mixer');
    expect(range.mean).toBeCloseTo(0.55);
    expect([range.low, range.high]).toEqual([0.48, 0.63]);
  });
});
