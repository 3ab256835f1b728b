import { describe, expect, it } from 'vitest';
import { termName } from '../evaluation/coefficient-names';
import { plasticNetwork } from '../networks/plastic-network';
import { parametersOf, termIndex } from '../rules/rule';
import { perceptron, smallExperiment, taylor } from './__fixtures__/small-experiments';
import { AbortedError } from './aborted-error';
import { DivergedError } from './diverged-error';
import { inferPlasticity } from './infer-plasticity';
import type { InferenceProgress } from './inference-options';
import { normalEquationsAt, type Problem } from './normal-equations';
import { packExperiment } from './packed-experiment';

const oja = taylor([
  [[1, 1, 0, 0], 1],
  [[0, 2, 1, 0], -1],
]);
const outputs = plasticNetwork({ sizes: [6, 6] });
const recordings = Array.from({ length: 8 }, (_, seed) => {
  return smallExperiment({ network: outputs, rule: oja, trials: 12, seed, inputDeviation: 1 });
});

const chooser = plasticNetwork({ sizes: [2, 4, 1] });
const rewarded = taylor([
  [[1, 0, 0, 1], 1],
  [[0, 0, 1, 0], -0.1],
]);
const choices = Array.from({ length: 6 }, (_, seed) => {
  return smallExperiment({ network: chooser, rule: rewarded, trials: 60, longest: 3, seed, inputDeviation: 1 });
});
const fewTerms = taylor([], ([x, y, w, r]) => x + y + w + r <= 2 && y === 0);

