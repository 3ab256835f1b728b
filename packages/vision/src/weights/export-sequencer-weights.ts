import { io } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { describeSequencer } from '../model/describe-sequencer';
import { tensorOf } from './sequencer-layouts';
import { sequencerTensors } from './sequencer-tensors';

/**
 * Reads the weights of a model under the names and in the shapes of timm. Where the model has one bias, `bias_hh` is 0.
 *
 * @param model A model made by `sequencer2d` or `vSequencer`.
 * @returns Tensors by timm name, in the order of timm's `state_dict`; `io.writeSafetensors` of `@perceptrons/tensor` makes a
 * file of them. With `biasMode: 'torch'` bit-equal to the file that was loaded.
 * @throws ConfigError `vision/not-a-sequencer` for another model.
 */
export async function exportSequencerWeights(model: tf.LayersModel): Promise<Map<string, io.WeightArray>> {
  const ours = await io.modelWeights(model);
  return new Map(
    sequencerTensors(describeSequencer(model)).map((tensor) => [
      tensor.name,
      tensorOf(tensor, ours.get(`${tensor.layer}/${tensor.weight}`)!),
    ]),
  );
}
