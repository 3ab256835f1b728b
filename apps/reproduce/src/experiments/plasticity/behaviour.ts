// Rules from behaviour. Simulated animals choose between two odours and learn by a known rule; from their choices alone a
// series of 81 terms and a perceptron are inferred, each by the optimiser of the publication and by Gauss-Newton.
import { type Claim, summariseSeeds } from '@perceptrons/evaluation';
import {
  evaluateRule,
  formatRule,
  mlpRule,
  type PlasticNetwork,
  parseRule,
  plasticNetwork,
  simulateBehaviour,
  taylorRule,
  withParameters,
} from '@perceptrons/plasticity';
import { dotFigure } from '../../figures/dot-figure';
import { defineExperiment } from '../../framework/experiment';
import type { PartContext } from '../../framework/run-context';
import { type FittedRule, finiteOrNull, fitRule } from '../../plasticity/fit-rule';
import { publishedBehaviour } from '../../plasticity/published';

/** Settings of the experiment. */
type Settings = {
  seeds: number;
  /**
   * Rules by which the animals learn: those of table 1, then the same as the published code computes them. It lays out the
   * powers in the order r, w, y, x, so that a label x r^2 - 0.05 y stands for x^2 r - 0.05 w.
   */
  rules: string[];
  experiments: number;
  heldOut: number;
  trialsPerBlock: number;
  inputStd: number;
  l1: number;
  epochs: number;
  iterations: number;
  reductions: string[];
};

const methods = [
  { id: 'taylor-adam', form: 'taylor', optimizer: 'adam', name: 'series, Adam' },
  { id: 'taylor-gauss-newton', form: 'taylor', optimizer: 'gaussNewton', name: 'series, Gauss-Newton' },
  { id: 'mlp-adam', form: 'mlp', optimizer: 'adam', name: 'perceptron, Adam' },
  { id: 'mlp-gauss-newton', form: 'mlp', optimizer: 'gaussNewton', name: 'perceptron, Gauss-Newton' },
] as const;
type Method = (typeof methods)[number];

/** What one fit leaves; medians over held-out experiments, null where the weights diverged. */
type BehaviourFit = FittedRule & {
  r2Weights: number | null;
  r2Activity: number | null;
  /** Percent deviance explained, against the network without plasticity and against the base rate. */
  deviance: number | null;
  devianceBaseRate: number | null;
  /** What the rule of the animals itself explains: the most there is. */
  devianceTruth: number;
};
type Figure = 'r2Weights' | 'r2Activity' | 'deviance' | 'devianceBaseRate';

const published: Omit<Settings, 'seeds' | 'reductions'> = {
  rules: [
    ...['x*r', 'x*r^2 - 0.05*y', 'x*r - 0.05*w', 'x*r^2 - 0.05*x*w*r', 'x*y*w*r - 0.05*r'],
    ...['x^2*r - 0.05*w', 'x*r - 0.05*y', 'x^2*r - 0.05*x*y*r', 'x*y*w*r - 0.05*x'],
  ],
  experiments: 18,
  heldOut: 7,
  trialsPerBlock: 80,
  inputStd: 0.05,
  l1: 0.01,
  epochs: 350,
  iterations: 60,
};

/** Points of deviance that an inferred rule may stay behind the true one. */
const BEHIND_TRUTH = 3;
/** Coefficients below this are not shown. */
const SHOWN = 0.02;

