// What the layers need of a recurrent cell: its weights, and how it runs over sequences and over images.
import type { MergeMode, Union2d } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { type ChainTensors, type ChainWeight, chainOf } from './chain-weights';

/** How a cell runs in one direction. With `reverse` the states stay at the position of their input. */
export interface SequenceCall {
  reverse: boolean;
  returnSequences: boolean;
}

/** How a cell runs in both directions. */
export interface BothCall {
  returnSequences: boolean;
  mergeMode: MergeMode;
}

/** How a cell runs over images. */
export interface ImageCall {
  union: Union2d;
  bidirectional: boolean;
}

/** A recurrent cell with its settings, but without weights. */
export interface RecurrentCell {
  readonly units: number;
  /** The weights of one chain, in the order of the layer's weights. */
  readonly weights: readonly ChainWeight[];
  /** [batch, time, inputs] to [batch, time, units], or the last states [batch, units]. */
  sequence(x: tf.Tensor, chain: ChainTensors, call: SequenceCall): tf.Tensor;
  /** The same in both directions, twice as wide when they are concatenated. */
  both(x: tf.Tensor, chains: [forward: ChainTensors, backward: ChainTensors], call: BothCall): tf.Tensor;
  /**
   * [batch, height, width, inputs] to [batch, height, width, columns]. The chains are packed in the order vertical
   * forward, vertical backward, horizontal forward, horizontal backward, as far as there are.
   */
  image(x: tf.Tensor, packed: ChainTensors, call: ImageCall): tf.Tensor;
}

type Sequential = Pick<RecurrentCell, 'units' | 'weights' | 'sequence'>;

/** A cell from a function for one direction: the other ways to run are made of it. */
export function composedCell({ units, weights, sequence }: Sequential): RecurrentCell {
  const both: RecurrentCell['both'] = (x, [forward, backward], { returnSequences, mergeMode }) =>
    merge(
      sequence(x, forward, { reverse: false, returnSequences }),
      sequence(x, backward, { reverse: true, returnSequences }),
      mergeMode,
    );
  return {
    units,
    weights,
    sequence,
    both,
    image: (x, packed, call) => imageByAxes({ weights, sequence, both }, x, packed, call),
  };
}

function merge(forward: tf.Tensor, backward: tf.Tensor, mode: MergeMode): tf.Tensor {
  if (mode === 'concat') return tf.concat([forward, backward], -1);
  if (mode === 'mul') return tf.mul(forward, backward);
  const sum = tf.add(forward, backward);
  return mode === 'sum' ? sum : tf.mul(sum, 0.5);
}

/** The axes that are read, in the order of their chains. */
export function axesOf(union: Union2d): Array<'vertical' | 'horizontal'> {
  return union === 'vertical' || union === 'horizontal' ? [union] : ['vertical', 'horizontal'];
}

/** The directions along one axis, in the order of their chains. */
export function directionsOf(bidirectional: boolean): Array<'forward' | 'backward'> {
  return bidirectional ? ['forward', 'backward'] : ['forward'];
}

/** Puts the states along the axes together. */
export function unite(parts: tf.Tensor[], union: Union2d): tf.Tensor {
  if (parts.length === 1) return parts[0];
  return union === 'add' ? tf.add(parts[0], parts[1]) : tf.concat(parts, -1);
}

/** One axis after the other: columns are sequences, then rows are. */
function imageByAxes(
  { weights, sequence, both }: Pick<RecurrentCell, 'weights' | 'sequence' | 'both'>,
  x: tf.Tensor,
  packed: ChainTensors,
  { union, bidirectional }: ImageCall,
): tf.Tensor {
  const directions = directionsOf(bidirectional).length;
  const run = (rows: tf.Tensor, first: number): tf.Tensor => {
    const forward = chainOf(packed, weights, first);
    if (!bidirectional) return sequence(rows, forward, { reverse: false, returnSequences: true });
    const backward = chainOf(packed, weights, first + 1);
    return both(rows, [forward, backward], { returnSequences: true, mergeMode: 'concat' });
  };
  const parts = axesOf(union).map((axis, index) => alongAxis(x, axis, (rows) => run(rows, index * directions)));
  return unite(parts, union);
}

function alongAxis(x: tf.Tensor, axis: 'vertical' | 'horizontal', run: (rows: tf.Tensor) => tf.Tensor): tf.Tensor {
  const turned = axis === 'vertical' ? tf.transpose(x, [0, 2, 1, 3]) : x;
  const [batch, lines, steps, channels] = turned.shape as [number, number, number, number];
  const states = run(tf.reshape(turned, [batch * lines, steps, channels]));
  const grid = tf.reshape(states, [batch, lines, steps, states.shape[2] as number]);
  return axis === 'vertical' ? tf.transpose(grid, [0, 2, 1, 3]) : grid;
}
