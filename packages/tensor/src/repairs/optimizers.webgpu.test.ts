// Fused optimizers on WebGPU against the stock classes on the cpu backend.
import { countDispatches, describeWebgpu, expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WebgpuBackend } from '../backends/webgpu-kernel';
import { adamWStep, averageStep, random } from '../index';
import { init, lastReport, restore } from '../init/init';

type Make = () => tf.Optimizer;

const makers: Array<[string, Make]> = [
  ['adam', () => tf.train.adam(0.01, 0.8, 0.99, 1e-6)],
  ['sgd', () => tf.train.sgd(0.05)],
  ['momentum', () => tf.train.momentum(0.05, 0.7)],
  ['momentum after Nesterov', () => tf.train.momentum(0.05, 0.7, true)],
  ['rmsprop', () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-2)],
  ['rmsprop, centred', () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-6, true)],
  ['adagrad', () => tf.train.adagrad(0.05, 0.2)],
  ['adadelta', () => tf.train.adadelta(0.5, 0.9, 1e-4)],
  ['adamax', () => tf.train.adamax(0.01, 0.8, 0.99, 1e-6, 0.1)],
];

const shapes = [[5], [2, 3], [], [4, 4], [0], [3], [300]];
let run = 0;

interface Run {
  weights: number[][];
  state: Array<{ name: string; values: number[] }>;
}

const read = async (tensor: tf.Tensor): Promise<number[]> => (tensor.size === 0 ? [] : Array.from(await tensor.data()));

const readAll = (tensors: readonly tf.Tensor[]): Promise<number[][]> => Promise.all(tensors.map(read));

function weightsOf(prefix: string): tf.Variable[] {
  return shapes.map((shape, i) => tf.tidy(() => random.normal(i, shape).variable(true, `${prefix}/${i}`)));
}

function gradients(weights: tf.Variable[], step: number, without?: number): Array<{ name: string; tensor: tf.Tensor }> {
  return weights.map(({ name, shape }, i) => ({
    name,
    tensor: i === without ? (null as unknown as tf.Tensor) : random.normal(100 * (step + 1) + i, shape),
  }));
}

function take(optimizer: tf.Optimizer, weights: tf.Variable[], steps: number[], without?: number): void {
  for (const step of steps) tf.tidy(() => optimizer.applyGradients(gradients(weights, step, without)));
}

async function stateOf(optimizer: tf.Optimizer): Promise<Run['state']> {
  if (optimizer.getClassName() === 'Adamax') return [];
  const state = await optimizer.getWeights();
  const values = await readAll(state.map(({ tensor }) => tensor));
  state[0].tensor.dispose();
  return state.map(({ name }, i) => ({ name: name.replace(/^run\d+/, ''), values: values[i] }));
}

function release(optimizer: tf.Optimizer, weights: tf.Variable[]): void {
  optimizer.dispose();
  (optimizer as { c?: tf.Scalar }).c?.dispose();
  tf.dispose(weights);
}

/** Four steps; in the third one weight has no gradient. */
async function fourSteps(make: Make): Promise<Run> {
  const weights = weightsOf(`run${run++}`);
  const optimizer = make();
  take(optimizer, weights, [0, 1]);
  take(optimizer, weights, [2], 3);
  take(optimizer, weights, [3]);
  const result = { weights: await readAll(weights), state: await stateOf(optimizer) };
  release(optimizer, weights);
  return result;
}

function expectClose(actual: number[], expected: number[], what = 'values'): void {
  expect(actual.length, what).toBe(expected.length);
  actual.forEach((value, i) => {
    const error = Math.abs(value - expected[i]) / Math.max(1, Math.abs(expected[i]));
    expect(error, `${what}, element ${i}: ${value}, stock ${expected[i]}`).toBeLessThan(2e-5);
  });
}

const webgpu = (): WebgpuBackend => tf.backend() as unknown as WebgpuBackend;
const bytes = (): number => (tf.memory() as unknown as { numBytesInGPU: number }).numBytesInGPU;