export default defineExperiment<Settings>({
  name: 'behaviour',
  system: 'plasticity',
  title: 'Is the rule of learning found from choices?',
  question: 'How well are known rules found from the choices of simulated animals, by series and by perceptron?',
  presets: {
    smoke: {
      ...published,
      seeds: 2,
      rules: published.rules.slice(0, 2),
      experiments: 2,
      heldOut: 2,
      trialsPerBlock: 10,
      epochs: 3,
      iterations: 3,
      reductions: ['2 rules, 2 experiments of 30 trials, 3 epochs: shows that everything runs, nothing more'],
    },
    quick: {
      ...published,
      seeds: 3,
      reductions: [
        'rule x r: 3 seeds instead of 10',
        'the 5 rules of table 1 and their mirrored readings instead of 46',
      ],
    },
    full: {
      ...published,
      seeds: 3,
      reductions: ['rule x r: 3 seeds instead of 10', '5 rules of table 1 instead of 46'],
    },
  },
  async run(context) {
    const { settings, seed } = context;
    const network = plasticNetwork({ sizes: [2, 10, 1] });
    const seeds = Array.from({ length: settings.seeds }, (_, index) => seed + index);
    const jobs = seeds.flatMap((runSeed) =>
      settings.rules.flatMap((truth, place) => methods.map((method) => ({ runSeed, truth, place, method }))),
    );
    const partName = (place: number, { id }: Method, runSeed: number) => `rule${place + 1}-${id}-seed${runSeed}`;
    context.plan(
      jobs.map(({ place, method, runSeed }) => ({ name: partName(place, method, runSeed), group: method.id })),
    );
    const fits = new Map<string, BehaviourFit>();
    for (const { runSeed, truth, place, method } of jobs) {
      const name = partName(place, method, runSeed);
      const fit = await context.part(name, (part) => fitBehaviour(part, network, settings, truth, method, runSeed));
      fits.set(name, fit);
    }
    const runsOf = (place: number, method: Method) =>
      seeds.map((runSeed) => fits.get(partName(place, method, runSeed))!);
    const finite = (values: ReadonlyArray<number | null>) => values.filter((value) => value !== null);
    /** Over the seeds that did not diverge; undefined where all did. */
    const summary = (place: number, method: Method, of: Figure) => {
      const values = finite(runsOf(place, method).map((fit) => fit[of]));
      return values.length > 0 ? summariseSeeds(values) : undefined;
    };

    const [first] = settings.rules;
    const claims = methods.flatMap((method): Claim[] => {
      const target = publishedBehaviour['x r'][method.form];
      const claim = (of: 'r2Weights' | 'r2Activity' | 'deviance', name: string, least: number, why: string): Claim => {
        const found = summary(0, method, of);
        const expected = `>= ${least} (${why})`;
        if (found === undefined) {
          const text = `${first}, ${method.name}: ${name} (diverged)`;
          return { claim: text, value: 0, interval: null, expected, holds: false };
        }
        const { mean, low, high, count } = found;
        const interval = count > 1 ? ([low, high] as const) : null;
        return { claim: `${first}, ${method.name}: ${name}`, value: mean, interval, expected, holds: mean >= least };
      };
      // How much can be explained depends on the draws of the animals, so the true rule is what deviance is held against.
      const truth = summariseSeeds(runsOf(0, method).map(({ devianceTruth }) => devianceTruth)).mean;
      const least = Number((truth - BEHIND_TRUTH).toFixed(1));
      const why = `${BEHIND_TRUTH} behind the true rule; published ${target.deviance}`;
      return [
        claim('r2Weights', 'R2 of weights', target.r2Weights, 'published'),
        claim('r2Activity', 'R2 of activity', target.r2Activity, 'published'),
        claim('deviance', 'percent deviance explained', least, why),
      ];
    });

    const short = (value: number, digits = 3) => Number(value.toFixed(digits));
    const tables = [
      {
        title: 'Held-out experiments: medians over experiments, means over seeds',
        columns: [
          'rule of the animals',
          'inferred by',
          'R2 of weights',
          'published',
          'R2 of activity',
          'published',
          'deviance explained %',
          'published',
          'by the true rule %',
          'against base rate %',
          'seconds',
        ],
        rows: settings.rules.flatMap((truth, place) =>
          methods.map((method) => {
            const target = place === 0 ? publishedBehaviour['x r'][method.form] : undefined;
            const mean = (of: Figure, digits?: number) => {
              const found = summary(place, method, of);
              return found === undefined ? 'diverged' : short(found.mean, digits);
            };
            return [
              truth,
              method.name,
              mean('r2Weights'),
              target?.r2Weights ?? '',
              mean('r2Activity'),
              target?.r2Activity ?? '',
              mean('deviance', 1),
              target?.deviance ?? '',
              short(summariseSeeds(runsOf(place, method).map(({ devianceTruth }) => devianceTruth)).mean, 1),
              mean('devianceBaseRate', 1),
              short(summariseSeeds(runsOf(place, method).map(({ seconds }) => seconds)).mean, 1),
            ];
          }),
        ),
      },
      {
        title: `Terms of the inferred series above ${SHOWN}, by seed`,
        columns: ['rule of the animals', 'inferred by', 'seed', 'series', 'terms that are not 0', 'iterations'],
        rows: settings.rules.flatMap((truth, place) =>
          methods
            .filter(({ form }) => form === 'taylor')
            .flatMap((method) =>
              runsOf(place, method).map((fit, index) => [
                truth,
                method.name,
                seeds[index],
                formatRule(withParameters(taylorRule(), fit.parameters), { tolerance: SHOWN }),
                fit.parameters.filter((value) => value !== 0).length,
                fit.iterations,
              ]),
            ),
        ),
      },
    ];
    return {
      claims,
      summary: [
        `For each rule, ${settings.experiments} simulated animals of ${3 * settings.trialsPerBlock} trials to learn from and ${settings.heldOut} others to be measured on; network [2, 10, 1], input noise ${settings.inputStd}. Series of 81 terms with a penalty of ${settings.l1} on the absolute coefficients; perceptron of 10 hidden units without penalty. Adam: learning rate 0.001, ${settings.epochs} epochs, a step for each animal. Gauss-Newton: at most ${settings.iterations} iterations. Both have the same data, the same first weights and the same loss, the mean over presentations; the published loss counts padding too.`,
        `Reductions: ${settings.reductions.join('; ')}.`,
        'Of the published table 1 only the row x r is available to us. Rules 6 to 9 are rules 2 to 5 in the order of powers that the published code computes.',
      ],
      tables,
      figures: [
        {
          name: 'weights',
          title: `R2 of weights, animals of the rule ${first}`,
          description: 'Simulated animals. Rings are single seeds, dots their mean, bars the range over seeds.',
          svg: dotFigure(
            methods.flatMap((method) => {
              const found = summary(0, method, 'r2Weights');
              if (found === undefined) return [];
              return {
                name: method.name,
                role: method.optimizer === 'gaussNewton' ? ('ours' as const) : ('baseline' as const),
                values: finite(runsOf(0, method).map(({ r2Weights }) => r2Weights)),
                mean: found.mean,
                low: found.minimum,
                high: found.maximum,
              };
            }),
            { xLabel: 'R2 of weights', digits: 2 },
          ),
        },
      ],
      limits: [
        'All animals are simulated.',
        'The published figures use the authors’ own draws of animals; ours are other draws of the same generator, so the rows are not paired.',
        'R2 of weights is very negative where a true weight hardly moves.',
        'Where weights diverge, Adam goes back half of its step and halves its learning rate. On rules with x r^2, whose weights grow without bound, it stands still after that, near the first parameters.',
        'The perceptron of Gauss-Newton may end in another local minimum than that of Adam.',
        ...settings.reductions,
      ],
    };
  },
});

