// What a recurrence over an image is made of: chains, each along one axis and in one direction.
import { type Cell, gateCounts, type Squashing } from '../recurrent/cells';

/** How the results of both axes become one, or the only axis there is. */
export type Union2d = 'cat' | 'add' | 'vertical' | 'horizontal';

export const unions2d: readonly Union2d[] = ['cat', 'add', 'vertical', 'horizontal'];

export interface Recurrent2dAttributes {
  cell: Cell;
  union: Union2d;
  /** Every axis is read from both ends. */
  bidirectional: boolean;
  gate: Squashing;
  activation: Squashing;
}

/** One recurrence over all columns (vertical) or all rows of an image. */
export interface Chain {
  vertical: boolean;
  /** From the last pixel to the first. */
  backwards: boolean;
}

/** The chains in the order of their weights: vertical before horizontal, forward before backward. */
export function chainsOf({ union, bidirectional }: Pick<Recurrent2dAttributes, 'union' | 'bidirectional'>): Chain[] {
  const axes = union === 'vertical' ? [true] : union === 'horizontal' ? [false] : [true, false];
  const directions = bidirectional ? [false, true] : [false];
  return axes.flatMap((vertical) => directions.map((backwards) => ({ vertical, backwards })));
}

/** Channels of the result. */
export function columnsOf(attributes: Pick<Recurrent2dAttributes, 'union' | 'bidirectional'>, units: number): number {
  const chains = chainsOf(attributes).length;
  return (attributes.union === 'add' ? chains / 2 : chains) * units;
}

/** First channel of a chain in the result; with `add` both axes share them. */
export function firstColumn(
  { union, bidirectional }: Pick<Recurrent2dAttributes, 'union' | 'bidirectional'>,
  chain: number,
  units: number,
): number {
  return (union === 'add' ? chain % (bidirectional ? 2 : 1) : chain) * units;
}

/** Columns of the kernel that belong to one chain. */
export function chainWidth(cell: Cell, units: number): number {
  return gateCounts[cell] * units;
}

/** Sizes of an image as the sequences of one axis: so many of them, so many steps each. */
export function sequencesOf(
  [batch, height, width]: readonly number[],
  vertical: boolean,
): [count: number, steps: number] {
  return vertical ? [batch * width, height] : [batch * height, width];
}

/** Position of a pixel, [batch, height, width] in a row, from its sequence and its step. */
export function pixelOf(
  [, height, width]: readonly number[],
  vertical: boolean,
  sequence: number,
  step: number,
): number {
  if (!vertical) return sequence * width + step;
  const [image, column] = [Math.floor(sequence / width), sequence % width];
  return (image * height + step) * width + column;
}
