// A PPGN over a kit of parts: our single ops, or the best composition of stock ops.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { minimize, trainingSubject } from '../networks/tf-subject';
import type { PpgnShape, StepCase } from './case';
import { stepBatch, weightVariables } from './values';

/** A dense map: kernel [inputs, outputs] and bias. */
export interface DenseWeights {
  kernel: tf.Tensor2D;
  bias: tf.Tensor1D;
}

export interface PpgnKit {
  /** Pairs [batch, n, n, inputs] to [batch, n, n, width]; `weight` finds the dense map of a name inside the block. */
  block(x: tf.Tensor4D, weight: (name: string) => DenseWeights): tf.Tensor4D;
  /** Largest values on the diagonal, then off it, [batch, 2 width]. */
  pool(x: tf.Tensor4D): tf.Tensor2D;
  dense(x: tf.Tensor2D, weights: DenseWeights): tf.Tensor2D;
  /** Mean over graphs. */
  crossEntropy(targets: tf.Tensor2D, scores: tf.Tensor2D): tf.Scalar;
  optimizer(): tf.Optimizer;
}

/** Scores of every graph: the sum of what every block says. */
function ppgnScores(
  kit: PpgnKit,
  shape: PpgnShape,
  weights: ReadonlyMap<string, tf.Tensor>,
  pairs: tf.Tensor4D,
): tf.Tensor2D {
  const find = (name: string): DenseWeights => ({
    kernel: weights.get(`${name}.kernel`) as tf.Tensor2D,
    bias: weights.get(`${name}.bias`) as tf.Tensor1D,
  });
  let x = pairs;
  let scores: tf.Tensor2D | undefined;
  for (let block = 0; block < shape.blocks; block++) {
    x = kit.block(x, (name) => find(`block${block}.${name}`));
    const said = kit.dense(kit.pool(x), find(`head${block}`));
    scores = scores === undefined ? said : (tf.add(scores, said) as tf.Tensor2D);
  }
  return scores as tf.Tensor2D;
}

/** Training steps of one batch. */
export function ppgnStep(task: StepCase, kit: PpgnKit): Subject {
  const weights = weightVariables(task.shape, task.nodes);
  const { pairs, targets } = stepBatch(task);
  const x = tf.tensor<tf.Rank.R4>(pairs.data, pairs.shape as [number, number, number, number]);
  const y = tf.tensor<tf.Rank.R2>(targets.data, targets.shape as [number, number]);
  const optimizer = kit.optimizer();
  return trainingSubject(() => minimize(optimizer, () => kit.crossEntropy(y, ppgnScores(kit, task.shape, weights, x))));
}
