import type { ByteStore } from '@perceptrons/data';
import { io } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';

/** Gives a model the weights of its checkpoint. False where there is none. */
export async function loadFromCheckpoint(store: ByteStore, name: string, model: tf.LayersModel): Promise<boolean> {
  const bytes = await store.read(name);
  if (!bytes) return false;
  const stored = io.readSafetensors(bytes);
  tf.tidy(() => {
    model.weights.forEach((weight, index) => {
      const kept = stored.get(`model/${index}`);
      if (kept) weight.write(tf.tensor(kept.data, kept.shape));
    });
  });
  return true;
}
