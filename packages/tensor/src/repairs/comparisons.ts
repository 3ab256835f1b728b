import * as tf from '@tensorflow/tfjs';
import type { GradientRepair, Proof } from './repair';

/** Comparisons are flat almost everywhere; without a rule any second derivative that passes one throws. */
function flat(
  kernelName: string,
  inputNames: string[],
  proofs: Proof[] = [],
  why = 'no gradient registered',
): GradientRepair {
  return {
    kernelName,
    why,
    config: () => ({
      kernelName,
      inputsToSave: inputNames,
      gradFunc: (_dy, saved) =>
        // Zeros that the tape can follow: a constant would cut the path of a second derivative.
        Object.fromEntries(
          inputNames.map((name, index) => [name, () => tf.zerosLike(tf.cast(saved[index], 'float32'))]),
        ),
    }),
    proofs,
  };
}

const logSumExp: Proof = {
  expression: 'second derivative of logSumExp([x, 0]) at 0.5',
  compute: () =>
    tf.grad((x) => tf.sum(tf.grad((z) => tf.logSumExp(tf.stack([z, tf.zerosLike(z)])))(x)))(tf.scalar(0.5)),
  stock: { throws: 'Equal' },
  right: [0.235004],
};

export const comparisons: GradientRepair[] = [
  ...['Greater', 'GreaterEqual', 'Less', 'LessEqual', 'NotEqual', 'LogicalAnd', 'LogicalOr'].map((name) =>
    flat(name, ['a', 'b']),
  ),
  flat('Equal', ['a', 'b'], [logSumExp]),
  flat('LogicalNot', ['x']),
  flat(
    'FloorDiv',
    ['a', 'b'],
    [
      {
        expression: 'gradient of sum(floorDiv(x, 2)), x = [1, 5]',
        compute: () => tf.grad((x) => tf.sum(tf.floorDiv(x, 2)))(tf.tensor1d([1, 5])),
        stock: { values: [0.5, 0.5] },
        right: [0, 0],
      },
    ],
    'counts as a plain quotient, although the function is flat, as floor is',
  ),
];
