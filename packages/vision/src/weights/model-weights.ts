// Reading and writing the weights of a built model by their stable names.
import * as tf from '@tensorflow/tfjs';
import type { PlannedWeight } from './weight-plan';

/** The stable name of a planned weight: `block0_tokens/fc1/kernel`. It is also its name in a saved model. */
export function weightName({ layer, weight }: PlannedWeight): string {
  return `${layer}/${weight}`;
}

/** Variables of a model by stable name. TensorFlow.js may add `_1` to `name` when two models live at once; the original name stays. */
export function variablesByName(model: tf.LayersModel): Map<string, tf.LayerVariable> {
  return new Map(model.weights.map((variable) => [variable.originalName, variable]));
}

/** Copies values into a variable. */
export function writeVariable(variable: tf.LayerVariable, values: Float32Array): void {
  tf.tidy(() => {
    variable.write(tf.tensor(values, variable.shape as number[], 'float32'));
  });
}
