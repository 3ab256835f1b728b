import { init, restore } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnExperiment, drawnTaylor } from '../adjoint/__fixtures__/golden';
import { plasticNetwork } from '../networks/plastic-network';
import { describeRollout, rolloutOf } from './__fixtures__/rollout-suite';
import { plasticityRollout } from './plasticity-rollout/index';

describe.each(testBackends())('plasticityRollout on %s', (backend) => describeRollout(backend as 'cpu' | 'wasm'));

describe('plasticityRollout', () => {
  beforeAll(async () => void (await init({ backend: 'wasm' })));
  afterAll(() => restore());

  it.each([3, 9])('gives units the same bits in whatever groups they are computed, %i inputs', (inputs) => {
    tf.tidy(() => {
      const units = 77;
      const network = plasticNetwork({ sizes: [inputs, units] });
      const drawn = drawnExperiment(5, { inputs, trials: 12, longest: 2 });
      const initialWeights = Float32Array.from({ length: inputs * units }, (_, k) => Math.sin(3 * k));
      const rollout = rolloutOf(drawnTaylor(7, 0.05 / inputs), network, [{ ...drawn, initialWeights }]);
      const { parameters, run } = rollout;
      const slopes = tf.cos(tf.range(0, rollout.packed.update.length * units)).reshape([-1, units]);
      const both = (start: tf.Tensor, forUnits: tf.Tensor): Float32Array[] => {
        const gradient = tf.grad((w) => tf.sum(tf.mul(run(parameters, w), forUnits)))(start);
        return [run(parameters, start).dataSync<'float32'>(), gradient.dataSync<'float32'>()];
      };
      const columns = (values: Float32Array, from: number, to: number): Float32Array =>
        values.filter((_, at) => at % units >= from && at % units < to);
      const whole = both(rollout.initialWeights, slopes);
      for (const [from, to] of [
        [0, 4],
        [4, 20],
        [20, 64],
        [64, 77],
      ]) {
        const size = to - from;
        const part = both(
          rollout.initialWeights.slice([0, 0, from], [1, inputs, size]),
          slopes.slice([0, from], [-1, size]),
        );
        expect(part).toEqual(whole.map((values) => columns(values, from, to)));
      }
    });
  });

  it('keeps NaN and infinity inside of the animal that saw them', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, Number.NaN, 1, 1, 1, 2, 3, 4, 1, 1], [6, 2]);
      const rewardTerm = tf.tensor1d([0, 0, Infinity, 0, 0, 0]);
      const y = plasticityRollout(x, {
        initialWeights: tf.ones([2, 5]),
        parameters: tf.fill([81], 0.01),
        rewardTerm,
        counts: [3, 3],
      });
      const values = y.dataSync();
      expect(Array.from(values.subarray(5, 15)).every(Number.isNaN)).toBe(true);
      expect([...values.subarray(0, 5), ...values.subarray(15)].every(Number.isFinite)).toBe(true);
    });
  });

  it('has gradients for what was recorded, and second derivatives', () => {
    tf.tidy(() => {
      const given = [0.1, -0.2, 0.4, 0.3, 0.2, 0.7];
      const x = tf.tensor2d(given, [3, 2]);
      const rewardTerm = tf.tensor1d([0.5, -0.3, 0.2]);
      const parameters = tf.tensor1d(Float32Array.from(drawnTaylor(2, 0.3).coefficients));
      const initialWeights = tf.tensor2d([0.2, -0.1, 0.4, 0.3, 0.5, -0.6], [2, 3]);
      const value = (seen: tf.Tensor, reward: tf.Tensor): tf.Tensor =>
        tf.sum(tf.square(plasticityRollout(seen, { initialWeights, parameters, rewardTerm: reward, stepSize: 0.5 })));
      const h = 1e-2;
      const moved = (step: number): number =>
        value(
          tf.tensor2d(
            given.map((v, k) => (k === 1 ? v + step : v)),
            [3, 2],
          ),
          rewardTerm,
        ).dataSync()[0];
      const [dx, dr] = tf.grads(value)([x, rewardTerm]);
      expect(dx.dataSync()[1]).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 3);
      expect(Array.from(dr.dataSync())[2]).toBe(0);
      const second = tf.grad((seen) => tf.sum(tf.grad((inner) => value(inner, rewardTerm))(seen)))(x);
      expect(second.dataSync().every(Number.isFinite)).toBe(true);
      expect(tf.norm(second).dataSync()[0]).toBeGreaterThan(0.1);
    });
  });

  it('takes animals without presentations', () => {
    tf.tidy(() => {
      const options = { initialWeights: tf.ones([2, 3]), parameters: tf.zeros([81]), rewardTerm: tf.zeros([0]) };
      expect(plasticityRollout(tf.zeros([0, 2]), options).shape).toEqual([0, 3]);
    });
  });

  it('names the argument that does not fit', () => {
    tf.tidy(() => {
      const x = tf.zeros([4, 2]);
      const options = { initialWeights: tf.ones([2, 3]), parameters: tf.zeros([81]), rewardTerm: tf.zeros([4]) };
      expect(() => plasticityRollout(x, { ...options, rewardTerm: tf.zeros([3]) })).toThrow(
        'rewardTerm must be float32 of shape [4]',
      );
      expect(() => plasticityRollout(x, { ...options, counts: [2, 3] })).toThrow(
        'with the sum 4, the rows of x, got [2,3]',
      );
      expect(() => plasticityRollout(x, { ...options, kind: 'mlp' })).toThrow("got 'mlp' with 81");
      expect(() => plasticityRollout(x, { ...options, parameters: tf.zeros([80]) })).toThrow(
        'parameters must be float32 of shape [81]',
      );
    });
  });
});
