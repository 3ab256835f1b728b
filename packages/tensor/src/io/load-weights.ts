import * as tf from '@tensorflow/tfjs';
import { ConfigError } from '../errors/perceptrons-error';
import { type MapWeightsOptions, mapWeights } from './map-weights';
import type { NamedWeights, WeightArray } from './weight-array';

/** The part of a `tf.LayersModel` that holds weights. */
export type WeightOwner = Pick<tf.LayersModel, 'weights'>;

// `name` gets a suffix when another model of the process has a layer of the same name; `originalName` does not.
function shapesByName(model: WeightOwner): Map<string, number[]> {
  const shapes = new Map<string, number[]>();
  for (const { originalName: name, shape } of model.weights) {
    if (shapes.has(name)) {
      throw new ConfigError({
        code: 'tensor/weight-names',
        argument: 'model',
        message: `The model has two weights named "${name}". Weights are loaded by name: give the layers different names.`,
      });
    }
    shapes.set(name, shape as number[]);
  }
  return shapes;
}

/**
 * Sets the weights of a model from the tensors of a file. Weights are named `<layer>/<weight>`, for example `dense/kernel`.
 *
 * @param model A `tf.LayersModel`, or anything with its `weights`.
 * @param weights Tensors by the names of the file.
 * @param options As for `mapWeights`, which names become which. Not strict: weights without a tensor keep their value.
 * @returns Number of weights set.
 * @throws DataError `tensor/weights-differ` and ConfigError `tensor/weight-rule` as `mapWeights`; ConfigError
 *   `tensor/weight-names` for a model with two weights of one name. The model is unchanged then.
 */
export function loadWeights(model: WeightOwner, weights: NamedWeights, options: MapWeightsOptions = {}): number {
  const mapped = mapWeights(weights, shapesByName(model), options);
  tf.tidy(() => {
    for (const variable of model.weights) {
      const weight = mapped.get(variable.originalName);
      if (weight) variable.write(tf.tensor(weight.data, weight.shape, variable.dtype));
    }
  });
  return mapped.size;
}

/**
 * Reads the weights of a model onto the host.
 *
 * @returns Tensors by the names of the model, ready for `writeSafetensors` or `writeNpz`.
 * @throws ConfigError `tensor/weight-names` for a model with two weights of one name.
 */
export async function modelWeights(model: WeightOwner): Promise<Map<string, WeightArray>> {
  const result = new Map<string, WeightArray>();
  for (const name of shapesByName(model).keys()) {
    const value = model.weights.find(({ originalName }) => originalName === name)!.read();
    const data = (await value.data()).slice();
    result.set(name, { dtype: value.dtype, shape: value.shape.slice(), data } as WeightArray);
  }
  return result;
}
