import { io } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { describeModel } from '../model/describe-model';
import { toTimm } from './layouts';
import { weightName } from './model-weights';
import { weightPlan } from './weight-plan';

/**
 * Reads the weights of a model under the names and in the shapes of timm.
 *
 * @param model A model made by `mixer`, `gMixer`, `resMlp` or `gMlp`.
 * @returns Tensors by timm name, in the order of timm's `state_dict`; `io.writeSafetensors` of `@perceptrons/tensor` makes a
 * file of them. Bit-equal to the file that was loaded.
 * @throws ConfigError `vision/not-a-mixer` for another model.
 */
export async function exportMixerWeights(model: tf.LayersModel): Promise<Map<string, io.WeightArray>> {
  const config = describeModel(model);
  const ours = await io.modelWeights(model);
  return new Map(
    weightPlan(config).map((planned) => [
      planned.timm,
      toTimm(planned, config.patchSize, ours.get(weightName(planned))!),
    ]),
  );
}