async function fitBehaviour(
  part: PartContext,
  network: PlasticNetwork,
  settings: Settings,
  text: string,
  { form, optimizer }: Method,
  seed: number,
): Promise<BehaviourFit> {
  const { trialsPerBlock, inputStd, l1 } = settings;
  const truth = parseRule(text);
  const animals = { rule: truth, network, trialsPerBlock, inputStd, recordWeights: false, seed };
  const start = form === 'taylor' ? taylorRule() : mlpRule({ seed });
  const fitted = await fitRule(part, {
    experiments: simulateBehaviour({ ...animals, experiments: settings.experiments }),
    network,
    rule: start,
    optimizer,
    ...(form === 'taylor' && { penalty: { l1 } }),
    ...(optimizer === 'adam'
      ? { epochs: settings.epochs, onDiverge: 'halveStep' as const }
      : { iterations: settings.iterations }),
    uncertainty: 'none',
  });
  const held = simulateBehaviour({ ...animals, experiments: settings.heldOut, purpose: 'eval' });
  const scores = evaluateRule(withParameters(start, fitted.parameters), network, held, { truth });
  return {
    ...fitted,
    r2Weights: finiteOrNull(scores.r2Weights!.median),
    r2Activity: finiteOrNull(scores.r2Activity!.median),
    deviance: finiteOrNull(scores.percentDeviance!.zeroPlasticity.median),
    devianceBaseRate: finiteOrNull(scores.percentDeviance!.baseRate.median),
    devianceTruth: evaluateRule(truth, network, held).percentDeviance!.zeroPlasticity.median,
  };
}
