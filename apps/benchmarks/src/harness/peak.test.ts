import { describe, expect, it } from 'vitest';
import { bestPeakKind, peakLoop } from './peak';

describe('peakLoop', () => {
  it('computes every round: x = 0.999 x + 0.001 for twelve chains that start at 0 to 11', () => {
    const sum = (rounds: number) => {
      let total = 0;
      for (let start = 0; start < 12; start++) {
        // The fixed point is 1, and the distance to it shrinks by 0.999 a round.
        total += 1 + (start - 1) * 0.999 ** rounds;
      }
      return total;
    };
    for (const rounds of [1, 2, 1000]) expect(peakLoop(48 * rounds)()).toBeCloseTo(sum(rounds), 2);
  });

  it('takes the fused instruction where the engine has it, and says what is missing where not', () => {
    if (bestPeakKind() === 'plain') expect(() => peakLoop(48, 'fused')).toThrow('no fused SIMD multiply-add');
    else expect(peakLoop(48, 'fused')()).toBeCloseTo(12 + 54 * 0.999, 2);
  });
});
