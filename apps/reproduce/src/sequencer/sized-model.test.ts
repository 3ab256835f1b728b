import { describe, expect, it } from 'vitest';
import type { ResolutionRun } from './measure-sizes';
import { band, sizedModel, tunedSide } from './sized-model';

const trained = { parameters: 1, accuracy: 0.5, curve: [], stepLosses: [], correct: '01' };
const identity = { id: 'vit', name: 'ViT', role: 'baseline' } as const;

/** A run that is right about both images at 28, about the first alone in the band, and about none at 56. */
function run(sides: readonly number[]): ResolutionRun {
  const measured = (side: number) => {
    if (side === 28) return { side, accuracy: 1, correct: '11' };
    return side === tunedSide ? { side, accuracy: 0, correct: '00' } : { side, accuracy: 0.5, correct: '10' };
  };
  return { trained, unchanged: sides.map(measured), tuned: { ...trained, accuracy: 0.75 } };
}

describe('sizedModel', () => {
  it('gives percentages by size, over the band, and what was lost', () => {
    const model = sizedModel(identity, [run([...band, 28, 56]), run([...band, 28, 56])]);
    expect(model.at(28)).toEqual([100, 100]);
    expect(model.at(56)).toEqual([0, 0]);
    expect(model.at(48)).toBeUndefined();
    expect(model.overBand).toEqual([50, 50]);
    expect(model.lostInBand).toEqual([50, 50]);
    expect([...model.bandPerImage!]).toEqual([100, 0]);
    expect(model.tuned).toEqual([75, 75]);
  });

  it('has no band for a model that takes whole multiples alone', () => {
    const model = sizedModel(identity, [run([28, 56])]);
    expect(model.overBand).toBeUndefined();
    expect(model.lostInBand).toBeUndefined();
    expect(model.bandPerImage).toBeUndefined();
    expect(model.at(56)).toEqual([0]);
  });
});