describe('inferPlasticity with Gauss-Newton', () => {
  it('finds all 27 coefficients of a rule without noise', async () => {
    const start = taylor([], ([, , , r]) => r === 0);
    const options = { experiments: recordings, network: outputs, rule: start, iterations: 100, tolerance: 0 };
    const { rule, loss, history } = await inferPlasticity(options);
    parametersOf(rule).forEach((value, place) => {
      expect(Math.abs(value - oja.coefficients[place]), termName(place)).toBeLessThan(1e-3);
    });
    // What is left is the rounding of the recordings to float32.
    expect(loss).toBeLessThan(1e-13);
    expect(history.every(({ objective }, k) => k === 0 || objective < history[k - 1].objective)).toBe(true);
  });

  it('explains decisions, keeps masked terms at 0 and repeats to the last bit', async () => {
    const options = { experiments: choices, network: chooser, rule: fewTerms, penalty: { l1: 0.002 } };
    const first = await inferPlasticity(options);
    const coefficients = parametersOf(first.rule);
    const error = first.standardErrors![termIndex([1, 0, 0, 1])];
    expect(first.converged).toBe(true);
    expect(Math.abs(coefficients[termIndex([1, 0, 0, 1])] - 1)).toBeLessThan(3 * error);
    coefficients.forEach((value, place) => {
      if (!fewTerms.mask[place]) expect(value).toBe(0);
    });
    expect(first.loss).toBeLessThan(Math.LN2);
    expect(first.objective).toBeCloseTo(
      first.loss + 0.002 * coefficients.reduce((sum, value) => sum + Math.abs(value), 0),
      14,
    );
    expect(await inferPlasticity(options)).toEqual(first);
  });

  it('meets the conditions of the penalised minimum', async () => {
    const penalty = { l1: 0.003, l2: 0.001 };
    const options = { experiments: choices, network: chooser, rule: fewTerms, penalty, tolerance: 0, iterations: 200 };
    const { rule } = await inferPlasticity(options);
    const free = Int32Array.from(fewTerms.mask.keys()).filter((place) => fewTerms.mask[place] === 1);
    const experiments = choices.map((experiment) => packExperiment(experiment, chooser));
    const fixed = { loss: 'behavior', lossMean: 'valid', fitInitialWeights: false } as const;
    const problem: Problem = { experiments, network: chooser, rule, free, ...fixed };
    const point = Float64Array.from(free, (place) => parametersOf(rule)[place]);
    const { gradient } = normalEquationsAt(problem, point);
    gradient.forEach((value, k) => {
      const slope = value + 2 * penalty.l2 * point[k];
      if (point[k] === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(penalty.l1 + 1e-7);
      else expect(Math.abs(slope + penalty.l1 * Math.sign(point[k]))).toBeLessThan(1e-7);
    });
  });

  it('has the standard errors of the inverse Fisher information for experiments of equal size', async () => {
    const rule = taylor([], ([x, y, w, r]) => x === r && y === 0 && w === 0 && x < 2);
    const equal = choices.slice(0, 1);
    const { standardErrors, covariance, information } = await inferPlasticity({
      experiments: equal,
      network: chooser,
      rule,
    });
    const [a, b] = [0, termIndex([1, 0, 0, 1])];
    const count = equal[0].lengths.reduce((sum, length) => sum + length, 0);
    const at = (row: number, column: number) => count * information![row * 81 + column];
    const determinant = at(a, a) * at(b, b) - at(a, b) ** 2;
    expect(standardErrors![a]).toBeCloseTo(Math.sqrt(at(b, b) / determinant), 9);
    expect(standardErrors![b]).toBeCloseTo(Math.sqrt(at(a, a) / determinant), 9);
    expect(covariance![a * 81 + b]).toBeCloseTo(-at(a, b) / determinant, 9);
    expect(standardErrors![1]).toBeNaN();
  });

  it('says that a term without any effect has no finite standard error', async () => {
    const silent = choices.map((experiment) => ({ ...experiment, rewardTerm: new Float32Array(experiment.trials) }));
    const rule = taylor([], ([x, y, w, r]) => y === 0 && w === 0 && x < 2 && (r === 0 || (r === 1 && x === 1)));
    const { standardErrors } = await inferPlasticity({
      experiments: silent,
      network: chooser,
      rule,
      uncertainty: 'all',
    });
    expect(standardErrors![termIndex([1, 0, 0, 1])]).toBe(Number.POSITIVE_INFINITY);
    expect(standardErrors![termIndex([1, 0, 0, 0])]).toBeLessThan(1);
  });

  it('fits the weights before the first trial', async () => {
    const shared = smallExperiment({ network: chooser, rule: rewarded, trials: 1, seed: 77 }).initialWeights!;
    const unknown = choices.map(({ initialWeights: _, ...experiment }) => experiment);
    const options = { experiments: unknown, network: chooser, rule: fewTerms, startingWeights: shared };
    const fixed = await inferPlasticity(options);
    const fitted = await inferPlasticity({ ...options, initialWeights: 'fit' });
    expect(fitted.loss).toBeLessThan(fixed.loss);
    expect(fitted.initialWeights).toHaveLength(8);
    const again = await inferPlasticity({
      ...options,
      rule: fitted.rule,
      startingWeights: fitted.initialWeights,
      iterations: 1,
    });
    expect(again.history[0].loss).toBeLessThanOrEqual(fitted.loss);
  });

  it('lowers the loss of a perceptron, and keeps the best of several starts', async () => {
    const options = { experiments: choices, network: chooser, rule: perceptron(4, 3, 0.01), iterations: 12 };
    const one = await inferPlasticity(options);
    expect(one.history.at(-1)!.loss).toBeLessThan(one.history[0].loss);
    const several = await inferPlasticity({ ...options, restarts: 3, seed: 5 });
    expect(several.restarts).toHaveLength(3);
    expect(several.restarts[0].loss).toBe(one.loss);
    expect(several.loss).toBe(Math.min(...several.restarts.map(({ loss }) => loss)));
    expect(new Set(several.restarts.map(({ loss }) => loss)).size).toBe(3);
  });

  it('goes on after a drawn start from which the weights diverge, unless it is told to throw', async () => {
    const options = {
      experiments: choices,
      network: chooser,
      rule: fewTerms,
      iterations: 3,
      uncertainty: 'none',
    } as const;
    const wild = { ...options, restarts: 2, restartDeviation: 100, seed: 1 };
    const found = await inferPlasticity(wild);
    expect(found.restarts.map(({ objective }) => Number.isFinite(objective))).toEqual([true, false]);
    expect(found.rule).toEqual((await inferPlasticity(options)).rule);
    await expect(inferPlasticity({ ...wild, onDiverge: 'throw' })).rejects.toBeInstanceOf(DivergedError);
  });
});

describe('inferPlasticity with Adam', () => {
  it('takes the first step that its formula gives: the learning rate against each sign', async () => {
    const rule = taylor([[[0, 0, 1, 0], -0.05]], ([x, y, w, r]) => y === 0 && x + w + r <= 1);
    const options = {
      experiments: choices,
      network: chooser,
      rule,
      optimizer: 'adam',
      epochs: 1,
      batch: 'full',
    } as const;
    const gradient = Float64Array.from({ length: 81 }, (_, place) => ((place * 7) % 11) - 4.5);
    const gradientOf = () => ({ loss: 1, gradient });
    const { rule: found } = await inferPlasticity({ ...options, gradientOf, learningRate: 0.01, penalty: { l1: 1 } });
    rule.mask.forEach((free, place) => {
      const before = rule.coefficients[place];
      const slope = gradient[place] + Math.sign(before);
      // m / (1 - 0.9) = slope and v / (1 - 0.999) = slope^2 after one step.
      const after = free ? before - (0.01 * slope) / (Math.abs(slope) + 1e-8) : 0;
      expect(parametersOf(found)[place]).toBeCloseTo(after, 15);
    });
  });

  it('takes a step for each experiment, clips, and approaches the result of Gauss-Newton', async () => {
    const shared = { experiments: choices, network: chooser, rule: fewTerms, penalty: { l1: 0.002 } };
    const best = await inferPlasticity(shared);
    const adam = { ...shared, optimizer: 'adam', epochs: 60, learningRate: 0.02 } as const;
    const found = await inferPlasticity(adam);
    expect(found.iterations).toBe(60);
    expect(found.objective).toBeGreaterThan(best.objective);
    expect(found.objective).toBeLessThan(best.objective + 0.005);
    const clipped = await inferPlasticity({ ...adam, epochs: 3, clipNorm: 1e-9 });
    expect(parametersOf(clipped.rule)).not.toEqual(parametersOf((await inferPlasticity({ ...adam, epochs: 3 })).rule));
  });

  it('fits initial weights too', async () => {
    const options = { experiments: choices, network: chooser, rule: rewarded, optimizer: 'adam', epochs: 10 } as const;
    const start = new Float32Array(8).fill(0.01).map((value, place) => value * (place + 1));
    const fixed = await inferPlasticity({ ...options, startingWeights: start, learningRate: 0.01 });
    const fitted = await inferPlasticity({
      ...options,
      startingWeights: start,
      learningRate: 0.01,
      initialWeights: 'fit',
    });
    expect(fitted.loss).toBeLessThan(fixed.loss);
    expect(fitted.initialWeights).not.toEqual(Float64Array.from(start));
  });

  const explosive = taylor([[[0, 0, 2, 0], 40]], ([, y, w]) => y === 0 && w === 2);
  const wild = { experiments: choices, network: chooser, rule: explosive, optimizer: 'adam', epochs: 2 } as const;

  it('names the experiment, the trial and the term that diverge', async () => {
    const error = await inferPlasticity(wild).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DivergedError);
    expect(error).toMatchObject({ code: 'plasticity/diverged', experiment: 'draw 0', term: 'w^2' });
    expect((error as DivergedError).trial).toBeGreaterThanOrEqual(0);
    await expect(inferPlasticity({ ...wild, optimizer: 'gaussNewton' })).rejects.toThrow(
      /largest term of the update is w\^2/,
    );
  });

  it('leaves steps out that diverge where it is told to', async () => {
    const reports: InferenceProgress[] = [];
    const onProgress = (report: InferenceProgress) => reports.push(report);
    const { rule } = await inferPlasticity({ ...wild, onDiverge: 'skip', onProgress });
    expect(parametersOf(rule)).toEqual(explosive.coefficients);
    expect(reports.at(-1)!.diverged).toBe(12);
  });

  it('goes back half of the way where it is told to', async () => {
    let calls = 0;
    const gradientOf = (parameters: Float64Array) => {
      calls++;
      return { loss: calls === 2 ? Number.NaN : 1, gradient: parameters.map(() => 1) };
    };
    const rule = taylor([], ([x, y, w, r]) => x + y + w + r === 0);
    const options = { experiments: choices.slice(0, 3), network: chooser, rule, gradientOf, learningRate: 0.1 };
    const halved = await inferPlasticity({ ...options, optimizer: 'adam', epochs: 1, onDiverge: 'halveStep' });
    // One step of 0.1, half of it taken back, then a step of half the length.
    expect(parametersOf(halved.rule)[0]).toBeCloseTo(-0.1, 6);
    calls = 0;
    const skipped = await inferPlasticity({ ...options, optimizer: 'adam', epochs: 1, onDiverge: 'skip' });
    expect(parametersOf(skipped.rule)[0]).toBeCloseTo(-0.2, 6);
  });
});

