import { random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { simulateBehaviour } from '../../experiments/simulate-behaviour';
import { plasticNetwork } from '../../networks/plastic-network';
import type { Powers } from '../../rules/rule';
import { series } from '../__fixtures__/series';
import { forgettingReport } from './forgetting-report';
import { forgettingTests } from './forgetting-tests';
import { sessionSimulator } from './simulate-session';

const associative: Powers = [1, 0, 0, 1];
const decay: Powers = [0, 0, 1, 0];

const network = plasticNetwork({ sizes: [2, 1] });
const trialsPerBlock = 20;
const options = {
  network,
  smaller: series([0, associative]),
  larger: series([0, associative], [0, decay]),
  simulate: sessionSimulator({ trialsPerBlock }),
  draws: 9,
  significance: 0.1,
  seed: 6,
};

/** Four animals that learn by x r and forget. */
function animalsOf(coefficient: number, seed: number) {
  const rule = series([2, associative], [coefficient, decay]);
  return simulateBehaviour({ rule, network, trialsPerBlock, shuffleInputs: false, experiments: 4, seed }).map((a) => [
    a,
  ]);
}

describe('forgettingReport', () => {
  it('finds the decay of animals that forget fast, and says what that is worth', async () => {
    const report = await forgettingReport(animalsOf(-0.4, 3), options);
    expect(report.tests.likelihoodRatio.p).toBe(0.1);
    expect(report.control.likelihoodRatio.p).toBeGreaterThan(0.1);
    expect(report.control.matched).toBe(true);
    expect(report.claims.supported).toBe(true);
    expect(report.claims.mayNot).toContain('Anything about animals: these data are simulated.');
    expect(report.baselines).toHaveLength(4);
    expect(report.text).toMatchInlineSnapshot(`
      "Test of extra terms of a plasticity rule in 4 simulated animals

      (1) In-sample, weak: with w the deviance explained rises from a median of 0.913 %
          to 10.0 % (median gain 9.70 points; Wilcoxon W = 0, p = 0.250, exact).
          The larger rule contains the smaller one and can only fit better, so this p alone supports no claim.
      (2) Pooled likelihood ratio: 56.1 over 4 animals. 9 simulated groups without w
          reach 3.88 on average and 8.12 at most: p = 0.100.
          In 0 % of these groups the in-sample test still has p < 0.05.
          The larger rule adds nothing in 1 of 4 animals of the data and in 36 % of the simulated ones.
      (3) Held out, last 30 % of the trials: the larger rule predicts 4 of 4 animals better
          (median gain 0.0720 in -2 log p for each presentation; Wilcoxon p = 0.125, exact).
          Little power with a few hundred trials; where the last trials are a block of their own this is also a change of conditions.
      (4) Coefficient of w: mean -0.312, 95 % interval over animals -0.579 to -0.0744, median -0.282;
          negative in 3 of 4 animals, apart from 0 in 3 by its own standard error.

      Control: simulated animals without the extra terms, coefficients times 1.00; deviance explained 1.00 %, in the data 0.913 %.
      (1) In-sample, weak: with w the deviance explained rises from a median of 1.00 %
          to 1.06 % (median gain 0 points; Wilcoxon W = 0, p = 1.00, exact).
          The larger rule contains the smaller one and can only fit better, so this p alone supports no claim.
      (2) Pooled likelihood ratio: 0.200 over 4 animals. 9 simulated groups without w
          reach 3.26 on average and 6.68 at most: p = 1.00.
          In 0 % of these groups the in-sample test still has p < 0.05.
          The larger rule adds nothing in 3 of 4 animals of the data and in 47 % of the simulated ones.
      (3) Held out, last 30 % of the trials: the larger rule predicts 0 of 4 animals better
          (median gain -0.00235 in -2 log p for each presentation; Wilcoxon p = 0.500, exact).
          Little power with a few hundred trials; where the last trials are a block of their own this is also a change of conditions.
      (4) Coefficient of w: mean -0.00844, 95 % interval over animals -0.0253 to 0, median 0;
          negative in 1 of 4 animals, apart from 0 in 0 by its own standard error.

      Mean of -2 log p for each presentation, mean over animals; held out: later trials, for fits to the first ones.
      model                       numbers  fitted  held out
      smaller rule                      1    1.37      1.39
      larger rule                       2    1.26      1.29
      base rate                         1    1.38      1.39
      lagged logistic regression       11    1.21      1.50
      Q-learning                        3    1.28      1.40
      Q-learning with forgetting        4    1.27      1.37

      May be claimed:
        The rule with w explains the choices of these 4 simulated animals better than chance allows (pooled likelihood ratio, p = 0.100).
        The coefficient of w is negative in the mean over animals, more than in the control.
      May not be claimed:
        Anything from the in-sample p = 0.250 alone: the control without w has p = 1.00.
        That w predicts later trials: held out, p = 0.125.
        Anything about animals: these data are simulated.
      Median deviance explained: 0.913 % and 10.0 % against a network without plasticity."
    `);
  });

  it('claims nothing of animals that do not forget', async () => {
    const { claims, text } = await forgettingReport(animalsOf(0, 4), options);
    expect(claims.supported).toBe(false);
    expect(claims.may).toEqual([]);
    expect(claims.mayNot[0]).toMatch(/^That w belongs to the rule: the pooled likelihood ratio has p = /);
    expect(text).toContain('May be claimed: nothing about the extra terms.');
  });

  it('has the four tests that stand by themselves', async () => {
    const animals = animalsOf(-0.4, 3).slice(0, 2);
    const { tests } = await forgettingReport(animals, { ...options, draws: 2 });
    const [seed] = random.split(options.seed, 3);
    expect(await forgettingTests(animals, { ...options, draws: 2, seed })).toEqual(tests);
  });

  it('says where too few draws can show nothing', async () => {
    const { claims } = await forgettingReport(animalsOf(-0.4, 3).slice(0, 2), {
      ...options,
      draws: 2,
      significance: 0.01,
    });
    expect(claims.mayNot[0]).toBe('Anything about w: 2 draws cannot give p below 0.0100; use more.');
  });
});
