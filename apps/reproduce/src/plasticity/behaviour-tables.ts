import { type ReportTable, summariseSeeds } from '@perceptrons/evaluation';
import { formatRule, taylorRule, withParameters } from '@perceptrons/plasticity';
import { type MethodId, methods } from './behaviour-fits';
import { type BehaviourRuns, decayOf, type Figure, figureOf, finite } from './behaviour-runs';
import { publishedBehaviour } from './published';

/** Coefficients below this are not shown. */
const SHOWN = 0.02;

const short = (value: number, digits = 3) => Number(value.toFixed(digits));
const significant = (value: number) => Number(value.toPrecision(2));
const meanOf = (values: readonly number[]) => summariseSeeds(values).mean;

/** "-0.048 (-0.052 to -0.042)": mean and range over seeds. */
function withRange(values: readonly number[]): string {
  const { mean, minimum, maximum } = summariseSeeds(values);
  const range = values.length > 1 ? ` (${short(minimum)} to ${short(maximum)})` : '';
  return `${short(mean)}${range}`;
}

/** Standard errors, "nothing" where the choices say nothing about the term. */
function errors(values: ReadonlyArray<number | null>): string | number {
  const known = finite(values);
  return known.length < values.length ? 'unknown' : significant(meanOf(known));
}

/** "3", or "1 of 3" where the weights of the others diverge on held-out animals. */
function seedsShown(runs: BehaviourRuns, place: number, method: MethodId): string | number {
  const fits = runs.fitsOf(place, method);
  const followed = finite(fits.map(({ r2Weights }) => r2Weights)).length;
  return followed === fits.length ? fits.length : `${followed} of ${fits.length}`;
}

/** How well each method does on other animals. */
export function scoreTable(runs: BehaviourRuns): ReportTable {
  return {
    title: 'Held-out experiments: medians over experiments, means over seeds',
    columns: [
      'rule of the animals',
      'label in table 1',
      'inferred by',
      'seeds',
      'R2 of weights',
      'lowest to highest seed',
      'published',
      'R2 of activity',
      'published',
      'deviance explained %',
      'published',
      'by the true rule %',
      'against base rate %',
      'seconds',
    ],
    rows: runs.rules.flatMap(({ rule, label }, place) =>
      runs.methodsOf(place).map((method) => {
        const target = place === 0 && method.form !== 'own' ? publishedBehaviour['x r'][method.form] : undefined;
        const mean = (figure: Figure, digits?: number) => {
          const found = figureOf(runs, place, method.id, figure);
          return found === undefined ? 'diverged' : short(found.mean, digits);
        };
        const weights = figureOf(runs, place, method.id, 'r2Weights');
        return [
          rule,
          label,
          method.name,
          seedsShown(runs, place, method.id),
          mean('r2Weights'),
          weights === undefined ? '' : `${short(weights.minimum)} to ${short(weights.maximum)}`,
          target?.r2Weights ?? '',
          mean('r2Activity'),
          target?.r2Activity ?? '',
          mean('deviance', 1),
          target?.deviance ?? '',
          mean('devianceTruth', 1),
          mean('devianceBaseRate', 1),
          mean('seconds', 1),
        ];
      }),
    ),
  };
}

/** What the choices of the animals constrain, at their own rule, and what was found of its decay. */
export function constraintTable(runs: BehaviourRuns): ReportTable {
  const rows = runs.rules.flatMap(({ rule, label }, place) => {
    const decay = decayOf(runs, place);
    if (decay === undefined) return [];
    const all = runs.constraintsOf(place);
    const terms = all.map((one) => one.terms.find((term) => term.place === decay.place)!);
    const found = (id: MethodId) => withRange(runs.fitsOf(place, id).map(({ parameters }) => parameters[decay.place]));
    const mean = (pick: (one: (typeof all)[number]) => number) => meanOf(all.map(pick));
    return [
      [
        rule,
        label,
        short(100 * mean(({ accepted }) => accepted), 0),
        short(mean(({ spread }) => spread)),
        short(
          mean(({ largestWeight }) => largestWeight),
          1,
        ),
        `${decay.value} ${decay.name}`,
        found('taylor-gauss-newton'),
        found('own-terms'),
        errors(terms.map(({ alone }) => alone)),
        errors(terms.map(({ amongAll }) => amongAll)),
        `${significant(mean(({ eigenvalues }) => eigenvalues[0]))}, ${significant(mean(({ eigenvalues }) => eigenvalues.at(-1)!))}`,
        short(
          mean(({ constrained }) => constrained),
          0,
        ),
        short(
          mean(({ constrainedDirections }) => constrainedDirections),
          0,
        ),
      ],
    ];
  });
  return {
    title: 'The decay of each rule, and what the choices say about it at the rule of the animals; over seeds',
    columns: [
      'rule of the animals',
      'label in table 1',
      'accepted %',
      'mean p (1 - p)',
      'largest weight',
      'decay',
      'found among 81 terms',
      'found with its own terms',
      'standard error, own terms',
      'standard error, 81 terms',
      'eigenvalues, own terms',
      'constrained coefficients of 81',
      'constrained directions of 81',
    ],
    rows,
  };
}

/** The deviance that each seed leaves on the first rule. */
export function devianceTable(runs: BehaviourRuns): ReportTable {
  const series = methods.filter(({ form }) => form === 'taylor');
  return {
    title: `Percent deviance explained by seed, animals of the rule ${runs.rules[0].rule}`,
    columns: ['seed', 'the true rule', ...series.map(({ name }) => name)],
    rows: runs.seedsOf(0).map((seed, index) => [
      seed,
      short(runs.fitsOf(0, series[0].id)[index].devianceTruth, 1),
      ...series.map((method) => {
        const { deviance } = runs.fitsOf(0, method.id)[index];
        return deviance === null ? 'diverged' : short(deviance, 1);
      }),
    ]),
  };
}

/** The inferred series of each seed. */
export function termsTable(runs: BehaviourRuns): ReportTable {
  return {
    title: `Terms of the inferred series above ${SHOWN}, by seed`,
    columns: ['rule of the animals', 'inferred by', 'seed', 'series', 'terms that are not 0', 'iterations'],
    rows: runs.rules.flatMap(({ rule }, place) =>
      runs
        .methodsOf(place)
        .filter(({ form }) => form !== 'mlp')
        .flatMap((method) =>
          runs.fitsOf(place, method.id).map((fit, index) => [
            rule,
            method.name,
            runs.seedsOf(place)[index],
            formatRule(withParameters(taylorRule(), fit.parameters), {
              tolerance: method.form === 'own' ? 0 : SHOWN,
            }),
            fit.parameters.filter((value) => value !== 0).length,
            fit.iterations,
          ]),
        ),
    ),
  };
}
