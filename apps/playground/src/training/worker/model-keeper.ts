import { io } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

interface Kept<Origin> {
  model: tf.LayersModel;
  origin: Origin;
  /** Tensors belong to the backend they were made on, so a switch means a new model. */
  backend: string;
  /** Host copy of the weights, once the training has ended. */
  weights?: Awaited<ReturnType<typeof io.modelWeights>>;
}

/** Keeps the model of the visitor's run, from its first step on, and rebuilds it after a switch of the backend. */
export class ModelKeeper<Origin> {
  #kept: Kept<Origin> | undefined;

  /** @param build makes a fresh model from what came with the kept one. */
  constructor(private readonly build: (origin: Origin) => tf.LayersModel) {}

  /** Makes a model the one that answers. The model before it is freed. */
  set(model: tf.LayersModel, origin: Origin): void {
    this.forget();
    this.#kept = { model, origin, backend: tf.getBackend() };
  }

  /** Copies the weights to the host, so that they outlive a switch of the backend. */
  async keepWeights(): Promise<void> {
    if (this.#kept) this.#kept.weights = await io.modelWeights(this.#kept.model);
  }

  forget(): void {
    if (this.#kept?.backend === tf.getBackend()) this.#kept.model.dispose();
    this.#kept = undefined;
  }

  get(): { model: tf.LayersModel; origin: Origin } | undefined {
    const kept = this.#kept;
    if (kept && kept.backend !== tf.getBackend()) {
      kept.model = this.build(kept.origin);
      kept.backend = tf.getBackend();
      if (kept.weights) io.loadWeights(kept.model, kept.weights);
    }
    return kept;
  }
}