describe('a long inference', () => {
  const options = { experiments: choices, network: chooser, rule: fewTerms, penalty: { l1: 0.002 } };

  it('reports every iteration with the rule as it stands', async () => {
    const reports: InferenceProgress[] = [];
    const { history, rule } = await inferPlasticity({ ...options, onProgress: (report) => reports.push(report) });
    expect(reports.map(({ loss }) => loss)).toEqual(history.map(({ loss }) => loss));
    expect(reports.map(({ iteration }) => iteration)).toEqual(history.map((_, k) => k + 1));
    expect(reports.at(-1)!.rule).toEqual(rule);
  });

  it.each(['gaussNewton', 'adam'] as const)(
    'ends with the reason of its signal and keeps what it found: %s',
    async (optimizer) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      let last: InferenceProgress | undefined;
      const onProgress = (report: InferenceProgress) => {
        last = report;
        if (report.iteration === 2) controller.abort(reason);
      };
      const error = await inferPlasticity({ ...options, optimizer, onProgress, signal: controller.signal }).catch(
        (e: unknown) => e,
      );
      expect(error).toBeInstanceOf(AbortedError);
      expect((error as AbortedError<unknown>).cause).toBe(reason);
      expect(error).toMatchObject({
        code: 'plasticity/aborted',
        partial: { rule: last!.rule, iterations: 2, converged: false },
      });
    },
  );

  it('stops in the middle of an iteration too', async () => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort('too long'), 20);
    const wide = plasticNetwork({ sizes: [2, 200, 1] });
    const one = smallExperiment({ network: wide, rule: rewarded, trials: 100, longest: 3, seed: 1 });
    const settings = { experiments: [one, one, one, one], network: wide, rule: taylor([]), signal: controller.signal };
    const error = await inferPlasticity(settings).catch((reason: unknown) => reason);
    clearTimeout(timer);
    expect(error).toMatchObject({ code: 'plasticity/aborted', cause: 'too long', partial: undefined });
  });

  it('lets timers run', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await inferPlasticity({ ...options, experiments: [...choices, ...choices, ...choices], tolerance: 0 });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
  });
});

