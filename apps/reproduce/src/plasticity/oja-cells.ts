// Cells of the experiment on Oja's rule, and how their recorded neurons are drawn.
import { type ReportTable, summariseSeeds } from '@perceptrons/evaluation';
import {
  type ActivityOptions,
  type RecordedDraw,
  simulateActivity,
  type UnrecordedInputs,
} from '@perceptrons/plasticity';
import { publishedOjaR2 } from './published';

/** A cell of the published table. */
export type Cell = { noise: number; fraction: number };
/** How the neurons of a cell are drawn: by chance, as published, or exactly the share that is asked for. */
export type DrawnCell = Cell & {
  draw: RecordedDraw;
  /** What the model reads for inputs that were not recorded. Default: draws, as published. */
  unrecorded?: UnrecordedInputs;
};
/** A cell that is run, with as many seeds. */
export type RunCell = DrawnCell & { seeds: number };

/** So few seeds have a mean of their own, beside that of all. */
export const FEW = 3;

/** Where all neurons are recorded both draws are the same. */
export function shareName({ fraction, draw, unrecorded }: DrawnCell): string {
  const share = `${100 * fraction}%`;
  if (fraction === 1) return share;
  const drawn = draw === 'exact' ? `exactly ${share}` : `${share} by chance`;
  return unrecorded === 'mean' ? `${drawn}, other inputs at their mean` : drawn;
}

/** Name of a cell in claims. */
export const cellName = (cell: DrawnCell) => `noise ${cell.noise}, recorded ${shareName(cell)}`;
/** True for the same cell with neurons drawn the same way. */
export const sameCell = (one: DrawnCell, other: DrawnCell) => cellName(one) === cellName(other);

/** How many inputs are as they were, and not replaced, in a recording with these options. */
export function recordedInputsOf(data: ActivityOptions): number {
  const [part] = simulateActivity({ ...data, experiments: 1, trials: 1 });
  const [whole] = simulateActivity({ ...data, experiments: 1, trials: 1, recordedFraction: 1 });
  return part.x.filter((value, input) => value === whole.x[input]).length;
}

/** "25", or "24.1 (17 to 34)" where seeds differ. */
export function inputsRecorded(counts: readonly number[]): string {
  const { mean, minimum, maximum } = summariseSeeds(counts);
  return minimum === maximum ? `${minimum}` : `${Number(mean.toFixed(1))} (${minimum} to ${maximum})`;
}

/** A cell whose neurons are recorded exactly and by chance: the scores of both, and the inputs behind the first seeds. */
export function drawTable(
  cells: readonly RunCell[],
  figures: (cell: RunCell) => { scores: number[]; inputs: number[] },
): ReportTable[] {
  const exact = cells.filter(({ draw }) => draw === 'exact');
  const rows = exact.flatMap((one) => [one, ...cells.filter((cell) => sameCell(cell, { ...one, draw: 'chance' }))]);
  const shown = (scores: readonly number[]) => {
    const { mean, deviation, count } = summariseSeeds(scores);
    return `${mean.toFixed(4)} +- ${(deviation / Math.sqrt(count)).toFixed(4)}`;
  };
  if (rows.length === 0) return [];
  return [
    {
      title: 'Neurons recorded exactly and by chance, Adam: means with their standard errors',
      columns: [
        'recorded',
        `first ${FEW} seeds`,
        `inputs of the first ${FEW}`,
        'all seeds',
        'seeds',
        'inputs',
        'published',
      ],
      rows: rows.map((cell) => {
        const { scores, inputs } = figures(cell);
        return [
          shareName(cell),
          shown(scores.slice(0, FEW)),
          inputs.slice(0, FEW).join(', '),
          shown(scores),
          scores.length,
          inputsRecorded(inputs),
          publishedOjaR2(cell.noise, cell.fraction)!.toFixed(4),
        ];
      }),
    },
  ];
}
