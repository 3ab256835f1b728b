// Helpers that every package's tests share: which backends to run on, the leak check, suites that need WebGPU, and
// what they hand to the device.
import * as tf from '@tensorflow/tfjs';
import { describe, expect, inject } from 'vitest';

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

export function describeWebgpu(name, body) {
  const found = inject('webgpu');
  if (found?.adapter) describe(name, body);
  else describe.skip(`${name} (skipped: ${found?.reason ?? 'not run in the webgpu project'})`, body);
}

export function countDispatches(run) {
  const backend = tf.backend();
  const stock = backend.recordAndSubmit;
  let count = 0;
  backend.recordAndSubmit = function (...parameters) {
    count++;
    return stock.apply(this, parameters);
  };
  try {
    run();
  } finally {
    backend.recordAndSubmit = stock;
  }
  return count;
}
