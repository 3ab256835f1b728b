// Helpers that every package's tests share: which backends to run on, and the leak check.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

export function testBackends() {
  const chosen = process.env.PERCEPTRONS_BACKENDS ?? 'cpu,wasm';
  return chosen
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

export async function expectNoLeak(run) {
  const before = tf.memory().numTensors;
  await run();
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
}
