import { describe, expect, it } from 'vitest';
import { plasticNetwork } from '../networks/plastic-network';
import { parametersOf, termIndex } from '../rules/rule';
import { smallExperiment, taylor } from './__fixtures__/small-experiments';
import { AbortedError } from './aborted-error';
import { bootstrapAnimals } from './bootstrap-animals';
import { coefficientIntervals } from './coefficient-intervals';
import { inferPlasticity } from './infer-plasticity';
import { regularisationPath } from './regularisation-path';

const network = plasticNetwork({ sizes: [2, 4, 1] });
const truth = taylor([[[1, 0, 0, 1], 1]]);
const experiments = Array.from({ length: 8 }, (_, seed) => {
  return smallExperiment({ network, rule: truth, trials: 30, longest: 2, seed, inputDeviation: 1 });
});
const rule = taylor([], ([x, y, w, r]) => x + w + r <= 2 && y === 0);
const rewardedInput = termIndex([1, 0, 0, 1]);
const options = { experiments, network, rule, penalty: { l1: 0.005 } };

describe('bootstrapAnimals', () => {
  it('gives intervals that hold the truth and a share of selection, and repeats exactly', async () => {
    const reports: number[] = [];
    const first = await bootstrapAnimals({ ...options, draws: 20, seed: 3, onDraw: ({ draw }) => reports.push(draw) });
    const { low, high, value } = first.intervals[rewardedInput];
    expect(value).toBe(parametersOf(first.result.rule)[rewardedInput]);
    expect(low).toBeLessThan(1);
    expect(high).toBeGreaterThan(0.8);
    expect(high - low).toBeGreaterThan(0.01);
    expect(first.selected[rewardedInput]).toBe(1);
    expect(first.selected[termIndex([0, 1, 0, 0])]).toBe(0);
    expect([first.animals, first.parameters.length]).toEqual([8, 20 * 81]);
    expect(reports).toEqual([...Array(20).keys()]);
    expect(await bootstrapAnimals({ ...options, draws: 20, seed: 3 })).toEqual(first);
    expect((await bootstrapAnimals({ ...options, draws: 20, seed: 4 })).parameters).not.toEqual(first.parameters);
  });

  it('refits to the result of the drawn animals alone', async () => {
    const two = experiments.slice(0, 2);
    const { result, parameters } = await bootstrapAnimals({ ...options, experiments: two, draws: 20, seed: 1 });
    const alone = await Promise.all(
      [[two[0]], [two[1]], two].map((drawn) => inferPlasticity({ ...options, experiments: drawn, rule: result.rule })),
    );
    for (let draw = 0; draw < 20; draw++) {
      const value = parameters[draw * 81 + rewardedInput];
      const distances = alone.map((fit) => Math.abs(parametersOf(fit.rule)[rewardedInput] - value));
      expect(Math.min(...distances)).toBeLessThan(1e-9);
    }
  });

  it('keeps the experiments of an animal together', async () => {
    const animalOf = ({ name }: { name: string }) => (Number(name.split(' ')[1]) < 4 ? 'first' : 'second');
    const { animals, parameters } = await bootstrapAnimals({ ...options, draws: 20, animalOf });
    expect(animals).toBe(2);
    const values = Array.from({ length: 20 }, (_, draw) => parameters[draw * 81 + rewardedInput].toFixed(4));
    expect(new Set(values).size).toBeLessThanOrEqual(3);
  });

  it('ends with the draws so far when it is aborted', async () => {
    const controller = new AbortController();
    const onDraw = ({ draw }: { draw: number }) => draw === 4 && controller.abort('enough');
    const settings = { ...options, draws: 30, onDraw, signal: controller.signal };
    const error = await bootstrapAnimals(settings).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ cause: 'enough', partial: { draws: 5 } });
  });

  it.each([
    ['three draws', { draws: 3 }, 'plasticity/draws'],
    ['a level of 95', { level: 95 }, 'plasticity/level'],
    ['one animal', { experiments: experiments.slice(0, 1) }, 'plasticity/animals'],
  ])('refuses %s', async (_, wrong, code) => {
    await expect(bootstrapAnimals({ ...options, ...wrong })).rejects.toMatchObject({ code });
  });
});

describe('regularisationPath', () => {
  it('goes from no term to many, chooses the true one by BIC and refits it without the penalty', async () => {
    const { steps, chosen, refit } = await regularisationPath({ experiments, network, rule });
    expect(steps).toHaveLength(12);
    expect(steps[0].terms).toBe(0);
    expect(steps.at(-1)!.terms).toBeGreaterThan(steps[chosen].terms);
    const shrunken = parametersOf(steps[chosen].result.rule)[rewardedInput];
    const value = parametersOf(refit.rule)[rewardedInput];
    expect(value).toBeGreaterThan(shrunken);
    expect(Math.abs(value - 1)).toBeLessThan(3 * refit.standardErrors![rewardedInput]);
    steps.slice(1).forEach(({ lambda, result }, index) => {
      expect(lambda).toBeLessThan(steps[index].lambda);
      expect(result.loss).toBeLessThanOrEqual(steps[index].result.loss + 1e-9);
    });
  });

  it('chooses by the loss of held-out experiments where there are some', async () => {
    const held = { experiments: experiments.slice(0, 6), heldOut: experiments.slice(6), lambdas: [10, 0.1, 0] };
    const { steps, chosen } = await regularisationPath({ ...held, network, rule });
    // Without penalty nine terms follow the noise of 180 trials.
    expect(chosen).toBe(1);
    expect(steps[1].heldOutLoss).toBeLessThan(steps[0].heldOutLoss);
    expect(steps[1].heldOutLoss).toBeLessThan(steps[2].heldOutLoss);
    expect(steps[1].result.loss).toBeGreaterThan(steps[2].result.loss);
  });

  it.each([
    [{ lambdas: [-1] }, 'plasticity/lambdas'],
    [{ loss: 'both' as const }, 'plasticity/path'],
  ])('refuses %o', async (wrong, code) => {
    await expect(regularisationPath({ experiments, network, rule, ...wrong })).rejects.toMatchObject({ code });
  });
});

describe('coefficientIntervals', () => {
  it('reaches 1.959964 standard errors to both sides for 95 %', () => {
    const standardErrors = new Float64Array(81).fill(Number.NaN);
    standardErrors[rewardedInput] = 0.1;
    const intervals = coefficientIntervals({ rule: truth, standardErrors });
    expect(intervals[rewardedInput].low).toBeCloseTo(1 - 0.1959964, 6);
    expect(intervals[rewardedInput].high).toBeCloseTo(1 + 0.1959964, 6);
    expect(intervals[0].low).toBeNaN();
  });

  it('refuses results without standard errors, and a level of 95', () => {
    expect(() => coefficientIntervals({ rule: truth })).toThrow(
      expect.objectContaining({ code: 'plasticity/no-standard-errors' }),
    );
    const result = { rule: truth, standardErrors: new Float64Array(81) };
    expect(() => coefficientIntervals(result, { level: 95 })).toThrow(
      expect.objectContaining({ code: 'plasticity/level' }),
    );
  });
});
