// Stock kernels and gradients on WebGPU, after init, against the cpu backend and float64 loops; and no error on the device.
import { describeWebgpu } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { init, restore } from '../index';
import { backendRepairs, callRepairs, gradientRepairs, programRepairs, tapeRepairs } from '../repairs/index';
import type { Proof } from '../repairs/repair';
import { differentialCases } from './all-cases';
import type { DifferentialCase } from './differential-case';
import {
  kernelsOfGradients,
  noSecondDerivative,
  uncoveredKernels,
  uncoveredOnWebgpu,
  webgpuDifferences,
} from './known-differences';
import { type Outcome, runCase } from './run-case';
import { complaints, judge, runOn } from './run-suite';
import { byTape, hasSecondDerivative, largestError } from './second-order';

const tolerance = 1e-4;
/** Two tapes add their errors. */
const secondTolerance = 2e-3;

/** Where stock is wrong, or what has a rule of its own there. */
const always =
  /\[0|0\]|AddN|ArgM|Bincount|Cum|complex|FFT|LinSpace|bool|2,2,2,2,3|GatherND|Transform|Unique|BitwiseAnd/;
const sizeOf = ({ inputs }: DifferentialCase): number => inputs.reduce((sum, { values }) => sum + values.length, 0);
const smallest = (list: DifferentialCase[]): DifferentialCase | undefined =>
  [...list].sort((a, b) => sizeOf(a) - sizeOf(b)).find((one) => sizeOf(one) > 0) ?? list[0];

/** A case of each kernel, of each gradient where there is one. */
function oneOfEach(list: readonly DifferentialCase[]): Set<DifferentialCase> {
  const names = [...new Set(list.map(({ kernel }) => kernel))];
  const chosen = names.map((name) => {
    const own = list.filter(({ kernel }) => kernel === name);
    const differentiated = own.filter(({ gradient }) => gradient !== undefined);
    return smallest(differentiated.length > 0 ? differentiated : own)!;
  });
  return new Set(chosen);
}

/** WGSL lets a device take it that there are no NaN, infinities and subnormal numbers. */
const special = differentialCases.filter(({ name }) => name.includes('special'));
const everything = process.env.PERCEPTRONS_ALL_CASES === '1';
const ordinary = differentialCases.filter((one) => !special.includes(one));
/** Compiling is slow on a software adapter: without PERCEPTRONS_ALL_CASES=1 one in eight of what is left. */
const first = oneOfEach(ordinary);
const cases = ordinary.filter(
  (one, index) =>
    everything ||
    first.has(one) ||
    always.test(one.name) ||
    webgpuDifferences[one.name] !== undefined ||
    index % 8 === 0,
);
const kernels = [...new Set(cases.map(({ kernel }) => kernel))].sort();

/** The smallest case of each kernel whose second derivatives can be judged. */
const nested = kernels.flatMap((kernel) => {
  const own = cases.filter((one) => one.kernel === kernel && hasSecondDerivative(one));
  return smallest(own) ?? [];
});

interface Device extends EventTarget {
  queue: { onSubmittedWorkDone(): Promise<unknown> };
}

describeWebgpu('differential suite on webgpu', () => {
  const outcomes = new Map<string, Outcome>();
  const deviceErrors: string[] = [];
  const cpuSeconds = new Map<string, Array<ArrayLike<number>>>();
  let cpu: Map<string, Outcome>;
  let device: Device;
  let current = '';

  beforeAll(async () => {
    cpu = await runOn('cpu', cases);
    await init({ backend: 'cpu' });
    for (const one of nested) {
      if (noSecondDerivative[one.kernel] === undefined) cpuSeconds.set(one.name, await byTape(one));
    }
    restore();
    await init({ backend: 'webgpu' });
    // Small tensors would be computed on the host, and the shaders of integers and truth values never be seen.
    tf.env().set('WEBGPU_CPU_FORWARD', false);
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
  }, 180_000);

  it(`runs ${cases.length} of ${differentialCases.length} cases; ${special.length} of special values never`, () => {
    const names = cases.map(({ name }) => name);
    expect(Object.keys(webgpuDifferences).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('covers every kernel and every gradient that the suite covers on WASM', () => {
    expect(kernels).toEqual([...new Set(differentialCases.map(({ kernel }) => kernel))].sort());
    const withGradient = (list: readonly DifferentialCase[]): string[] =>
      [...new Set(list.filter(({ gradient }) => gradient !== undefined).map(({ kernel }) => kernel))].sort();
    expect(withGradient(cases)).toEqual(withGradient(differentialCases));
  });

  it('covers every kernel of the webgpu backend', () => {
    const named = [kernelsOfGradients, uncoveredKernels, uncoveredOnWebgpu].flatMap((table) => Object.keys(table));
    const covered = [...kernels, ...named];
    const all = tf.getKernelsForBackend('webgpu').map(({ kernelName }) => kernelName);
    expect(all.filter((kernel) => !covered.includes(kernel) && !kernel.startsWith('Perceptrons'))).toEqual([]);
  });

  it.each(kernels)('%s', (kernel) => {
    const judged = (one: DifferentialCase): string[] =>
      judge(one, outcomes.get(one.name)!, cpu.get(one.name)!, tolerance);
    const own = cases.filter((one) => one.kernel === kernel);
    expect(complaints(own, judged, webgpuDifferences)).toEqual([]);
  });

  const proofs = [
    ...[...callRepairs, ...gradientRepairs],
    ...[...tapeRepairs, ...programRepairs].map(({ name, proofs }) => ({ kernelName: name, proofs })),
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

  // On cpu and WASM they are judged by differences.
  it.each(nested.map((one) => [one.name, one] as const))('second derivative of %s', async (name, one) => {
    current = name;
    const expected = cpuSeconds.get(name);
    if (expected === undefined)
      await expect(byTape(one)).rejects.toThrow(/gradient function not found for \w+|Gradient of \w+/);
    else expect(largestError(await byTape(one), expected)).toBeLessThan(secondTolerance);
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
    tf.env().set('WEBGPU_CPU_FORWARD', true);
    restore();
  });
});
