import * as tf from '@tensorflow/tfjs';
import { ConfigError, ShapeError } from '../errors/perceptrons-error';
import { type ArrayDrawOptions, checkedOffset, elementCount } from './draw-size';
import { asKey, type KeyOrSeed } from './key';
import { forEachBlock } from './threefry';
import { uniformArray, uniformStep } from './uniform';

/** The distribution of a categorical draw: exactly one of the two fields. */
export interface CategoricalOptions {
  /** Non-negative weights of the classes; their sum need not be 1. */
  probabilities?: ArrayLike<number>;
  /** Logarithms of the weights. */
  logits?: ArrayLike<number>;
}

/**
 * Draws class numbers.
 *
 * With a list of `probabilities` or `logits` all elements share one distribution. With a tensor of logits of shape
 * [...shape, classes] each element has its own, and the draw is argmax(logits + Gumbel noise) on the current backend; the
 * two forms give different values.
 *
 * @param shape Shape of the result.
 * @returns int32 tensor of that shape, values from 0 to classes - 1.
 * @throws ShapeError `tensor/random-shape`, `tensor/random-logits`, ConfigError `tensor/random-key`,
 *   `tensor/random-weights`.
 */
export function categorical(
  key: KeyOrSeed,
  shape: number[],
  options: CategoricalOptions | { logits: tf.Tensor },
): tf.Tensor {
  const { logits } = options;
  if (!(logits instanceof tf.Tensor)) {
    return tf.tensor(categoricalArray(key, elementCount(shape), options as CategoricalOptions), shape, 'int32');
  }
  const classes = logits.shape[logits.rank - 1] ?? 0;
  const count = elementCount(shape);
  if (classes === 0 || logits.shape.length !== shape.length + 1 || shape.some((size, i) => size !== logits.shape[i])) {
    throw new ShapeError({
      code: 'tensor/random-logits',
      argument: 'logits',
      message: `The logits have shape [${logits.shape}] for draws of shape [${shape}]. They need shape [${[...shape, 'classes']}] with at least one class; broadcast them first.`,
    });
  }
  return tf.tidy(() => {
    const noise = uniformArray(key, count * classes);
    for (let i = 0; i < noise.length; i++) noise[i] = -Math.log(-Math.log(noise[i] + 0.5 * uniformStep));
    return tf.argMax(tf.add(logits, tf.tensor(noise, logits.shape)), -1).reshape(shape);
  });
}

/** The values of `categorical` with a list of weights, on the host. */
export function categoricalArray(
  key: KeyOrSeed,
  count: number,
  { probabilities, logits, ...options }: CategoricalOptions & ArrayDrawOptions,
): Int32Array {
  const cumulative = cumulativeWeights(probabilities, logits);
  const total = cumulative[cumulative.length - 1];
  // Should rounding carry a target up to the total, the last class that has weight is drawn.
  const last = cumulative.indexOf(total);
  const offset = checkedOffset(count, options);
  const result = new Int32Array(count);
  forEachBlock(asKey(key), offset, count, (words0, words1, length, position) => {
    for (let i = 0; i < length; i++) {
      const target = total * (((words0[i] >>> 0) * 0x200000 + (words1[i] >>> 11)) * 2 ** -53);
      result[position + i] = firstAbove(cumulative, target, last);
    }
  });
  return result;
}

// Index of the first element larger than `target`, at most `last`; classes of weight 0 are never first.
function firstAbove(cumulative: Float64Array, target: number, last: number): number {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

function cumulativeWeights(probabilities?: ArrayLike<number>, logits?: ArrayLike<number>): Float64Array {
  const given = probabilities ?? logits;
  if (!given || (probabilities && logits)) {
    throw new ConfigError({
      code: 'tensor/random-weights',
      argument: 'probabilities',
      message: `A categorical draw got ${given ? 'both probabilities and logits' : 'neither probabilities nor logits'}. Pass exactly one of them.`,
    });
  }
  const largest = logits ? Array.from(logits).reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) : 0;
  const cumulative = new Float64Array(given.length);
  let sum = 0;
  for (let i = 0; i < given.length; i++) {
    const weight = logits ? Math.exp(given[i] - largest) : given[i];
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) sum = Number.NaN;
    sum += weight;
    cumulative[i] = sum;
  }
  if (!(sum > 0)) {
    throw new ConfigError({
      code: 'tensor/random-weights',
      argument: probabilities ? 'probabilities' : 'logits',
      message: `The weights of a categorical draw are [${Array.from(given).slice(0, 8)}${given.length > 8 ? ', ...' : ''}]. They must be finite, not negative, and at least one must be positive.`,
    });
  }
  return cumulative;
}
