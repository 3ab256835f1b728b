import { describe, expect, it } from 'vitest';
import { runRule } from '../../adjoint/index';
import type { Experiment } from '../../experiments/experiment';
import { simulateBehaviour } from '../../experiments/simulate-behaviour';
import { plasticNetwork } from '../../networks/plastic-network';
import { COEFFICIENTS, type Powers, type TaylorRule, withParameters } from '../../rules/rule';
import { series } from '../__fixtures__/series';
import { freePlaces } from '../coefficient-names';
import { devianceOfLogits, forEachPresentation } from '../deviance';
import { derivatives } from '../logit-derivatives';
import { firstTrials } from '../trial-split';
import { type CompareRulesOptions, compareRules } from './compare-rules';
import type { FitRule } from './comparison-options';
import { likelihoodFit } from './default-fit';
import { sessionSimulator } from './simulate-session';

const drift: Powers = [1, 0, 0, 0];
const associative: Powers = [1, 0, 0, 1];
const decay: Powers = [0, 0, 1, 0];

const network = plasticNetwork({ sizes: [2, 1] });
const trialsPerBlock = 15;
const simulate = sessionSimulator({ trialsPerBlock });
const small = series([0, drift]);
const large = series([0, drift], [0, associative]);

/** Five animals that follow a rule. */
function animalsOf(rule: TaylorRule, seed: number): Experiment[][] {
  const options = { network, trialsPerBlock, shuffleInputs: false, experiments: 5, seed };
  return simulateBehaviour({ ...options, rule }).map((animal) => [animal]);
}

/** Without the terms w and y the logits are linear in the coefficients, so that Newton's method is exact. */
const linearFit: FitRule = ({ rule, network: layer, experiments: [experiment] }) => {
  const places = freePlaces(rule);
  const slopes = derivatives(rule, layer, experiment, places);
  const none = withParameters(rule, new Float64Array(COEFFICIENTS));
  const offset = runRule(none, layer, experiment).logits;
  const values = new Float64Array(2);
  for (let iteration = 0; iteration < 12; iteration++) {
    const gradient = [0, 0];
    const information = [1e-9, 0, 1e-9];
    forEachPresentation(experiment, (cell) => {
      const [a, b] = [slopes[0][cell], slopes[1]?.[cell] ?? 0];
      const p = 1 / (1 + Math.exp(-(offset[cell] + values[0] * a + values[1] * b)));
      const error = p - experiment.decisions![cell];
      gradient[0] += error * a;
      gradient[1] += error * b;
      information[0] += p * (1 - p) * a * a;
      information[1] += p * (1 - p) * a * b;
      information[2] += p * (1 - p) * b * b;
    });
    const determinant = information[0] * information[2] - information[1] ** 2;
    values[0] -= (information[2] * gradient[0] - information[1] * gradient[1]) / determinant;
    values[1] -= (information[0] * gradient[1] - information[1] * gradient[0]) / determinant;
  }
  const coefficients = new Float64Array(COEFFICIENTS);
  places.forEach((place, index) => {
    coefficients[place] = values[index];
  });
  return { rule: withParameters(rule, coefficients) };
};

const options = { network, fit: linearFit, simulate, draws: 19, seed: 3 };
const learners = animalsOf(series([0, drift], [1.2, associative]), 1);
const drifters = animalsOf(series([-0.02, drift]), 2);

