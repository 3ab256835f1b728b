import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { termIndex } from '../rules/rule';
import { PlasticLayer } from './plastic-layer';
import { type SyntheticFly, syntheticFlies } from './synthetic-flies';
import { validateExperiment } from './validate-experiment';

const network = plasticNetwork({ sizes: [2, 1] });
const decayOf = ({ rule }: { rule: { coefficients: Float64Array } }) => rule.coefficients[termIndex([0, 0, 1, 0])];

/** Percent of the deviance that the true rule explains, from the weights where the model starts. */
function percentDeviance(fly: SyntheticFly): number {
  const layer = new PlasticLayer(fly.rule, network, fly.initialWeights!);
  const still = new PlasticLayer(fly.rule, network, fly.initialWeights!);
  let deviance = 0;
  let nullDeviance = 0;
  const surprise = (plastic: PlasticLayer, x: Float32Array, accept: boolean) => {
    plastic.present(x);
    return Math.log1p(Math.exp(accept ? -plastic.logit() : plastic.logit()));
  };
  for (let trial = 0; trial < fly.trials; trial++) {
    for (let presentation = 0; presentation < fly.lengths[trial]; presentation++) {
      const cell = trial * fly.longest + presentation;
      const x = fly.x.subarray(2 * cell, 2 * cell + 2);
      deviance += surprise(layer, x, fly.decisions![cell] === 1);
      nullDeviance += surprise(still, x, fly.decisions![cell] === 1);
      if (presentation === fly.lengths[trial] - 1) layer.update(x, fly.rewardTerm[trial]);
    }
  }
  return (100 * (nullDeviance - deviance)) / nullDeviance;
}
const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);
const quantile = (values: number[], share: number) =>
  values.sort((one, other) => one - other)[Math.round(share * (values.length - 1))];

describe('syntheticFlies', () => {
  it('says everywhere that no animal made the data', () => {
    const flies = syntheticFlies({ seed: 5 });
    expect(flies).toHaveLength(18);
    flies.forEach((fly, index) => {
      validateExperiment(fly, network);
      expect(fly).toMatchObject({
        simulated: true,
        seed: 5,
        trials: 240,
        name: `syntheticFly ${index} (train, seed 5)`,
      });
      expect(fly.longest).toBeLessThanOrEqual(400);
      expect(fly.initialWeights).toEqual(flies[0].initialWeights);
    });
  });

  it('draws a decay for each fly, and exactly 0 for the control', () => {
    const decays = [1, 2, 3, 4, 5].flatMap((seed) => syntheticFlies({ seed }).map(decayOf));
    expect(decays.every((decay) => decay <= 0)).toBe(true);
    const mean = decays.reduce((sum, decay) => sum + decay, 0) / decays.length;
    // 90 flies: three standard errors of 0.03.
    expect(Math.abs(mean + 0.06)).toBeLessThan(0.01);
    expect(syntheticFlies({ seed: 1, decay: false }).every((fly) => decayOf(fly) === 0)).toBe(true);
  });

  it('matches the control to the level of real flies, whose fits have a median of 5.85 % and a mean of 6.19 %', () => {
    const values = seeds(10).flatMap((seed) => syntheticFlies({ seed, decay: false }).map(percentDeviance));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // Four fitted coefficients add about 0.6 points in-sample to what the true rule explains.
    expect(quantile(values, 0.5)).toBeGreaterThan(4);
    expect(quantile(values, 0.5)).toBeLessThan(7);
    expect(mean).toBeGreaterThan(4);
    expect(mean).toBeLessThan(7.5);
  });

  it('repeats exactly, and evaluation flies are others', () => {
    const flies = syntheticFlies({ seed: 5, flies: 3 });
    expect(syntheticFlies({ seed: 5, flies: 3 })).toEqual(flies);
    const others = syntheticFlies({ seed: 5, flies: 3, purpose: 'eval' });
    for (const other of others) {
      for (const fly of flies) expect(other.rule).not.toEqual(fly.rule);
    }
  });

  it('draws coefficients again until no trial is longer than allowed', () => {
    const longest = Math.max(...syntheticFlies({ seed: 5 }).map((fly) => fly.longest));
    const limited = syntheticFlies({ seed: 5, maximumPresentations: longest - 1 });
    expect(Math.max(...limited.map((fly) => fly.longest))).toBeLessThan(longest);
    expect(() => syntheticFlies({ seed: 5, flies: 1, maximumPresentations: 1, trialsPerBlock: 20 })).toThrow(
      /syntheticFly 0 \(train, seed 5\): each of 1000 draws/,
    );
  });

  it('refuses a spread below 0', () => {
    expect(() => syntheticFlies({ seed: 1, driftStd: -1 })).toThrow(/driftStd is -1, expected a finite number from 0/);
  });
});
