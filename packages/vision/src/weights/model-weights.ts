// Naming the weights of a built model.
import type * as tf from '@tensorflow/tfjs';
import type { PlannedWeight } from './weight-plan';

/** The stable name of a planned weight: `block0_tokens/fc1/kernel`. It is also its name in a saved model. */
export function weightName({ layer, weight }: PlannedWeight): string {
  return `${layer}/${weight}`;
}

/** Variables of a model by stable name. TensorFlow.js may add `_1` to `name` when two models live at once; the original name stays. */
export function variablesByName(model: tf.LayersModel): Map<string, tf.LayerVariable> {
  return new Map(model.weights.map((variable) => [variable.originalName, variable]));
}
