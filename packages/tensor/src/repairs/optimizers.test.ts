import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { init, lastReport, restore } from '../init/init';

type Make = () => tf.Optimizer;

const makers: Array<[string, Make]> = [
  ['adam', () => tf.train.adam(0.01, 0.8, 0.99, 1e-6)],
  ['sgd', () => tf.train.sgd(0.05)],
  ['momentum', () => tf.train.momentum(0.05, 0.7)],
  ['momentum after Nesterov', () => tf.train.momentum(0.05, 0.7, true)],
  ['rmsprop', () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-4)],
  ['rmsprop, centred', () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-4, true)],
  ['adagrad', () => tf.train.adagrad(0.05, 0.2)],
  ['adadelta', () => tf.train.adadelta(0.5, 0.9, 1e-4)],
  ['adamax', () => tf.train.adamax(0.01, 0.8, 0.99, 1e-6, 0.1)],
];

// Tails of all lengths, a scalar, an empty weight.
const shapes = [[5], [2, 3], [], [4, 4], [0], [3], [33]];

interface Run {
  weights: number[][];
  state: Array<{ name: string; values: number[] }>;
}

let run = 0;

function weightsOf(prefix: string): tf.Variable[] {
  return shapes.map((shape, i) =>
    tf.tidy(() => tf.randomNormal(shape, 0, 1, 'float32', i + 1).variable(true, `${prefix}/${i}`)),
  );
}

/** Gradients of step `step`; weight 1 has none in step 2. */
function gradients(weights: tf.Variable[], step: number): Array<{ name: string; tensor: tf.Tensor }> {
  return weights.map(({ name, shape }, i) => ({
    name,
    tensor:
      i === 1 && step === 2
        ? (null as unknown as tf.Tensor)
        : tf.randomNormal(shape, 0, 1, 'float32', 100 * (step + 1) + i),
  }));
}

function take(optimizer: tf.Optimizer, weights: tf.Variable[], steps: number[]): void {
  for (const step of steps) {
    tf.tidy(() => {
      const list = gradients(weights, step);
      // Both forms of the argument.
      if (step % 2 === 0) optimizer.applyGradients(list);
      else optimizer.applyGradients(Object.fromEntries(list.map(({ name, tensor }) => [name, tensor])));
    });
  }
}

const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

async function stateOf(optimizer: tf.Optimizer): Promise<Run['state']> {
  if (optimizer.getClassName() === 'Adamax') return [];
  const state = await optimizer.getWeights();
  const read = state.map(({ name, tensor }) => ({ name: name.replace(/^run\d+/, ''), values: values(tensor) }));
  state[0].tensor.dispose();
  return read;
}

function release(optimizer: tf.Optimizer, weights: tf.Variable[]): void {
  optimizer.dispose();
  (optimizer as { c?: tf.Scalar }).c?.dispose();
  tf.dispose(weights);
}

async function fiveSteps(make: Make): Promise<Run> {
  const weights = weightsOf(`run${run++}`);
  const optimizer = make();
  take(optimizer, weights, [0, 1, 2, 3, 4]);
  const result = { weights: weights.map(values), state: await stateOf(optimizer) };
  release(optimizer, weights);
  return result;
}

function expectSame(actual: number[], expected: number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    // Centred RMSProp takes the root of a difference, which the stock class lets become negative.
    if (Number.isNaN(value) && Number.isNaN(expected[i])) return;
    const error = Math.abs(value - expected[i]) / Math.max(1, Math.abs(expected[i]));
    expect(error, `element ${i}: ${value}, stock ${expected[i]}`).toBeLessThan(1e-6);
  });
}

