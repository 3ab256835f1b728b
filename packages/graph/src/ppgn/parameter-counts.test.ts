import { describe, expect, it } from 'vitest';
import { ppgn } from './ppgn';
import type { PpgnConfig } from './ppgn-config';

// Data sets with their channels and classes, and the parameters of the three published versions.
const published: [string, channels: number, classes: number, v1: number, v2: number, v3: number][] = [
  ['COLLAB, IMDB-M', 1, 3, 2_414_409, 2_949_411, 1_387_017],
  ['IMDB-B', 1, 2, 2_412_006, 2_949_154, 1_385_478],
  ['MUTAG', 8, 2, 2_420_406, 2_957_554, 1_390_854],
  ['NCI1', 38, 2, 2_456_406, 2_993_554, 1_413_894],
  ['NCI109', 39, 2, 2_457_606, 2_994_754, 1_414_662],
  ['PROTEINS', 4, 2, 2_415_606, 2_952_754, 1_387_782],
  ['PTC', 23, 2, 2_438_406, 2_975_554, 1_402_374],
];

function parameters(config: PpgnConfig): number {
  const model = ppgn({ kernelInitializer: 'zeros', ...config });
  const count = model.countParams();
  const fixed = model.nonTrainableWeights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a! * b!, 1)!, 0);
  model.dispose();
  return count - fixed;
}

describe('parameter counts', () => {
  it.each(published)('%s: all three published versions', (_, inputChannels, outputUnits, v1, v2, v3) => {
    const sizes = { inputChannels, outputUnits };
    const wide = { ...sizes, blockWidths: [400, 400, 400] };
    expect(parameters(wide)).toBe(v1);
    expect(parameters({ ...wide, suffix: 'old' })).toBe(v2);
    expect(parameters({ ...sizes, blockWidths: [256, 256, 256], mlpDepth: 3 })).toBe(v3);
  });

  it('QM9, with twelve targets and with one', () => {
    const qm9: PpgnConfig = { inputChannels: 19, blockWidths: [400, 400, 400], suffix: 'old' };
    expect(parameters({ ...qm9, outputUnits: 12 })).toBe(2_973_324);
    expect(parameters({ ...qm9, outputUnits: 1 })).toBe(2_970_497);
  });

  it('the network of the BREC benchmark', () => {
    expect(parameters({ preset: 'brec' })).toBe(23_184);
  });

  it('small networks for MUTAG', () => {
    expect(parameters({ inputChannels: 8, outputUnits: 2 })).toBe(16_998);
    expect(parameters({ inputChannels: 8, outputUnits: 2, blockWidths: [16, 16, 16] })).toBe(4_662);
  });
});
