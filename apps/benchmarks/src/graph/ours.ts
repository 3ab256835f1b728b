import { pairBlock } from '@perceptrons/graph';
import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import { channelMatMul, dense, init, pairMaxPool } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import { type GraphCase, mlpNames } from './case';
import { ppgnEpoch } from './epoch';
import { type PpgnKit, ppgnStep } from './network';

/** A PPGN from our ops, a block being one of them. */
export const fusedKit: PpgnKit = {
  block(x, weight, mask) {
    const mlp = (name: string) => mlpNames(name).map(weight);
    return pairBlock(x, mask, { mlp1: mlp('mlp1'), mlp2: mlp('mlp2'), skip: weight('skip') });
  },
  pool: (x, mask) => pairMaxPool(x, mask),
  dense: (x, { kernel, bias }) => dense(x, kernel, bias),
  crossEntropy: (targets, scores) => softmaxCrossEntropy(targets, scores) as tf.Scalar,
  optimizer: () => new AdamW({ learningRate: LEARNING_RATE, ...ADAM, weightDecay: 0 }),
};

/** The same with blocks of single ops, as one writes them down first. */
export const opsKit: PpgnKit = {
  ...fusedKit,
  block(x, weight) {
    const mlp = (name: string): tf.Tensor =>
      mlpNames(name).reduce<tf.Tensor>((h, each) => {
        const { kernel, bias } = weight(each);
        return dense(h, kernel, bias, { activation: 'relu' });
      }, x);
    const product = channelMatMul(mlp('mlp1'), mlp('mlp2'));
    const { kernel, bias } = weight('skip');
    return dense(tf.concat([x, product], 3), kernel, bias) as tf.Tensor4D;
  },
};

/** A PPGN after our start-up. */
export async function oursPpgn(task: GraphCase, backend: BenchmarkBackend, blocks: 'fused' | 'ops'): Promise<Subject> {
  await init({ backend });
  const kit = blocks === 'fused' ? fusedKit : opsKit;
  return task.kind === 'step' ? ppgnStep(task, kit) : ppgnEpoch(task, kit);
}
