// The effective receptive field of every block of a Sequencer, and how much of it lies on the cross of its token.
import { imageAt, imageTensor, type LabelledImages } from '@perceptrons/data';
import { effectiveReceptiveField } from '@perceptrons/vision';
import type * as tf from '@tensorflow/tfjs';

/** Side of a patch of `seqNano28`, and of its grid of patches. */
const patch = 4;
const grid = 7;
/** Row and column of the token that is looked at: the middle of the grid. */
const middle = 3;

/** One map: how strongly each pixel of the image acts on the middle token of a block. Row by row. */
export type FieldMap = { rows: number; columns: number; values: number[] };

/** Digits that a map keeps in the record. A zero stays one. */
const digits = 6;

/**
 * The receptive field of the middle token after every block, E = log10(1 + sum of positive gradients), not scaled.
 *
 * @param images whose gradients are added up.
 */
export async function blockFields(model: tf.LayersModel, images: LabelledImages): Promise<FieldMap[]> {
  const layers = model.layers.map(({ name }) => name).filter((name) => /^stage\d+_block\d+$/.test(name));
  const input = imageTensor(Array.from({ length: images.count }, (_, index) => imageAt(images, index)));
  try {
    const maps = await effectiveReceptiveField(model, input, { layers, center: [middle, middle], scale: 'none' });
    return maps.map(({ map }) => {
      const [rows, columns] = map.shape;
      const values = Array.from(map.dataSync(), (value) => Number(value.toPrecision(digits)));
      map.dispose();
      return { rows, columns, values };
    });
  } finally {
    input.dispose();
  }
}

/** What a map shows. */
export interface CrossFigures {
  /** Largest value outside of the row and column of patches of the token. */
  largestOff: number;
  /** Share of the patches on the cross that act on the token at all. */
  reachedOn: number;
  /** The same off the cross. */
  reachedOff: number;
  /** Share of the map on the four arms of the cross; the patch of the token itself is left out of the map. */
  armShare: number;
}

/** Share of the patches, without that of the token, that lie on the arms: what a map without a cross has there. */
export const armArea = (2 * (grid - 1)) / (grid * grid - 1);

/** Measures a map patch by patch, since a single pixel may have a negative gradient on all images. */
export function crossFigures({ rows, columns, values }: FieldMap): CrossFigures {
  const sums = new Float64Array(grid * grid);
  const largest = new Float64Array(grid * grid);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const index = Math.floor(row / patch) * grid + Math.floor(column / patch);
      const value = values[row * columns + column];
      sums[index] += value;
      largest[index] = Math.max(largest[index], value);
    }
  }
  const indexes = Array.from(sums, (_, index) => index);
  const onRow = (index: number) => Math.floor(index / grid) === middle;
  const onColumn = (index: number) => index % grid === middle;
  const arms = indexes.filter((index) => onRow(index) !== onColumn(index));
  const off = indexes.filter((index) => !onRow(index) && !onColumn(index));
  const sum = (of: readonly number[]) => of.reduce((total, index) => total + sums[index], 0);
  const reached = (of: readonly number[]) => of.filter((index) => largest[index] > 0).length / of.length;
  return {
    largestOff: Math.max(...off.map((index) => largest[index])),
    reachedOn: reached([...arms, middle * grid + middle]),
    reachedOff: reached(off),
    armShare: sum(arms) / (sum(arms) + sum(off)),
  };
}
