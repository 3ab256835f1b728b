import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, restore } from '../index';
import { type OptimizerState, readOptimizer, writeOptimizer } from './optimizer-state';

/** An optimizer of a user: heavy ball, with its speeds as saved state. */
class HeavyBall extends tf.Optimizer {
  static readonly className = 'HeavyBall';
  private speeds: tf.Variable[] = [];

  override applyGradients(gradients: tf.NamedTensorMap | Array<{ name: string; tensor: tf.Tensor }>): void {
    const named = Array.isArray(gradients) ? gradients : [];
    named.forEach(({ name, tensor }, i) => {
      const weight = tf.engine().registeredVariables[name];
      this.speeds[i] ??= tf.tidy(() => tf.zerosLike(weight).variable(false));
      const speed = this.speeds[i];
      tf.tidy(() => {
        speed.assign(tf.add(tf.mul(speed, 0.9), tensor));
        weight.assign(tf.sub(weight, tf.mul(speed, 0.1)));
      });
    });
    this.incrementIterations();
  }

  override async getWeights() {
    return [await this.saveIterations(), ...this.speeds.map((tensor, i) => ({ name: `speed${i}`, tensor }))];
  }

  override async setWeights(values: Awaited<ReturnType<tf.Optimizer['getWeights']>>): Promise<void> {
    const speeds = await this.extractIterations(values);
    tf.dispose(this.speeds);
    this.speeds = speeds.map(({ tensor }) => tensor.variable(false));
  }

  override dispose(): void {
    tf.dispose(this.speeds);
  }

  getConfig() {
    return {};
  }
}

const optimizers: Record<string, () => tf.Optimizer> = {
  adam: () => tf.train.adam(0.1),
  adamax: () => tf.train.adamax(0.1, 0.9, 0.99, 1e-7, 0.01),
  adagrad: () => tf.train.adagrad(0.1),
  adadelta: () => tf.train.adadelta(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9, true),
  rmsprop: () => tf.train.rmsprop(0.1, 0.9, 0.5),
  'centred rmsprop': () => tf.train.rmsprop(0.1, 0.9, 0.5, 1e-7, true),
  sgd: () => tf.train.sgd(0.1),
  'one of a user': () => new HeavyBall(),
};

function update(optimizer: tf.Optimizer, weights: readonly tf.Variable[], step: number): void {
  tf.tidy(() => {
    optimizer.applyGradients(
      weights.map((weight, i) => ({ name: weight.name, tensor: tf.add(tf.mul(weight, 0.3 + i), Math.sin(step + i)) })),
    );
  });
}

beforeAll(() => init({ backend: 'wasm', deterministic: true }));
afterAll(() => restore());

const bits = (weights: readonly tf.Variable[]): number[][] =>
  weights.map((weight) => [...new Int32Array(weight.dataSync().slice().buffer)]);

function makeWeights(): tf.Variable[] {
  return tf.tidy(() => [tf.tensor2d([[1, -2, 0.5]]).variable(), tf.tensor1d([0.1, 0.2]).variable()]);
}

describe('the state of an optimizer', () => {
  it.each(Object.entries(optimizers))('moves to another one, which goes on with the same bits: %s', async (_, make) => {
    const before = tf.memory().numTensors;
    const [first, second] = [make(), make()];
    const [one, other] = [makeWeights(), makeWeights()];
    for (let step = 0; step < 5; step++) update(first, one, step);
    // The other one has a past of its own.
    update(second, other, 7);
    const state = await readOptimizer(first, one);
    const held = tf.memory().numTensors;
    for (let time = 0; time < 2; time++) await writeOptimizer(second, other, state, () => undefined);
    expect(tf.memory().numTensors).toBe(held);
    other.forEach((weight, i) => void weight.assign(one[i]));
    for (const [optimizer, weights] of [
      [first, one],
      [second, other],
    ] as const) {
      for (let step = 5; step < 9; step++) update(optimizer, weights, step);
    }
    expect(bits(other)).toEqual(bits(one));
    expect(await readOptimizer(second, other)).toEqual(await readOptimizer(first, one));
    tf.dispose([one, other]);
    first.dispose();
    second.dispose();
    // Some stock classes forget a constant when they are disposed of.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(4);
  });

  it('can be that of the beginning', async () => {
    const weights = makeWeights();
    const optimizer = tf.train.adam(0.1);
    const start = await readOptimizer(optimizer, weights);
    expect(start.slots.size).toBe(0);
    update(optimizer, weights, 0);
    await writeOptimizer(optimizer, weights, start, () => undefined);
    expect(await readOptimizer(optimizer, weights)).toEqual(start);
    tf.dispose(weights);
    optimizer.dispose();
  });

  it('changes nothing in an optimizer of another class', async () => {
    const weights = makeWeights();
    const [adam, momentum, ball] = [tf.train.adam(0.1), tf.train.momentum(0.1, 0.9), new HeavyBall()];
    for (const optimizer of [adam, momentum, ball]) update(optimizer, weights, 0);
    const states: OptimizerState[] = [];
    for (const optimizer of [adam, momentum, ball]) states.push(await readOptimizer(optimizer, weights));
    const fail = (optimizer: tf.Optimizer, state: OptimizerState) =>
      expect(writeOptimizer(optimizer, weights, state, () => expect.unreachable()));
    await fail(adam, states[1]).rejects.toThrow(
      'the state has the counters iterations; the optimizer Adam takes iterations, accBeta1, accBeta2.',
    );
    await fail(momentum, states[2]).rejects.toMatchObject({
      code: 'tensor/parallel-optimizer',
      message: expect.stringContaining('the moments 0; the optimizer Momentum takes accumulations'),
    });
    await fail(ball, states[0]).rejects.toThrow('the optimizer HeavyBall takes iterations');
    expect(await readOptimizer(adam, weights)).toEqual(states[0]);
    tf.dispose(weights);
    for (const optimizer of [adam, momentum, ball]) optimizer.dispose();
  });
});
