// Do flies forget? A rule with a weight term fits their choices better than one without; a larger rule always does. Four
// tests say what that is worth, on simulated flies with a decay of weights, on a control with a decay of exactly zero, and on
// recorded flies where their files are at hand.
import { type Claim, type Json, summariseSeeds } from '@perceptrons/evaluation';
import {
  type Experiment,
  forgettingReport,
  plasticNetwork,
  sessionSimulator,
  syntheticFlies,
} from '@perceptrons/plasticity';
import { dotFigure } from '../../figures/dot-figure';
import { Cancelled } from '../../framework/cancelled';
import { defineExperiment } from '../../framework/experiment';
import type { PartContext } from '../../framework/run-context';
import { publishedFlies } from '../../plasticity/published';
import { flyFolder, recordedFlies } from '../../plasticity/recorded-flies';

/** Settings of the experiment. */
type Settings = {
  flies: number;
  trialsPerBlock: number;
  /** Simulated groups of the likelihood ratio. */
  draws: number;
  reductions: string[];
};

/** What the tests of one group leave. */
type GroupReport = {
  flies: number;
  /** Percent deviance explained of each fly, in the data that were fitted. */
  withoutWeight: number[];
  withWeight: number[];
  wilcoxonP: number;
  likelihoodRatio: number;
  likelihoodRatioP: number;
  /** Share of simulated groups without decay in which the in-sample test has p < 0.05. */
  inSampleFalseRate: number;
  heldOutGain: number;
  heldOutP: number;
  /** Mean over flies of the coefficient of w, with its interval. */
  weightTerm: number[];
  /** What the tests support, and what they do not, in sentences. */
  may: string[];
  mayNot: string[];
};

const groupNames = {
  decay: 'syntheticFly, with decay (simulated)',
  control: 'syntheticFly, decay exactly zero (simulated)',
  recorded: 'recorded flies',
} as const;
type Group = keyof typeof groupNames;

/** Largest p of the likelihood ratio with which a decay counts as found. */
const SIGNIFICANCE = 0.01;

