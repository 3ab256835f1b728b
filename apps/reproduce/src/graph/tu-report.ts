import {
  type Claim,
  type FoldSummary,
  type ReportFigure,
  type ReportTable,
  summariseFolds,
  summariseSeeds,
} from '@perceptrons/evaluation';
import { publishedTuAccuracy } from '@perceptrons/graph';
import { curveFigure } from '../figures/curve-figure';
import { claimInterval } from '../training/seeds';
import type { FoldRun, TuTraining } from './fold-part';
import type { TuSet } from './tu-sets';

/** All folds of one set with one seed. */
export interface SeedRun {
  seed: number;
  folds: FoldRun[];
  summary: FoldSummary;
}

/** What was measured of one set. */
export interface SetRun {
  set: TuSet;
  training: TuTraining;
  seeds: SeedRun[];
}

/** How long an epoch took, by the way graphs come together. */
export interface BatchingRun {
  set: string;
  name: string;
  batchSize: number;
  graphs: number;
  run: FoldRun;
}

/** The network that a program in C was timed with. */
export const nativeSetting = { blockWidths: [16, 16, 16], batchSize: 5 };
/** Seconds of a training epoch of it on MUTAG on one core, all 188 graphs; a run of ours, not published. */
const nativeSeconds = 0.11;

const percent = (value: number) => 100 * value;
const plusMinus = ({ mean, deviation }: { mean: number; deviation: number }) =>
  `${percent(mean).toFixed(1)} +- ${percent(deviation).toFixed(1)}`;

/** Joins the folds of one seed. */
export function seedRun(seed: number, folds: FoldRun[]): SeedRun {
  return { seed, folds, summary: summariseFolds(folds.map(({ accuracies }) => accuracies)) };
}

/** The claims about one set: against the published accuracy where there is one, else against guessing. */
export function setClaims({ set, seeds }: SetRun): Claim[] {
  const best = summariseSeeds(seeds.map(({ summary }) => percent(summary.best.mean)));
  const last = summariseSeeds(seeds.map(({ summary }) => percent(summary.last.mean)));
  const published = publishedTuAccuracy[set.name];
  const counts = new Map<unknown, number>();
  for (const { target } of set.graphs) counts.set(target, (counts.get(target) ?? 0) + 1);
  const commonest = (100 * Math.max(...counts.values())) / set.graphs.length;
  const folds = `mean over ${seeds[0].folds.length} ${set.foldsAre} folds`;
  const claim = (text: string, { mean, ...rest }: typeof best): Claim => {
    const interval = claimInterval({ mean, ...rest });
    if (published) {
      const expected = `within ${published.deviation} of ${published.mean}, one standard deviation of the published accuracy`;
      return {
        claim: text,
        value: mean,
        interval,
        expected,
        holds: Math.abs(mean - published.mean) <= published.deviation,
      };
    }
    return {
      claim: text,
      value: mean,
      interval,
      expected: `> ${commonest.toFixed(1)}%, the commonest class`,
      holds: mean > commonest,
    };
  };
  return [
    claim(`${set.name}: accuracy at the best epoch, ${folds}, %`, best),
    claim(`${set.name}: accuracy at the last epoch, ${folds}, %`, last),
  ];
}

/** One row for each set and seed. */
export function accuracyTable(runs: readonly SetRun[]): ReportTable {
  return {
    title: 'Test accuracy in percent, mean and standard deviation over folds',
    columns: [
      'set',
      'seed',
      'network',
      'epochs',
      'best epoch (chosen on test data)',
      'which',
      'last epoch',
      'published, best epoch',
    ],
    rows: runs.flatMap(({ set, training, seeds }) =>
      seeds.map(({ seed, summary, folds }) => {
        const published = publishedTuAccuracy[set.name];
        return [
          set.name,
          seed,
          `${training.blockWidths.join('-')}, ${folds[0].parameters} parameters`,
          training.epochs,
          plusMinus(summary.best),
          summary.best.epoch + 1,
          plusMinus(summary.last),
          published ? `${published.mean} +- ${published.deviation} (400-400-400)` : 'none',
        ];
      }),
    ),
  };
}

/** Seconds of an epoch of training; `native` is MUTAG as a program in C was timed on it. */
export function timeTable(runs: readonly SetRun[], native?: FoldRun): ReportTable {
  const rows = runs.map(({ set, training, seeds }) => {
    const all = seeds.flatMap(({ folds }) => folds.map(({ secondsPerEpoch }) => secondsPerEpoch));
    const { mean } = summariseSeeds(all);
    return [set.name, training.blockWidths.join('-'), set.folds[0].train.length, mean.toFixed(3), ''];
  });
  const whole = runs.find(({ set }) => set.name === 'MUTAG')?.set.graphs.length;
  if (native && whole !== undefined) {
    const widths = nativeSetting.blockWidths.join('-');
    rows.push(['MUTAG', widths, whole, native.secondsPerEpoch.toFixed(3), nativeSeconds.toString()]);
  }
  return {
    title: 'Seconds of one epoch of training, median over epochs, mean over folds and seeds',
    columns: ['set', 'network', 'graphs of an epoch', 'seconds', 'a program in C on one core'],
    rows,
  };
}

/** Batches of one size against padded ones. */
export function batchingTable(runs: readonly BatchingRun[]): ReportTable {
  return {
    title: 'Batches of one size and padded batches',
    columns: ['set', 'batches', 'batch size', 'seconds of an epoch', 'graphs per second'],
    rows: runs.map(({ set, name, batchSize, graphs, run }) => [
      set,
      name,
      batchSize,
      run.secondsPerEpoch.toFixed(3),
      Math.round(graphs / run.secondsPerEpoch),
    ]),
  };
}

/** Mean accuracy over folds by epoch, with the range over seeds. */
export function accuracyFigures(runs: readonly SetRun[]): ReportFigure[] {
  return runs.map(({ set, seeds }) => {
    const points = seeds[0].summary.epochs.map((_, epoch) => {
      const { mean, minimum, maximum } = summariseSeeds(
        seeds.map(({ summary }) => percent(summary.epochs[epoch].mean)),
      );
      return { x: epoch + 1, y: mean, low: minimum, high: maximum };
    });
    const last = points[points.length - 1];
    return {
      name: `accuracy-${set.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`,
      title: `${set.name}: test accuracy by epoch`,
      description: `Mean over folds, band over ${seeds.length} seeds; ${last.y.toFixed(1)}% after the last epoch.`,
      svg: curveFigure([{ name: 'PPGN', role: 'ours', points }], { xLabel: 'epoch', yLabel: 'test accuracy (%)' }),
    };
  });
}