describe('bad input', () => {
  const options = { experiments: choices, network: chooser, rule: fewTerms };
  const nothing = taylor([], () => false);
  it.each([
    ['no experiments', { experiments: [] }, 'plasticity/experiments'],
    ['an unknown optimiser', { optimizer: 'sgd' as 'adam' }, 'plasticity/optimizer'],
    ['an unknown loss', { loss: 'choices' as 'both' }, 'plasticity/loss'],
    ['decisions of several units', { network: plasticNetwork({ sizes: [2, 4] }), loss: 'behavior' }, 'plasticity/loss'],
    ['a mask of zeros', { rule: nothing }, 'plasticity/rule'],
    ['a penalty on a perceptron', { rule: perceptron(2, 1), penalty: { l1: 1 } }, 'plasticity/penalty'],
    ['a negative penalty', { penalty: { l1: -1 } }, 'plasticity/penalty-l1'],
    ['half an iteration', { iterations: 0.5 }, 'plasticity/iterations'],
    ['no epochs', { optimizer: 'adam', epochs: 0 }, 'plasticity/epochs'],
    ['a learning rate of 0', { optimizer: 'adam', learningRate: 0 }, 'plasticity/learning-rate'],
    ['too few weights', { startingWeights: [1, 2] }, 'plasticity/starting-weights'],
    ['other inputs', { network: plasticNetwork({ sizes: [3, 4, 1] }) }, 'plasticity/experiment'],
    ['a gradient for Gauss-Newton', { gradientOf: () => ({ loss: 0, gradient: [] }) }, 'plasticity/gradient-of'],
    ['the WASM kernel for Gauss-Newton', { backend: 'wasm' }, 'plasticity/backend'],
    [
      'a gradient beside the WASM kernel',
      { optimizer: 'adam', backend: 'wasm', gradientOf: () => ({ loss: 0, gradient: [] }) },
      'plasticity/backend',
    ],
    ['no activity', { loss: 'neural', experiments: [{ ...choices[0], activity: undefined }] }, 'plasticity/experiment'],
    [
      'a decision of 2',
      { experiments: [{ ...choices[0], decisions: new Int8Array(180).fill(2) }] },
      'plasticity/experiment',
    ],
    [
      'an input of NaN',
      { experiments: [{ ...choices[0], x: new Float32Array(360).fill(Number.NaN) }] },
      'plasticity/experiment',
    ],
    [
      'a trial without presentation',
      { experiments: [{ ...choices[0], lengths: new Int32Array(60) }] },
      'plasticity/experiment',
    ],
  ] as const)('is refused: %s', async (_, wrong, code) => {
    await expect(inferPlasticity({ ...options, ...wrong })).rejects.toMatchObject({ code });
  });
});
