// The core of every training loop of this package: forward, backward, clip, update. Nothing of it waits for the device.
import { ConfigError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { isAdamW } from '../optimizers/adam-w';
import { clipByGlobalNorm } from '../optimizers/clip-by-global-norm';

/** What a forward pass hands to the step. */
export interface Forward {
  loss: tf.Scalar;
  /** Tensors that `measure` still needs after the backward pass. */
  kept: tf.Tensor[];
}

/** How a step updates the weights. */
export interface StepSettings {
  weights: tf.Variable[];
  optimizer: tf.Optimizer;
  /** Largest global norm of the gradients. */
  clipNorm?: number;
}

/** The weights that a model trains. @throws ConfigError `layers/nothing-to-train` if there are none. */
export function trainedWeights(model: tf.LayersModel): tf.Variable[] {
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  if (weights.length > 0) return weights;
  throw new ConfigError({
    code: 'layers/nothing-to-train',
    argument: 'model',
    message: `The model ${model.name} has 0 trainable weights. Set layer.trainable = true on the layers to train.`,
  });
}

/** Frees what TensorFlow.js kept for a backward pass that never comes, because the forward pass threw. */
function releaseTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0 || !state.activeTape) return;
  for (const { saved } of state.activeTape) tf.dispose(saved);
  state.activeTape = null as never;
}

function update({ weights, optimizer, clipNorm }: StepSettings, gradients: tf.NamedTensorMap): void {
  const present = weights.filter(({ name }) => gradients[name] != null);
  const raw = present.map(({ name }) => gradients[name]);
  const named = (tensors: tf.Tensor[]) => present.map(({ name }, i) => ({ name, tensor: tensors[i] }));
  if (clipNorm === undefined) optimizer.applyGradients(named(raw));
  // Ours clips on the way in.
  else if (isAdamW(optimizer)) optimizer.applyGradients(named(raw), { clipNorm });
  else optimizer.applyGradients(named(clipByGlobalNorm(raw, clipNorm).gradients));
}

/**
 * Takes one training step.
 *
 * @param forward Runs under the tape.
 * @param measure Runs after the update, on what `forward` kept; what it returns comes back after the loss.
 * @returns The loss and the measures, still on the device. The caller disposes them.
 */
export function gradientStep(
  settings: StepSettings,
  forward: () => Forward,
  measure: (kept: tf.Tensor[]) => tf.Scalar[],
): tf.Scalar[] {
  // The gradient call frees what its function made; what is kept lives until the step ends.
  let kept: tf.Tensor[] = [];
  const step = () => {
    const { value, grads } = settings.optimizer.computeGradients(() => {
      const made = forward();
      kept = made.kept.map((tensor) => tf.keep(tensor));
      return made.loss;
    }, settings.weights);
    update(settings, grads);
    return [value, ...measure(kept)];
  };
  try {
    return tf.tidy(step);
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    tf.dispose(kept);
  }
}
