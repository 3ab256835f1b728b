import type { Activation } from '@perceptrons/layers';
import type * as tf from '@tensorflow/tfjs';
import { activation } from './build-model';

/** Changes the GELU of every layer that has one. The layers read it at each call, so the model needs no rebuilding. */
export function setGelu(model: tf.LayersModel, gelu: 'erf' | 'tanh'): void {
  for (const layer of model.layers) {
    const holder = layer as tf.layers.Layer & { activation?: Activation };
    if (holder.activation === 'gelu' || holder.activation === 'gelu_new') holder.activation = activation({ gelu });
  }
}