describeWebgpu('fused optimizers of tf.train on webgpu', () => {
  const stock = new Map<string, Run>();
  const deviceErrors: string[] = [];

  beforeAll(async () => {
    await init({ backend: 'cpu' });
    for (const [name, make] of makers) stock.set(name, await fourSteps(make));
    await init({ backend: 'webgpu' });
    (webgpu().device as unknown as EventTarget).addEventListener('uncapturederror', (event) => {
      deviceErrors.push((event as unknown as { error: Error }).error.message);
    });
  });
  beforeEach(async () => {
    await init({ backend: 'webgpu' });
  });
  afterAll(() => {
    restore();
    expect(deviceErrors).toEqual([]);
  });

  describe.each(makers)('%s', (name, make) => {
    it('has the weights, the state and the names of the stock class', async () => {
      await expectNoLeak(async () => {
        const fused = await fourSteps(make);
        const expected = stock.get(name)!;
        fused.weights.forEach((weight, i) => {
          expectClose(weight, expected.weights[i], `weight ${i}`);
        });
        expect(fused.state.map((state) => state.name)).toEqual(expected.state.map((state) => state.name));
        fused.state.forEach((state, i) => {
          // Centred RMSProp takes the root of a difference, which may become negative.
          if (!state.values.some(Number.isNaN)) expectClose(state.values, expected.state[i].values, state.name);
        });
      });
    });

    it('is one dispatch for all weights', () => {
      const weights = weightsOf(`run${run++}`);
      const optimizer = make();
      take(optimizer, weights, [0]);
      const given = gradients(weights, 1);
      expect(countDispatches(() => optimizer.applyGradients(given))).toBe(1);
      tf.dispose(given.map(({ tensor }) => tensor));
      release(optimizer, weights);
    });
  });

  it.each([
    ['adam', makers[0][1]],
    ['momentum', makers[2][1]],
  ])('%s goes on where the stock class stopped, from a saved state too', async (_name, make) => {
    const weights = weightsOf(`run${run++}`);
    const expected = weightsOf(`run${run++}`);
    const [first, second, whole] = [make(), make(), make()];
    take(whole, expected, [0, 1, 2, 3, 4]);
    take(first, weights, [0]);
    restore();
    take(first, weights, [1]);
    await init({ backend: 'webgpu' });
    take(first, weights, [2]);
    const state = await first.getWeights();
    await second.setWeights(state);
    const before = await readAll(state.map(({ tensor }) => tensor));
    expect(countDispatches(() => take(second, weights, [3]))).toBe(1);
    take(second, weights, [4]);
    // The first optimizer shares its state with the second, and must not see it change.
    expect(await readAll(state.map(({ tensor }) => tensor))).toEqual(before);
    const [actual, right] = [await readAll(weights), await readAll(expected)];
    actual.forEach((values, i) => {
      expectClose(values, right[i]);
    });
    release(first, weights);
    release(second, []);
    release(whole, expected);
    state[0].tensor.dispose();
  });

  it('leaves clones of weights and of the state as they were', async () => {
    const weights = weightsOf(`run${run++}`);
    const optimizer = tf.train.adam(0.1);
    take(optimizer, weights, [0]);
    const state = await optimizer.getWeights();
    const held = [weights[0], state[1].tensor].map((tensor) => tensor.clone());
    const before = await readAll(held);
    take(optimizer, weights, [1]);
    take(optimizer, weights, [2]);
    expect(await readAll(held)).toEqual(before);
    expect(await read(weights[0])).not.toEqual(before[0]);
    tf.dispose([...held, state[0].tensor]);
    release(optimizer, weights);
  });

  it('computes with the state, and gives all memory of the device back', async () => {
    const weights = weightsOf(`run${run++}`);
    await readAll(weights);
    const before = bytes();
    const buffers = tf.engine().backend.numDataIds();
    const optimizer = tf.train.adam(0.1);
    for (const step of [0, 1, 2]) {
      take(optimizer, weights, [step]);
      const { accumulatedFirstMoment } = optimizer as unknown as {
        accumulatedFirstMoment: Array<{ variable: tf.Variable }>;
      };
      const { variable } = accumulatedFirstMoment[6];
      const doubled = tf.mul(variable, 2);
      const [twice, once] = await readAll([doubled, variable]);
      expect(twice).toEqual(once.map((value) => 2 * value));
      doubled.dispose();
    }
    optimizer.dispose();
    await readAll(weights);
    // The weights came from the host.
    expect(bytes()).toBe(before + 4 * weights.reduce((sum, { size }) => sum + size, 0));
    expect(tf.engine().backend.numDataIds()).toBe(buffers);
    tf.dispose(weights);
  });

  it('gives a weight that was set in between its own update', async () => {
    const weight = tf.tidy(() => tf.tensor1d([1, 2, 3]).variable(true, `run${run++}`));
    const optimizer = tf.train.momentum(1, 0.5);
    const step = () => tf.tidy(() => optimizer.applyGradients([{ name: weight.name, tensor: tf.ones([3]) }]));
    step();
    tf.tidy(() => weight.assign(tf.tensor1d([10, 20, 30])));
    step();
    expect(await read(weight)).toEqual([8.5, 18.5, 28.5]);
    release(optimizer, [weight]);
  });

  describe('on a device with small arrays', () => {
    let own: PropertyDescriptor | undefined;
    const small = (limit: number): void => {
      own = Object.getOwnPropertyDescriptor(webgpu().device, 'limits');
      const { limits } = webgpu().device;
      const { maxComputeWorkgroupsPerDimension } = limits;
      const value = {
        maxComputeWorkgroupsPerDimension,
        maxBufferSize: 4 * limit,
        maxStorageBufferBindingSize: 4 * limit,
      };
      Object.defineProperty(webgpu().device, 'limits', { value, configurable: true });
    };
    afterEach(() => {
      if (own === undefined) Reflect.deleteProperty(webgpu().device, 'limits');
      else Object.defineProperty(webgpu().device, 'limits', own);
    });

    it.each([
      ['takes one dispatch per array', 310, 2],
      ['leaves weights to the stock class that are longer', 299, undefined],
    ])('%s', async (_title, limit, dispatches) => {
      const weights = weightsOf(`run${run++}`);
      const optimizer = makers[0][1]();
      small(limit);
      take(optimizer, weights, [0, 1]);
      take(optimizer, weights, [2], 3);
      const count = countDispatches(() => take(optimizer, weights, [3]));
      if (dispatches === undefined) expect(count).toBeGreaterThan(shapes.length);
      else expect(count).toBe(dispatches);
      const actual = await readAll(weights);
      stock.get('adam')!.weights.forEach((right, i) => {
        expectClose(actual[i], right);
      });
      release(optimizer, weights);
    });
  });

  it('is in the report, and undone by restore', () => {
    expect(lastReport()?.overridden).toContain('webgpu/Adam.applyGradients');
    const fused = tf.train.adam().applyGradients;
    restore();
    expect(tf.train.adam().applyGradients).not.toBe(fused);
  });

  describe('adamWStep', () => {
    const options = { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-6 };

    /** Three steps, as numbers. */
    async function steps(backend: 'cpu' | 'webgpu', clipNorm: number | undefined, alike: boolean): Promise<number[][]> {
      await init({ backend });
      const variables = shapes.map((shape, i) => ({
        weight: tf.tidy(() => random.normal(i, shape).variable()),
        firstMoment: tf.tidy(() => tf.zeros(shape).variable()),
        secondMoment: tf.tidy(() => tf.zeros(shape).variable()),
        learningRateScale: alike ? 1 : 1 + i,
        weightDecay: alike ? 0.1 : 0.01 * i,
      }));
      for (const step of [1, 2, 3]) {
        const rows = variables.map((each, i) => ({ ...each, gradient: random.normal(50 * step + i, shapes[i]) }));
        const update = () => adamWStep(rows, { ...options, step, clipNorm });
        if (backend === 'webgpu') expect(countDispatches(update)).toBe(clipNorm === undefined ? 1 : 2);
        else update();
        tf.dispose(rows.map(({ gradient }) => gradient));
      }
      const all = variables.flatMap(({ weight, firstMoment, secondMoment }) => [weight, firstMoment, secondMoment]);
      const numbers = await readAll(all);
      tf.dispose(all);
      return numbers;
    }

    it.each([
      [undefined, true],
      [undefined, false],
      [0.5, false],
      [1e6, true],
    ])('is the composition, clipped to %s, rows alike: %s', async (clipNorm, alike) => {
      const expected = await steps('cpu', clipNorm, alike);
      await expectNoLeak(async () => {
        const actual = await steps('webgpu', clipNorm, alike);
        actual.forEach((values, i) => {
          expectClose(values, expected[i]);
        });
      });
    });

    it('moves averages in one dispatch', async () => {
      const average = tf.tidy(() => tf.tensor1d([1, 2]).variable());
      const value = tf.tensor1d([3, 6]);
      expect(countDispatches(() => averageStep([{ average, value }], 0.5))).toBe(1);
      expect(await read(average)).toEqual([2, 4]);
      tf.dispose([average, value]);
    });
  });
});
