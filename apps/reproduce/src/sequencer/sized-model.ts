// The figures of one model over image sizes, in percent, by seed.
import type { Role } from '../figures/colours';
import type { ResolutionRun } from './measure-sizes';
import { type ResolutionId, trainedSide } from './resolution-models';

/** The moderate band of sides around 28, without it. */
export const band = [20, 24, 32, 36, 40] as const;
/** Side of the fine-tuning: twice that of the training. */
export const tunedSide = 56;

/** A model of the experiment with what was measured. Every list has one value per seed. */
export interface SizedModel {
  id: ResolutionId;
  name: string;
  role: Role;
  /** Held-out accuracy at a side, unchanged; undefined if the model cannot take it. */
  at(side: number): readonly number[] | undefined;
  /** Mean accuracy over the band; undefined if a side is missing. */
  overBand: readonly number[] | undefined;
  /** Accuracy at 28 minus that mean. */
  lostInBand: readonly number[] | undefined;
  /** For every held-out image the share of seeds and sides of the band that classified it correctly, in percent. */
  bandPerImage: Float64Array | undefined;
  /** Held-out accuracy at 56 after fine-tuning. */
  tuned: readonly number[];
}

/** Reads the runs of one model. */
export function sizedModel(
  { id, name, role }: Pick<SizedModel, 'id' | 'name' | 'role'>,
  runs: readonly ResolutionRun[],
): SizedModel {
  const measured = (side: number) => {
    const found = runs.map(({ unchanged }) => unchanged.find((size) => size.side === side));
    return found.every((size) => size !== undefined) ? found : undefined;
  };
  const at = (side: number) => measured(side)?.map(({ accuracy }) => 100 * accuracy);
  const bandSizes = band.map(measured);
  const whole = bandSizes.every((sizes) => sizes !== undefined) ? bandSizes : undefined;
  const overBand =
    whole && runs.map((_, run) => (100 * whole.reduce((sum, sizes) => sum + sizes[run].accuracy, 0)) / band.length);
  const trained = at(trainedSide);
  return {
    id,
    name,
    role,
    at,
    overBand,
    lostInBand: overBand && trained?.map((value, run) => value - overBand[run]),
    bandPerImage: whole && shareCorrect(whole.flat().map(({ correct }) => correct)),
    tuned: runs.map(({ tuned }) => 100 * tuned.accuracy),
  };
}

/** For every image the percentage of the lists of 0 and 1 that have a 1 for it. */
function shareCorrect(lists: readonly string[]): Float64Array {
  return Float64Array.from(
    lists[0],
    (_, image) => (100 * lists.reduce((sum, correct) => sum + Number(correct[image]), 0)) / lists.length,
  );
}
