// Stock kernels and gradients on WebGPU, after init, against the cpu backend and float64 loops; and no error on the device.
import { describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { init, restore } from '../index';
import { backendRepairs, callRepairs, gradientRepairs, tapeRepairs } from '../repairs/index';
import type { Proof } from '../repairs/repair';
import { differentialCases } from './all-cases';
import type { DifferentialCase } from './differential-case';
import { webgpuDifferences } from './known-differences';
import { type Outcome, runCase } from './run-case';
import { complaints, judge, runOn } from './run-suite';
import { byGradients, byTape, hasSecondDerivative, largestError } from './second-order';

const tolerance = 1e-4;

/** What was wrong in stock, and what has a rule of its own there. */
const always =
  /\[0|0\]|AddN|ArgM|Bincount|Cum|complex|FFT|LinSpace|bool|2,2,2,2,3|GatherND|Transform|Unique|BitwiseAnd/;

/** All of those, every known difference, and one in twelve of the others: a software adapter takes 0.05 s for each. */
const cases = differentialCases.filter(
  ({ name }, index) =>
    !name.includes('special') && (always.test(name) || webgpuDifferences[name] !== undefined || index % 12 === 0),
);
const kernels = [...new Set(cases.map(({ kernel }) => kernel))].sort();

interface Device extends EventTarget {
  queue: { onSubmittedWorkDone(): Promise<unknown> };
}

describeWebgpu('differential suite on webgpu', () => {
  const outcomes = new Map<string, Outcome>();
  const deviceErrors: string[] = [];
  let cpu: Map<string, Outcome>;
  let device: Device;
  let current = '';

  beforeAll(async () => {
    cpu = await runOn('cpu', cases);
    await init({ backend: 'webgpu' });
    device = (tf.backend() as unknown as { device: Device }).device;
    device.addEventListener('uncapturederror', (event) => {
      const { error } = event as unknown as { error: { message: string } };
      deviceErrors.push(`near ${current}: ${error.message.split('\n')[0]}`);
    });
    for (const one of cases) {
      current = one.name;
      outcomes.set(one.name, await runCase(one));
    }
    await device.queue.onSubmittedWorkDone();
  });

  it.each(kernels)('%s', (kernel) => {
    const judged = (one: DifferentialCase): string[] =>
      judge(one, outcomes.get(one.name)!, cpu.get(one.name)!, tolerance);
    const own = cases.filter((one) => one.kernel === kernel);
    expect(complaints(own, judged, webgpuDifferences)).toEqual([]);
  });

  const proofs = [
    ...[...callRepairs, ...gradientRepairs],
    ...tapeRepairs.map(({ name, proofs }) => ({ kernelName: name, proofs })),
    ...backendRepairs.filter(({ backends }) => backends.includes('webgpu')),
  ].flatMap(({ kernelName, proofs }) =>
    proofs.map((proof): [string, Proof] => [`${kernelName}: ${proof.expression}`, proof]),
  );

  it.each(proofs)('%s', async (name, proof) => {
    current = name;
    const before = tf.memory().numTensors;
    const result = tf.tidy(() => proof.compute());
    const values = await result.data();
    result.dispose();
    expect(values.length).toBe(proof.right.length);
    const largest = Math.max(1, ...proof.right.map(Math.abs));
    proof.right.forEach((right, index) => {
      expect(Math.abs(values[index] - right), `element ${index}: ${values[index]}`).toBeLessThan(1e-4 * largest);
    });
    expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
  });

  const nested = cases.filter(
    (one) => hasSecondDerivative(one) && /^(Tanh|Pow|Prod|Softmax|BatchMatMul|Max) /.test(one.name),
  );

  it.each(nested.slice(0, 8).map((one) => [one.name, one] as const))('second derivative of %s', async (name, one) => {
    current = name;
    expect(largestError(await byTape(one), await byGradients(one, 1e-2))).toBeLessThan(2e-2);
  });

  it('reads empty tensors', async () => {
    current = 'empty tensors';
    const empty = tf.tensor2d([], [0, 3]);
    expect([...(await empty.data())]).toEqual([]);
    const sum = tf.tidy(() => tf.add(tf.sum(empty, 0), tf.matMul(tf.zeros([1, 0]), tf.zeros([0, 3]))));
    expect([...(await sum.data())]).toEqual([0, 0, 0]);
    expect([...(await empty.data())]).toEqual([]);
    tf.dispose([empty, sum]);
  });

  it('says what to do where a kernel of the host meets a tensor of the GPU', () => {
    const far = tf.tidy(() => tf.add(tf.ones([2000]), 1));
    expect(() => tf.unique(far)).toThrow(/await tensor\.data\(\)/);
    far.dispose();
  });

  it('leaves no error on the device', async () => {
    await device.queue.onSubmittedWorkDone();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(deviceErrors).toEqual([]);
    restore();
  });
});
