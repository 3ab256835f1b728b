// The Mixer as a user of these packages builds and trains it.
import { AdamW, softmaxCrossEntropy } from '@perceptrons/layers';
import { init } from '@perceptrons/tensor';
import { loadMixerWeights, mixer } from '@perceptrons/vision';
import type * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import { ADAM, LEARNING_RATE, type MixerCase } from './case';
import { tfSubject } from './tf-subject';
import { toTimm } from './timm-names';
import { makeWeights } from './weights';

export async function oursMixer(task: MixerCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  const { imageSize, patchSize, channels, classes, blocks, hiddenDim, tokensDim, channelsDim } = task.shape;
  const model = mixer({
    imageSize,
    patchSize,
    inChannels: channels,
    numClasses: classes,
    numBlocks: blocks,
    hiddenDim,
    tokensMlpDim: tokensDim,
    channelsMlpDim: channelsDim,
    gelu: task.gelu,
    seed: 0,
  });
  const weights = new Map(
    [...toTimm(makeWeights(task.shape), task.shape)].map(([name, weight]) => [
      name,
      { dtype: 'float32' as const, ...weight },
    ]),
  );
  await loadMixerWeights(model, weights, { format: 'timm-safetensors', gelu: task.gelu });
  return tfSubject(task, {
    forward: (images, training) => model.apply(images, { training }) as tf.Tensor2D,
    optimizer: new AdamW({ learningRate: LEARNING_RATE, ...ADAM, weightDecay: 0 }),
    loss: (labels, logits) => softmaxCrossEntropy(labels, logits) as tf.Scalar,
  });
}