describe('compareRules', () => {
  it('fits the larger rule at least as well in-sample, whether its term exists or not', async () => {
    for (const animals of [learners, drifters]) {
      const result = await compareRules(animals, small, large, { ...options, test: 'inSample' });
      result.larger.forEach((percent, index) => {
        expect(percent).toBeGreaterThanOrEqual(result.smaller[index]);
      });
      // Five of five: the smallest p that five pairs can have.
      expect(result.wilcoxon).toMatchObject({ statistic: 0, p: 0.0625 });
      expect(result.text).toContain('this p alone supports no claim');
    }
  });

  it('finds a term that exists by the likelihood ratio, and not one that does not', async () => {
    const test = 'bootstrapLikelihoodRatio';
    const found = await compareRules(learners, small, large, { ...options, test });
    expect(found.p).toBe(1 / 20);
    expect(found.statistic).toBeGreaterThan(Math.max(...found.nullStatistics));
    const absent = await compareRules(drifters, small, large, { ...options, test });
    expect(absent.p).toBeGreaterThan(0.1);
    // One coefficient for each of five animals: about 5, and never negative.
    const average = absent.nullStatistics.reduce((sum, value) => sum + value, 0) / 19;
    expect(average).toBeGreaterThan(3);
    expect(average).toBeLessThan(9);
    // What makes the in-sample test weak.
    expect(absent.inSampleFalseRate).toBe(0);
    expect(absent.text).toMatchInlineSnapshot(`
      "Pooled likelihood ratio: 2.09 over 5 animals. 19 simulated groups without x r
      reach 5.59 on average and 10.3 at most: p = 0.900.
      In 0 % of these groups the in-sample test still has p < 0.05.
      The larger rule adds nothing in 0 of 5 animals of the data and in 0 % of the simulated ones."
    `);
  });

  it('repeats exactly, and more draws extend a shorter run', async () => {
    const run = (draws: number) =>
      compareRules(drifters, small, large, { ...options, draws, test: 'bootstrapLikelihoodRatio' });
    const [six, three] = [await run(6), await run(3)];
    expect(await run(6)).toEqual(six);
    expect(six.nullStatistics.slice(0, 3)).toEqual(three.nullStatistics);
  });

  it('stops early where simulated groups reach the statistic often', async () => {
    const test = 'bootstrapLikelihoodRatio';
    const all = await compareRules(drifters, small, large, { ...options, test });
    const early = await compareRules(drifters, small, large, { ...options, test, stopAfter: 3 });
    expect(early).toMatchObject({ stopped: true, reached: 3, p: 3 / early.draws });
    expect(early.nullStatistics).toEqual(all.nullStatistics.slice(0, early.draws));
    expect(early.nullStatistics.at(-1)).toBeGreaterThanOrEqual(early.statistic);
    expect(early.text).toContain('stopped when 3 had reached the statistic');
    // A term that exists is reached by no group, so all of them are simulated.
    const found = await compareRules(learners, small, large, { ...options, test, stopAfter: 3 });
    expect(found).toEqual(await compareRules(learners, small, large, { ...options, test }));
    expect(found).toMatchObject({ stopped: false, reached: 0, draws: 19 });
    const wrong = compareRules(drifters, small, large, { ...options, test, stopAfter: 0 });
    await expect(wrong).rejects.toMatchObject({ code: 'plasticity/stop-after' });
  });

  it('lets weights continue through the trials that are held out', async () => {
    const result = await compareRules(learners, small, large, { ...options, test: 'heldOut', trainShare: 0.6 });
    const [[animal]] = learners;
    const end = Math.round(0.6 * animal.trials);
    // The later decisions do not move the fit; the later weights follow the whole recording.
    const changed = { ...animal, decisions: animal.decisions!.map((d, i) => (i < end * animal.longest ? d : -1)) };
    const early = firstTrials(changed, end);
    const { rule } = await linearFit({ rule: large, network, experiments: [early] });
    const { sum, presentations } = devianceOfLogits(animal, runRule(rule, network, animal).logits, { first: end });
    expect(result.larger[0]).toBeCloseTo(sum / presentations, 8);
    expect(result.better).toBe(result.larger.filter((value, index) => value < result.smaller[index]).length);
    expect(result.text).toContain('last 40 % of the trials');
  });

  it('gives the extra coefficient with its uncertainty', async () => {
    const { terms } = await compareRules(learners, small, large, { ...options, test: 'interval' });
    expect(terms.map(({ name }) => name)).toEqual(['x r']);
    const [term] = terms;
    expect(term.negative).toBe(0);
    expect(term.mean.low).toBeGreaterThan(0);
    expect(term.mean.high).toBeLessThan(3);
    term.values.forEach((value, index) => {
      expect(Math.abs(value - 1.2)).toBeLessThan(4 * term.standardErrors[index]);
    });
  });

  it('keeps extra coefficients at or below 0 where it is told to', async () => {
    const one: CompareRulesOptions<'interval'> = { ...options, test: 'interval', extraSign: 'negative' };
    const { terms } = await compareRules(learners, small, large, one);
    // All animals learn by x r, so every fit stays at the bound.
    expect(terms[0].values).toEqual([0, 0, 0, 0, 0]);
    const forgetters = animalsOf(series([0.3, drift], [-0.3, decay]), 5);
    const extended = series([0, drift], [0, decay]);
    const settings = { ...options, fit: likelihoodFit, extraSign: 'negative' as const };
    const found = await compareRules(forgetters, small, extended, { ...settings, test: 'interval' });
    expect(found.terms[0].values.every((value) => value <= 0)).toBe(true);
    expect(found.terms[0].median).toBeLessThan(-0.05);
  });

  it('does not depend on the order of animals', async () => {
    const forward = await compareRules(learners, small, large, { ...options, test: 'inSample' });
    const backward = await compareRules(learners.toReversed(), small, large, { ...options, test: 'inSample' });
    expect(backward.larger.toReversed()).toEqual(forward.larger);
    expect(backward.wilcoxon).toEqual(forward.wilcoxon);
    expect(backward.medianGain).toBeCloseTo(forward.medianGain, 12);
  });

  it('agrees with its default fit', async () => {
    const exact = await compareRules(learners, small, large, { ...options, test: 'inSample' });
    const standard = await compareRules(learners, small, large, { network, test: 'inSample' });
    exact.larger.forEach((percent, index) => {
      expect(standard.larger[index]).toBeCloseTo(percent, 4);
    });
  });

  it('reports its progress and stops where it is told to', async () => {
    const seen: string[] = [];
    const onProgress = ({ stage, done, total }: { stage: string; done: number; total: number }) =>
      seen.push(`${stage} ${done}/${total}`);
    const test = 'bootstrapLikelihoodRatio';
    await compareRules(drifters, small, large, { ...options, draws: 2, test, onProgress });
    expect(seen).toEqual([...[1, 2, 3, 4, 5].map((done) => `fit ${done}/5`), 'bootstrap 1/2', 'bootstrap 2/2']);
    const controller = new AbortController();
    const stop = () => controller.abort('enough');
    const run = compareRules(drifters, small, large, { ...options, test, onProgress: stop, signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: 'plasticity/aborted', cause: 'enough' });
  });

  it('says what is wrong with its arguments', async () => {
    const run = (rules: [TaylorRule, TaylorRule], more: object = {}) =>
      compareRules(learners, ...rules, { ...options, test: 'bootstrapLikelihoodRatio', ...more });
    await expect(run([large, small])).rejects.toThrow('The larger rule has no term "x r"');
    await expect(run([small, small])).rejects.toThrow('Both rules have the same terms');
    await expect(run([small, large], { draws: 0 })).rejects.toMatchObject({ code: 'plasticity/draws' });
    await expect(run([small, large], { test: 'bayes' })).rejects.toThrow('test is "bayes". Accepted: inSample, boot');
    await expect(run([small, large], { test: 'heldOut', trainShare: 1 })).rejects.toThrow('above 0 and below 1');
    await expect(compareRules([], small, large, { ...options, test: 'inSample' })).rejects.toMatchObject({
      code: 'plasticity/no-experiments',
    });
    const broken: FitRule = ({ rule }) => ({
      rule: { ...rule, coefficients: rule.coefficients.map(() => Number.NaN) },
    });
    await expect(run([small, large], { fit: broken })).rejects.toMatchObject({ code: 'plasticity/fit-not-finite' });
  });
});

describe('sessionSimulator', () => {
  it('gives as many trials as the session it stands for, by its key alone', () => {
    const [[experiment]] = learners;
    const rule = series([1, associative]);
    const short = { ...experiment, trials: 20 };
    const session = simulate({ rule, network, experiment: short, key: [1, 2] });
    expect(session).toMatchObject({ trials: 20, simulated: true });
    expect(simulate({ rule, network, experiment: short, key: [1, 2] })).toEqual(session);
    expect(simulate({ rule, network, experiment: short, key: [1, 3] }).decisions).not.toEqual(session.decisions);
  });
});
