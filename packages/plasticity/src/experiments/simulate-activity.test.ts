import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { activitySettings, simulateActivity } from './simulate-activity';
import { validateExperiment } from './validate-experiment';

const network = plasticNetwork({ sizes: [6, 40] });
const small = { network, experiments: 8, trials: 5 };

/** Root of the mean square. */
const size = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length);

describe('simulateActivity', () => {
  it('follows Oja in closed form: activities of the weights before, weights after', () => {
    const [{ x, activity, initialWeights, weights }] = simulateActivity({ ...small, seed: 1 });
    const w = Float64Array.from(initialWeights!);
    for (let trial = 0; trial < 5; trial++) {
      for (let unit = 0; unit < 40; unit++) {
        let sum = 0;
        for (let input = 0; input < 6; input++) sum += x[trial * 6 + input] * w[input * 40 + unit];
        const y = 1 / (1 + Math.exp(-sum));
        expect(activity![trial * 40 + unit]).toBeCloseTo(y, 6);
        for (let input = 0; input < 6; input++) {
          w[input * 40 + unit] += x[trial * 6 + input] * y - y * y * w[input * 40 + unit];
          expect(weights![(trial * 6 + input) * 40 + unit]).toBeCloseTo(w[input * 40 + unit], 6);
        }
      }
    }
  });

  it('repeats exactly, shares the initial weights, and evaluates on other inputs', () => {
    const first = simulateActivity({ ...small, seed: 1 });
    expect(simulateActivity({ ...small, seed: 1 })).toEqual(first);
    const evaluation = simulateActivity({ ...small, seed: 1, purpose: 'eval' });
    for (const one of [...first.slice(1), ...evaluation]) {
      validateExperiment(one, network);
      expect(one.initialWeights).toEqual(first[0].initialWeights);
      expect(one.x).not.toEqual(first[0].x);
    }
    expect(simulateActivity({ ...small, seed: 2 })[0].initialWeights).not.toEqual(first[0].initialWeights);
  });

  it('adds noise to the recorded activities only', () => {
    const [clean] = simulateActivity({ ...small, trials: 50, seed: 1 });
    const [noisy] = simulateActivity({ ...small, trials: 50, seed: 1, noiseStd: 0.4 });
    expect(noisy.weights).toEqual(clean.weights);
    expect(noisy.x).toEqual(clean.x);
    const noise = noisy.activity!.map((value, place) => value - clean.activity![place]);
    // 2000 draws: the standard deviation is known to 1.6 %.
    expect(size(noise)).toBeCloseTo(0.4, 1);
  });

  it('replaces inputs that were not recorded and marks outputs, the same ones in all experiments', () => {
    const settings = { ...small, network: plasticNetwork({ sizes: [200, 200] }), experiments: 2, seed: 1 };
    const whole = simulateActivity(settings);
    const half = simulateActivity({ ...settings, recordedFraction: 0.5 });
    expect(half[1].recorded).toEqual(half[0].recorded);
    expect(half[0].activity).toEqual(whole[0].activity);
    const kept = half[0].recorded!.reduce((sum, mark) => sum + mark, 0);
    expect(kept).toBeGreaterThan(70);
    expect(kept).toBeLessThan(130);
    const replaced = (index: number) =>
      Array.from({ length: 200 }, (_, input) => half[index].x[input] !== whole[index].x[input]);
    expect(replaced(1)).toEqual(replaced(0));
    const count = replaced(0).filter(Boolean).length;
    expect(count).toBeGreaterThan(70);
    expect(count).toBeLessThan(130);
    expect(size(half[0].x)).toBeCloseTo(0.1, 2);
  });

  it('puts inputs that were not recorded at their mean when asked to', () => {
    const settings = { ...small, network: plasticNetwork({ sizes: [40, 5] }), recordedFraction: 0.5, seed: 1 };
    const drawn = simulateActivity(settings);
    const mean = simulateActivity({ ...settings, unrecordedInputs: 'mean' });
    const whole = simulateActivity({ ...settings, recordedFraction: 1 });
    mean.forEach((experiment, index) => {
      const known = whole[index].x.map((value, place) => (drawn[index].x[place] === value ? value : 0));
      expect(experiment.x.map((value) => value + 0)).toEqual(known);
      expect(experiment).toMatchObject({ activity: drawn[index].activity, recorded: drawn[index].recorded });
    });
    expect(mean[0].x.filter((value) => value === 0).length).toBeGreaterThan(0);
  });

  it('records one output at least', () => {
    for (const recordedDraw of ['chance', 'exact'] as const) {
      const settings = { ...small, experiments: 1, recordedFraction: 1e-9, recordedDraw };
      const [{ recorded }] = simulateActivity({ ...settings, seed: 1 });
      expect(recorded!.reduce((sum, mark) => sum + mark, 0)).toBe(1);
    }
  });

  it('records exactly the share that is asked for, other neurons with each seed', () => {
    const settings = { network: plasticNetwork({ sizes: [31, 50] }), experiments: 1, trials: 3 };
    const recordings = [1, 2, 3].map((seed) => {
      const [whole] = simulateActivity({ ...settings, seed });
      const [exact] = simulateActivity({ ...settings, seed, recordedFraction: 0.4, recordedDraw: 'exact' });
      expect(exact.recorded!.reduce((sum, mark) => sum + mark, 0)).toBe(20);
      for (let trial = 0; trial < 3; trial++) {
        const row = exact.x.subarray(31 * trial, 31 * (trial + 1));
        expect(row.filter((value, input) => value === whole.x[31 * trial + input])).toHaveLength(12);
      }
      const again = simulateActivity({ ...settings, seed, recordedFraction: 0.4, recordedDraw: 'exact' });
      expect(again).toEqual([exact]);
      return exact.recorded!;
    });
    expect(recordings[1]).not.toEqual(recordings[0]);
    expect(recordings[2]).not.toEqual(recordings[1]);
  });

  it('takes the neurons of both draws in one order', () => {
    const settings = { ...small, experiments: 1, recordedFraction: 0.5, seed: 1 };
    const [byChance] = simulateActivity({ ...settings, recordedDraw: 'chance' });
    expect(simulateActivity(settings)).toEqual([byChance]);
    const [exact] = simulateActivity({ ...settings, recordedDraw: 'exact' });
    const count = byChance.recorded!.reduce((sum, mark) => sum + mark, 0);
    const shared = byChance.recorded!.filter((mark, unit) => mark && exact.recorded![unit]).length;
    expect(shared).toBe(Math.min(count, 20));
  });

  it('offers both published settings', () => {
    const [workshop] = simulateActivity({ ...activitySettings.workshop, experiments: 1, seed: 1 });
    expect(workshop).toMatchObject({ inputs: 50, trials: 10, simulated: true });
    expect(size(workshop.x)).toBeCloseTo(0.1, 1);
    expect(size(workshop.initialWeights!)).toBeCloseTo(0.01, 3);
    const [paper] = simulateActivity({ ...activitySettings.paper, experiments: 1, trials: 2, seed: 1 });
    expect(paper.activity).toHaveLength(2000);
    expect(paper).not.toHaveProperty('weights');
    expect(size(paper.x) ** 2).toBeCloseTo(0.1, 1);
    expect(size(paper.initialWeights!) ** 2).toBeCloseTo(0.02, 3);
  });

  it.each([
    [{ unrecordedInputs: 'zero' as 'mean' }, /unrecordedInputs is zero, expected 'drawn' or 'mean'/],
    [{ recordedFraction: 0 }, /recordedFraction is 0, expected a number above 0/],
    [{ recordedDraw: 'half' as 'exact' }, /recordedDraw is half, expected 'chance' or 'exact'/],
    [{ noiseStd: Number.NaN }, /noiseStd is NaN/],
    [{ network: plasticNetwork({ sizes: [2, 10, 1] }) }, /network is \[2, 10, 1\], expected sizes \[inputs, outputs\]/],
    [{ trials: 0 }, /trials is 0/],
  ])('refuses %o', (change, text) => {
    expect(() => simulateActivity({ ...small, seed: 1, ...change })).toThrow(text);
  });
});
