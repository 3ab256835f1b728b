import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import { attention, dense, init, layerNorm } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import type { NetworkCase } from './case';
import { denseFromOps } from './dense-ops';
import { layersModel } from './layers-model';
import { type TransformerKit, transformerSubject } from './transformer';

/** The transformer from our ops. */
export const oursKit: TransformerKit = {
  dense: (x, kernel, bias, activation) => dense(x, kernel, bias, { activation }),
  layerNorm: (x, gamma, beta, epsilon) => layerNorm(x, gamma, beta, { epsilon }),
  attention: (q, k, v) => attention(q, k, v, { causal: true }),
  crossEntropy: (targets, logits) => softmaxCrossEntropy(targets, logits) as tf.Scalar,
  optimizer: () => new AdamW({ learningRate: LEARNING_RATE, ...ADAM, weightDecay: 0 }),
};

/** A network after our start-up: the transformer from our ops, the others as unchanged `tf.layers` code. */
export async function oursNetwork(task: NetworkCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  if (task.network.kind === 'transformer') return transformerSubject(task, oursKit);
  return task.fromOps ? denseFromOps(task) : layersModel(task);
}
