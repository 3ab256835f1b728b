// What a forgetting report says in words.
import { formatNumber, table } from '../format';
import { mean, median } from '../summary';
import type { FittedPair } from './fit-pair';
import type { ForgettingEvidence } from './forgetting-evidence';

/** What follows from the tests. */
export interface ForgettingClaims {
  /** True where the likelihood ratio finds the extra terms, the matched control stays silent and the intervals are apart. */
  supported: boolean;
  /** Sentences that the tests support. */
  may: string[];
  /** Sentences that they do not support, with the reason. */
  mayNot: string[];
}

/** Sorts what may be said from what may not. */
export function forgettingClaims(
  { simulated, animals, tests, control }: ForgettingEvidence,
  { significance, terms }: { significance: number; terms: readonly string[] },
): ForgettingClaims {
  const name = terms.join(', ');
  const { p } = tests.likelihoodRatio;
  const found = p <= significance;
  const silent = control.likelihoodRatio.p > significance;
  // Fits have a bias, and one that may not be positive is negative on average: the control shows how much.
  const below = tests.interval.terms.every((term, index) => term.mean.high < control.interval.terms[index].mean.low);
  const above = tests.interval.terms.every((term, index) => term.mean.low > control.interval.terms[index].mean.high);
  const decays = below && tests.interval.terms.every((term) => term.mean.high < 0);
  const supported = found && silent && control.matched && (below || above);
  const who = simulated ? 'simulated animals' : 'animals';
  const may: string[] = [];
  const mayNot: string[] = [];
  if (supported) {
    may.push(
      `The rule with ${name} explains the choices of these ${animals} ${who} better than chance allows (pooled likelihood ratio, p = ${formatNumber(p)}).`,
    );
    if (decays) may.push(`The coefficient of ${name} is negative in the mean over animals, more than in the control.`);
  }
  if (!found) {
    const { draws, stopped } = tests.likelihoodRatio;
    const enough = stopped || 1 / (1 + draws) <= significance;
    mayNot.push(
      enough
        ? `That ${name} belongs to the rule: the pooled likelihood ratio has p = ${formatNumber(p)}.`
        : `Anything about ${name}: ${draws} draws cannot give p below ${formatNumber(significance)}; use more.`,
    );
  }
  if (found && !silent) {
    mayNot.push(`That the likelihood ratio shows ${name}: it finds the term in the control too, which lacks it.`);
  }
  if (found && !control.matched) {
    mayNot.push(
      `That a control excludes a false alarm: the closest one is explained to ${formatNumber(control.percent)} %, the data to ${formatNumber(control.target)} %.`,
    );
  }
  if (found && !below && !above) {
    mayNot.push(`A value or a sign of ${name}: the interval of its mean overlaps that of the control, which lacks it.`);
  }
  mayNot.push(
    `Anything from the in-sample p = ${formatNumber(tests.inSample.wilcoxon.p)} alone: the control without ${name} has p = ${formatNumber(control.inSample.wilcoxon.p)}.`,
  );
  if (!(tests.heldOut.medianGain > 0 && tests.heldOut.wilcoxon.p < 0.05)) {
    mayNot.push(`That ${name} predicts later trials: held out, p = ${formatNumber(tests.heldOut.wilcoxon.p)}.`);
  }
  if (simulated) mayNot.push('Anything about animals: these data are simulated.');
  return { supported, may, mayNot };
}

/** The whole report as plain text. */
export function writeForgettingReport(
  { simulated, animals, tests, control, baselines }: ForgettingEvidence,
  { may, mayNot }: ForgettingClaims,
  pairs: readonly FittedPair[],
): string {
  const share = (values: readonly number[]) => formatNumber(mean(values));
  const perPresentation = (which: 'smallerDeviance' | 'largerDeviance') =>
    pairs.map((pair) => pair[which] / pair.presentations);
  const all = [tests.inSample, tests.likelihoodRatio, tests.heldOut, tests.interval];
  const controls = [control.inSample, control.likelihoodRatio, control.heldOut, control.interval];
  return [
    `Test of extra terms of a plasticity rule in ${animals} ${simulated ? 'simulated ' : ''}animals`,
    '',
    ...all.flatMap(({ text }, index) => numbered(index + 1, text)),
    '',
    `Control: simulated animals without the extra terms, coefficients times ${formatNumber(control.factor)}; deviance explained ${formatNumber(control.percent)} %, in the data ${formatNumber(control.target)} %.`,
    ...controls.flatMap(({ text }, index) => numbered(index + 1, text)),
    '',
    'Mean of -2 log p for each presentation, mean over animals; held out: later trials, for fits to the first ones.',
    ...table(
      ['model', 'numbers', 'fitted', 'held out'],
      [
        [
          'smaller rule',
          String(count(pairs[0].smaller.mask)),
          share(perPresentation('smallerDeviance')),
          share(tests.heldOut.smaller),
        ],
        [
          'larger rule',
          String(count(pairs[0].larger.mask)),
          share(perPresentation('largerDeviance')),
          share(tests.heldOut.larger),
        ],
        ...baselines.map(({ name, fitted, perAnimal }) => [
          name,
          String(fitted),
          share(perAnimal.map(({ deviance }) => deviance)),
          share(perAnimal.map(({ heldOutDeviance }) => heldOutDeviance ?? Number.NaN)),
        ]),
      ],
    ),
    '',
    may.length === 0 ? 'May be claimed: nothing about the extra terms.' : 'May be claimed:',
    ...may.map((line) => `  ${line}`),
    'May not be claimed:',
    ...mayNot.map((line) => `  ${line}`),
    `Median deviance explained: ${formatNumber(median(tests.inSample.smaller))} % and ${formatNumber(median(tests.inSample.larger))} % against a network without plasticity.`,
  ].join('\n');
}

function numbered(number: number, text: string): string[] {
  return text.split('\n').map((line, index) => (index === 0 ? `(${number}) ${line}` : `    ${line}`));
}

function count(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + (value ? 1 : 0), 0);
}
