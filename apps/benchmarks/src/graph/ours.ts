import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import { channelMatMul, dense, init, pairMaxPool } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE } from '../mixer/case';
import { type GraphCase, mlpNames, type StepCase } from './case';
import { ppgnEpoch } from './epoch';
import { ginModelStep, ppgnModelStep } from './model';
import { type PpgnKit, ppgnStep } from './network';

/** A PPGN from our ops one by one, as one writes it down first. */
export const opsKit: PpgnKit = {
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
  pool: (x) => pairMaxPool(x),
  dense: (x, { kernel, bias }) => dense(x, kernel, bias),
  crossEntropy: (targets, scores) => softmaxCrossEntropy(targets, scores) as tf.Scalar,
  optimizer: () => new AdamW({ learningRate: LEARNING_RATE, ...ADAM, weightDecay: 0 }),
};

/** A PPGN after our start-up: the `ppgn` of the package, or the same from single ops. */
export async function oursPpgn(task: GraphCase, backend: BenchmarkBackend, form: 'model' | 'ops'): Promise<Subject> {
  await init({ backend });
  if (task.kind === 'epoch') return ppgnEpoch(task);
  return form === 'model' ? ppgnModelStep(task) : ppgnStep(task, opsKit);
}

/** A GIN of equal width after our start-up. */
export async function oursGin(task: StepCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  return ginModelStep(task);
}
