import * as tf from '@tensorflow/tfjs';
import type { GradientRepair, Proof } from './repair';

/** Comparisons are flat almost everywhere; without a rule any second derivative that passes one throws. */
function flat(kernelName: string, inputNames: string[], proofs: Proof[] = []): GradientRepair {
  return {
    kernelName,
    why: 'no gradient registered',
    config: () => ({
      kernelName,
      inputsToSave: inputNames,
      gradFunc: (_dy, saved) =>
        Object.fromEntries(inputNames.map((name, index) => [name, () => tf.zeros(saved[index].shape)])),
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
];