describe('fused optimizers of tf.train on wasm', () => {
  const stock = new Map<string, Run>();
  const methods = new Map<string, unknown>();
  beforeAll(async () => {
    await init({ backend: 'wasm', patchStock: false });
    restore();
    for (const [name, make] of makers) {
      stock.set(name, await fiveSteps(make));
      methods.set(name, make().applyGradients);
    }
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  describe.each(makers)('%s', (name, make) => {
    it('has the weights, the state and the names of the stock class', async () => {
      await expectNoLeak(async () => {
        const fused = await fiveSteps(make);
        const expected = stock.get(name)!;
        fused.weights.forEach((weight, i) => {
          expectSame(weight, expected.weights[i]);
        });
        expect(fused.state.map((state) => state.name)).toEqual(expected.state.map((state) => state.name));
        fused.state.forEach((state, i) => {
          expectSame(state.values, expected.state[i].values);
        });
      });
    });

    it('runs in one call for all weights', () => {
      const weights = weightsOf(`run${run++}`);
      const optimizer = make();
      take(optimizer, weights, [0]);
      const given = gradients(weights, 1);
      const names: string[] = [];
      const engine = tf.engine() as unknown as { runKernel(name: string, ...rest: unknown[]): unknown };
      const { runKernel } = engine;
      engine.runKernel = function (kernel, ...rest) {
        names.push(kernel);
        return runKernel.call(this, kernel, ...rest);
      };
      optimizer.applyGradients(given);
      engine.runKernel = runKernel;
      expect(names).toEqual([]);
      tf.dispose(given.map(({ tensor }) => tensor));
      release(optimizer, weights);
    });

    it('goes on where the stock class stopped, and the stock class where it stopped', async () => {
      const weights = weightsOf(`run${run++}`);
      const optimizer = make();
      take(optimizer, weights, [0, 1]);
      restore();
      take(optimizer, weights, [2]);
      await init({ backend: 'wasm' });
      take(optimizer, weights, [3, 4]);
      weights.forEach((weight, i) => {
        expectSame(values(weight), stock.get(name)!.weights[i]);
      });
      release(optimizer, weights);
    });

    it('takes a saved state', async () => {
      if (name === 'adamax') return expect(make().getWeights()).rejects.toThrow('not implemented');
      const weights = weightsOf(`run${run++}`);
      const [first, second] = [make(), make()];
      take(first, weights, [0, 1, 2]);
      const state = await first.getWeights();
      await second.setWeights(state);
      take(second, weights, [3, 4]);
      // The first optimizer shares its state with the second, and must not see it change.
      const again = await stateOf(first);
      expectSame(again[again.length - 1].values, values(state[state.length - 1].tensor));
      weights.forEach((weight, i) => {
        expectSame(values(weight), stock.get(name)!.weights[i]);
      });
      release(first, weights);
      release(second, []);
      return undefined;
    });
  });

  it('leaves clones of weights and of the state as they were', async () => {
    const weights = weightsOf(`run${run++}`);
    const optimizer = tf.train.adam(0.1);
    take(optimizer, weights, [0]);
    const held = [weights[0], (await optimizer.getWeights())[1].tensor].map((tensor) => tensor.clone());
    const before = held.map(values);
    take(optimizer, weights, [1]);
    expect(held.map(values)).toEqual(before);
    expect(values(weights[0])).not.toEqual(before[0]);
    tf.dispose(held);
    release(optimizer, weights);
  });

  it('updates a weight that a packed convolution has used', () => {
    const image = tf.ones([1, 3, 3, 1]) as tf.Tensor4D;
    const filter = tf.tidy(() => tf.ones([2, 2, 1, 1]).variable(true, `run${run++}/filter`)) as tf.Variable<tf.Rank.R4>;
    const sum = () => tf.tidy(() => tf.sum(tf.conv2d(image, filter, 1, 'valid')).dataSync()[0]);
    expect(sum()).toBe(16);
    const optimizer = tf.train.sgd(0.5);
    tf.tidy(() => optimizer.applyGradients([{ name: filter.name, tensor: tf.ones([2, 2, 1, 1]) }]));
    expect(sum()).toBe(8);
    release(optimizer, [filter]);
    image.dispose();
  });

  it('leaves weights that occur twice to the stock class', () => {
    const weight = tf.tidy(() => tf.tensor1d([1, 2, 3]).variable(true, `run${run++}`));
    const optimizer = tf.train.sgd(1);
    tf.tidy(() => {
      const one = { name: weight.name, tensor: tf.ones([3]) };
      optimizer.applyGradients([one, one]);
    });
    expect(values(weight)).toEqual([-1, 0, 1]);
    release(optimizer, [weight]);
  });

  it('leaves classes alone that bring a method of their own', () => {
    const calls: string[] = [];
    class Own extends tf.SGDOptimizer {
      override applyGradients(): void {
        calls.push('own');
      }
    }
    const optimizer = new Own(0.1);
    optimizer.applyGradients();
    expect(calls).toEqual(['own']);
    optimizer.dispose();
  });

  it('is in the report, and undone by restore', async () => {
    expect(lastReport()?.overridden).toContain('wasm/Adam.applyGradients');
    restore();
    for (const [name, make] of makers) expect(make().applyGradients, name).toBe(methods.get(name));
    await init({ backend: 'cpu' });
    expect(makers[0][1]().applyGradients).toBe(methods.get('adam'));
    await init({ backend: 'wasm' });
    expect(makers[0][1]().applyGradients).not.toBe(methods.get('adam'));
  });
});

describe('after a switch to another backend', () => {
  afterEach(() => restore());
  it('the stock class goes on', async () => {
    await init({ backend: 'wasm' });
    const weights = [tf.tidy(() => tf.tensor1d([1, 2, 3]).variable(true, `run${run++}`))];
    const optimizer = tf.train.momentum(0.5, 0.5);
    const step = () => tf.tidy(() => optimizer.applyGradients([{ name: weights[0].name, tensor: tf.ones([3]) }]));
    step();
    await tf.setBackend('cpu');
    step();
    await tf.setBackend('wasm');
    step();
    // -0.5 (1 + 1.5 + 1.75)
    expect(values(weights[0])).toEqual([-1.125, -0.125, 0.875]);
    release(optimizer, weights);
  });
});