export default defineExperiment<Settings>({
  name: 'flies',
  system: 'plasticity',
  title: 'Do flies forget? Four tests and a control',
  question: 'What do a decay of weights and its absence look like to four tests, on simulated or recorded flies?',
  presets: {
    smoke: {
      flies: 5,
      trialsPerBlock: 10,
      draws: 3,
      reductions: ['5 flies of 30 trials, 3 draws: shows that everything runs, nothing more'],
    },
    quick: {
      flies: 8,
      trialsPerBlock: 40,
      draws: 39,
      reductions: ['8 flies of 120 trials instead of 18 of 240', '39 draws instead of 200: no p below 0.025'],
    },
    full: { flies: 18, trialsPerBlock: 80, draws: 200, reductions: [] },
  },
  async run(context) {
    const { settings, seed, dataDirectory } = context;
    const { flies, trialsPerBlock } = settings;
    const recorded = await recordedFlies(dataDirectory, seed);
    const simulated = (decay: boolean) => syntheticFlies({ flies, trialsPerBlock, decay, seed });
    const groups: Array<{ group: Group; name: string; animals: () => Experiment[] }> = [
      { group: 'decay', name: 'decay', animals: () => simulated(true) },
      { group: 'control', name: 'control', animals: () => simulated(false) },
      // Other files make another part: a record must not answer for data that it has not seen.
      ...(recorded.length > 0
        ? [{ group: 'recorded' as const, name: `recorded-${recorded.length}-flies`, animals: () => recorded }]
        : []),
    ];
    context.plan(groups.map(({ name }) => ({ name, group: 'report' })));
    const reports: Array<{ group: Group; report: GroupReport }> = [];
    for (const { group, name, animals } of groups) {
      const report = await context.part(name, (part) => testGroup(part, animals(), settings, seed));
      reports.push({ group, report });
    }

    const claims = reports.flatMap(({ group, report }): Claim[] => {
      const [mean, low, high] = report.weightTerm;
      const claim = `${groupNames[group]}: p of the pooled likelihood ratio`;
      const ratio = { claim, value: report.likelihoodRatioP, interval: null };
      if (group === 'control') {
        return [{ ...ratio, expected: `> ${SIGNIFICANCE}`, holds: report.likelihoodRatioP > SIGNIFICANCE }];
      }
      return [
        { ...ratio, expected: `<= ${SIGNIFICANCE}`, holds: report.likelihoodRatioP <= SIGNIFICANCE },
        {
          claim: `${groupNames[group]}: mean coefficient of w`,
          value: mean,
          interval: [low, high],
          expected: '< 0',
          holds: high < 0,
        },
      ];
    });
    const digits = (value: number) => Number(value.toPrecision(3));
    const median = (values: readonly number[]) => {
      const sorted = [...values].sort((a, b) => a - b);
      return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
    };
    const publishedRow = [
      'published, 18 recorded flies',
      digits(median(publishedFlies.withoutWeight)),
      digits(median(publishedFlies.withWeight)),
      5.34e-5,
      '',
      '',
      '',
      '',
      '',
    ];
    return {
      claims,
      summary: [
        `Rules of the terms 1, x, r, x r without and with w were fitted to each fly without penalty, network [2, 1]; the coefficient of w was kept at or below 0. Tests: the in-sample Wilcoxon test of the publication; the pooled likelihood ratio against ${settings.draws} groups simulated without decay; the deviance of the last 30% of the trials; the mean coefficient with a bootstrap interval over flies.`,
        recorded.length > 0
          ? `Recorded flies: ${recorded.length} files of the folder ${flyFolder}.`
          : `All flies are simulated. Recorded flies join where their files lie as ${flyFolder}/Fly1.mat, ${flyFolder}/Fly2.mat and so on in the folder of data sets.`,
        ...(settings.reductions.length > 0 ? [`Reductions: ${settings.reductions.join('; ')}.`] : []),
        ...reports.map(({ group, report: { may, mayNot } }) =>
          [
            `${groupNames[group]}. May be claimed: ${may.length > 0 ? may.join(' ') : 'nothing about a decay.'}`,
            `May not be claimed: ${mayNot.join(' ')}`,
          ].join(' '),
        ),
      ],
      tables: [
        {
          title: 'The four tests',
          columns: [
            'group',
            'deviance without w %',
            'deviance with w %',
            'in-sample p',
            'likelihood ratio',
            'its p',
            'held-out gain, points',
            'held-out p',
            'mean coefficient of w',
          ],
          rows: [
            ...reports.map(({ group, report }) => [
              groupNames[group],
              digits(median(report.withoutWeight)),
              digits(median(report.withWeight)),
              digits(report.wilcoxonP),
              digits(report.likelihoodRatio),
              digits(report.likelihoodRatioP),
              digits(report.heldOutGain),
              digits(report.heldOutP),
              `${digits(report.weightTerm[0])} (${digits(report.weightTerm[1])} to ${digits(report.weightTerm[2])})`,
            ]),
            publishedRow,
          ],
        },
      ],
      figures: [
        {
          name: 'gain',
          title: 'What the weight term gains in-sample, simulated flies unless named recorded',
          description:
            'Points of percent deviance explained, with minus without w. Rings are flies, dots their mean, bars the 95% interval of the mean. The control has no decay, and gains as well.',
          svg: dotFigure(
            reports.map(({ group, report }) => {
              const values = report.withWeight.map((value, fly) => value - report.withoutWeight[fly]);
              const { mean, low, high } = summariseSeeds(values);
              return { name: figureNames[group], role: figureRoles[group], values, mean, low, high };
            }),
            { xLabel: 'gain in points of deviance explained', digits: 2 },
          ),
        },
      ],
      limits: [
        ...(recorded.length > 0
          ? []
          : ['No animal made these data. They say what the tests detect, not that flies forget.']),
        'The in-sample p is small without decay too: a larger rule fits at least as well.',
        'One group of flies for each arm and seed.',
        ...settings.reductions,
      ],
    };
  },
});

const figureNames: Record<Group, string> = {
  decay: 'simulated, decay',
  control: 'simulated, no decay',
  recorded: 'recorded',
};
const figureRoles = { decay: 'ours', control: 'control', recorded: 'baseline' } as const;

async function testGroup(
  part: PartContext,
  flies: readonly Experiment[],
  { draws, trialsPerBlock }: Settings,
  seed: number,
): Promise<GroupReport & Json> {
  const start = performance.now();
  try {
    const { tests, claims } = await forgettingReport(
      flies.map((fly) => [fly]),
      {
        network: plasticNetwork({ sizes: [2, 1] }),
        simulate: sessionSimulator({ trialsPerBlock }),
        draws,
        significance: SIGNIFICANCE,
        seed,
        signal: part.signal,
        onProgress({ done, total }) {
          const seconds = (performance.now() - start) / 1000;
          const rate = Math.max(done, 1) / seconds;
          part.progress({
            step: done,
            totalSteps: total,
            loss: 0,
            examplesPerSecond: rate,
            secondsLeft: (total - done) / rate,
          });
        },
      },
    );
    const [{ mean }] = tests.interval.terms;
    return {
      flies: flies.length,
      withoutWeight: tests.inSample.smaller,
      withWeight: tests.inSample.larger,
      wilcoxonP: tests.inSample.wilcoxon.p,
      likelihoodRatio: tests.likelihoodRatio.statistic,
      likelihoodRatioP: tests.likelihoodRatio.p,
      inSampleFalseRate: tests.likelihoodRatio.inSampleFalseRate,
      heldOutGain: tests.heldOut.medianGain,
      heldOutP: tests.heldOut.wilcoxon.p,
      weightTerm: [mean.value, mean.low, mean.high],
      may: claims.may,
      mayNot: claims.mayNot,
    };
  } catch (error) {
    if (part.signal.aborted) throw new Cancelled();
    throw error;
  }
}
