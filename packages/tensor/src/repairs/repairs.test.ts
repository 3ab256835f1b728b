import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../init/init';
import { backendRepairs, callRepairs, gradientRepairs, kernelRepairs, methodRepairs, tapeRepairs } from './index';
import type { Proof } from './repair';

function run(proof: Proof): number[] {
  return tf.tidy(() => [...proof.compute().dataSync()]);
}

function expectClose(actual: number[], expected: number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, index) => {
    if (Number.isNaN(value) && Number.isNaN(expected[index])) return;
    expect(
      Math.abs(value - expected[index]),
      `element ${index}: ${value} instead of ${expected[index]}`,
    ).toBeLessThanOrEqual(tolerance);
  });
}

function expectRight(proof: Proof): void {
  const before = tf.memory().numTensors;
  expectClose(run(proof), proof.right, proof.tolerance ?? 1e-5);
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
}

function expectStock(proof: Proof): void {
  if ('throws' in proof.stock) expect(() => run(proof)).toThrow(proof.stock.throws);
  else if ('values' in proof.stock)
    expectClose(run(proof), proof.stock.values, Math.abs(proof.stock.values[0]) * 1e-2 + 1e-6);
}

const kernelProofs = [
  ...kernelRepairs.flatMap(({ kernelName, proofs }) => proofs.map((proof) => ({ kernelName, proof }))),
  ...methodRepairs.flatMap(({ name, proofs }) => proofs.map((proof) => ({ kernelName: name, proof }))),
];
const tapeProofs = tapeRepairs.flatMap(({ name, proofs }) => proofs.map((proof) => ({ kernelName: name, proof })));
const gradientProofs = [
  ...callRepairs.flatMap(({ kernelName, proofs }) => proofs.map((proof) => ({ kernelName, proof }))),
  ...tapeProofs,
  ...gradientRepairs.flatMap(({ kernelName, proofs }) => proofs.map((proof) => ({ kernelName, proof }))),
];
const title = ({ kernelName, proof }: { kernelName: string; proof: Proof }): string =>
  `${kernelName}: ${proof.expression}`;

describe.each(testBackends())('repaired calls, gradients and tape on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });
  it.each(gradientProofs.map((entry) => [title(entry), entry.proof] as const))('%s', (_title, proof) =>
    expectRight(proof),
  );
});

describe('repaired kernels on wasm', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  it.each(kernelProofs.map((entry) => [title(entry), entry.proof] as const))('%s', (_title, proof) =>
    expectRight(proof),
  );
});

describe.each(testBackends())('kernels recomposed on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });
  const proofs = backendRepairs.flatMap(({ kernelName, backends, proofs }) =>
    backends.includes(backend) || (backend === 'wasm' && backends.includes('cpu'))
      ? proofs.map((proof) => ({ kernelName, proof }))
      : [],
  );
  it.each(proofs.map((entry) => [title(entry), entry.proof] as const))('%s', (_title, proof) => expectRight(proof));
});

describe('the stock code of the cpu backend, which shows that each recomposition is needed', () => {
  beforeAll(async () => {
    await init({ backend: 'cpu', patchStock: false });
    restore();
  });
  const proofs = backendRepairs
    .filter(({ backends }) => backends.includes('cpu'))
    .flatMap(({ kernelName, proofs }) => proofs.map((proof) => ({ kernelName, proof })))
    .filter(({ proof }) => !('notRun' in proof.stock));
  it.each(proofs.map((entry) => [title(entry), entry.proof] as const))('%s', (_title, proof) => expectStock(proof));
});

describe('the stock code, which shows that each repair is needed', () => {
  beforeAll(async () => {
    await init({ backend: 'wasm', patchStock: false });
    restore();
  });
  afterAll(() => restore());
  const all = [...kernelProofs, ...gradientProofs];
  const runnable = all.filter(({ proof }) => !('notRun' in proof.stock));
  it.each(runnable.map((entry) => [title(entry), entry.proof] as const))('%s', (_title, proof) => expectStock(proof));
});
