// Runs of recurrent ops on two backends with the same drawn inputs.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect } from 'vitest';
import { init, random } from '../../../index';

export type Values = Record<string, { shape: number[]; data: Float32Array }>;

/** Normal values for the inputs of a case, smaller ones for kernels. */
export function draw({ shapes }: { shapes: Record<string, number[]> }): Values {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape], index) => {
      const size = shape.reduce((product, each) => product * each, 1);
      const data = random.normalArray(random.foldIn(3, index), size);
      return [name, { shape, data: name.includes('ernel') ? data.map((value) => value * 0.4) : data }];
    }),
  );
}

/** The result and the gradients of all inputs, as numbers. */
export async function evaluate<Inputs>(
  backend: 'cpu' | 'webgpu',
  op: (inputs: Inputs) => tf.Tensor,
  values: Values,
): Promise<number[][]> {
  await init({ backend });
  const names = Object.keys(values);
  const inputs = names.map((name) => tf.tensor(values[name].data, values[name].shape));
  const run = (...given: tf.Tensor[]): tf.Tensor =>
    op(Object.fromEntries(names.map((name, index) => [name, given[index]])) as Inputs);
  const value = run(...inputs);
  const gradients = tf.tidy(() => tf.grads(run)(inputs, random.normal(5, value.shape)));
  const numbers = await Promise.all([value, ...gradients].map(async (tensor) => [...(await tensor.data())]));
  tf.dispose([value, ...gradients, ...inputs]);
  return numbers;
}

/** Starts WebGPU and fails at the end for what it reported on the side: wrong bindings and shaders do not throw. */
export function watchDevice(): void {
  const deviceErrors: string[] = [];

  beforeAll(async () => {
    await init({ backend: 'webgpu' });
    const { device } = tf.backend() as unknown as { device: EventTarget };
    device.addEventListener('uncapturederror', (event) => {
      deviceErrors.push((event as unknown as { error: Error }).error.message);
    });
  });

  afterAll(() => {
    expect(deviceErrors).toEqual([]);
  });
}
