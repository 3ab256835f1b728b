import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dense } from '../dense';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy';
import { AdamW } from './adam-w';
import { clipByGlobalNorm } from './clip-by-global-norm';
import { ExponentialMovingAverage } from './exponential-moving-average';

/** float32 arithmetic against float64, after a few updates. */
const digits = 6;

const settings = { learningRate: 0.1, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.3 };

/** Algorithm 2 of the AdamW paper for one number, in float64. */
function updates(start: number, gradients: number[], decay: number, rate = settings.learningRate): number {
  const { beta1, beta2, epsilon } = settings;
  let [value, m, v] = [start, 0, 0];
  gradients.forEach((gradient, i) => {
    m = beta1 * m + (1 - beta1) * gradient;
    v = beta2 * v + (1 - beta2) * gradient * gradient;
    const move = m / (1 - beta1 ** (i + 1)) / (Math.sqrt(v / (1 - beta2 ** (i + 1))) + epsilon);
    value -= rate * (move + decay * value);
  });
  return value;
}

function smallModel(units = 4): tf.LayersModel {
  const input = tf.input({ shape: [3] });
  const hidden = dense({ units, activation: 'gelu', seed: 1 }).apply(input) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: dense({ units: 2, seed: 2 }).apply(hidden) as tf.SymbolicTensor });
}

const xs = () => tf.randomNormal([8, 3], 0, 1, 'float32', 5);
const ys = () => tf.tidy(() => tf.oneHot([0, 1, 1, 0, 1, 0, 0, 1], 2).toFloat());

describe.each(testBackends())('optimizers on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' | 'webgpu' });
  });

  describe('AdamW', () => {
    const gradients = [0.5, -1.5, 0.25, 2];

    /** Runs the gradients on one weight and returns its value. */
    function run(optimizer: AdamW, shape: number[], name?: string): number {
      const weight = tf.tidy(() => tf.variable(tf.fill(shape, 2), true, name));
      for (const gradient of gradients) {
        const tensor = tf.fill(shape, gradient);
        optimizer.applyGradients([{ name: weight.name, tensor }]);
        tensor.dispose();
      }
      const [value] = weight.dataSync();
      weight.dispose();
      optimizer.dispose();
      return value;
    }

    it('follows the formula, with decay on matrices', async () => {
      await expectNoLeak(() => {
        expect(run(new AdamW(settings), [2, 2])).toBeCloseTo(updates(2, gradients, 0.3), digits);
      });
    });

    it('leaves vectors without decay', () => {
      expect(run(new AdamW(settings), [3])).toBeCloseTo(updates(2, gradients, 0), digits);
    });

    it('takes decay from the predicate and rates from the groups', () => {
      const everywhere = new AdamW({ ...settings, decayPredicate: () => true });
      expect(run(everywhere, [3])).toBeCloseTo(updates(2, gradients, 0.3), digits);
      const groups = [{ match: /head/, learningRateScale: 0.1, weightDecay: 0.7 }];
      const grouped = new AdamW({ ...settings, groups });
      expect(run(grouped, [2], `head_${backend}`)).toBeCloseTo(updates(2, gradients, 0.7, 0.01), digits);
      expect(run(new AdamW({ ...settings, groups }), [2])).toBeCloseTo(updates(2, gradients, 0), digits);
    });

    it('trains in compile and fit, and leaves nothing behind', async () => {
      await expectNoLeak(async () => {
        const model = smallModel();
        const optimizer = new AdamW({ learningRate: 0.05 });
        model.compile({ optimizer, loss: (targets, outputs) => softmaxCrossEntropy(targets, outputs) });
        const [x, y] = [xs(), ys()];
        const { history } = await model.fit(x, y, { epochs: 30, batchSize: 8, verbose: 0 });
        expect(history.loss[29]).toBeLessThan(0.5 * (history.loss[0] as number));
        tf.dispose([x, y]);
        model.dispose();
        optimizer.dispose();
      });
    });

    it('goes on exactly from a saved state', async () => {
      await expectNoLeak(async () => {
        const [x, y] = [xs(), ys()];
        const step = (model: tf.LayersModel, optimizer: AdamW) => {
          const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
          optimizer.minimize(() => softmaxCrossEntropy(y, model.apply(x) as tf.Tensor), false, weights);
        };
        const [first, second] = [smallModel(), smallModel()];
        const [one, two] = [new AdamW(settings), new AdamW(settings)];
        for (let i = 0; i < 3; i++) step(first, one);
        second.setWeights(first.getWeights());
        const state = await one.getWeights();
        expect(state.map(({ name }) => name.replace(/.*\//, ''))).toEqual(['iter', ...'mmmm', ...'vvvv']);
        await two.setWeights(state);
        state[0].tensor.dispose();
        for (let i = 0; i < 2; i++) {
          step(first, one);
          step(second, two);
        }
        expect(two.iterations).toBe(5);
        first.getWeights().forEach((weight, i) => {
          expect(second.getWeights()[i].dataSync()).toEqual(weight.dataSync());
        });
        tf.dispose([x, y]);
        for (const owner of [first, second, one, two]) owner.dispose();
      });
    });

    it('refuses a state of other shapes', async () => {
      const optimizer = new AdamW();
      const moment = tf.zeros([3, 3]);
      const steps = tf.scalar(7, 'int32');
      await optimizer.setWeights([
        { name: 'iter', tensor: steps },
        { name: 'old/m', tensor: moment },
        { name: 'old/v', tensor: moment },
      ]);
      const weight = tf.variable(tf.zeros([2, 2]), true, `restored_${backend}`);
      const apply = () => optimizer.applyGradients([{ name: weight.name, tensor: weight }]);
      expect(apply).toThrow(expect.objectContaining({ code: 'layers/optimizer-state' }));
      await expect(
        optimizer.setWeights([
          { name: 'iter', tensor: steps },
          { name: 'm', tensor: moment },
        ]),
      ).rejects.toThrow('has 1 moments after the number of updates');
      tf.dispose([moment, steps, weight]);
      optimizer.dispose();
    });

    it('is restored with its settings by its registered name', () => {
      const [optimizerClass, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap.PerceptronsAdamW;
      const again = fromConfig(optimizerClass, new AdamW(settings).getConfig()) as AdamW;
      expect(again.getConfig()).toEqual(settings);
    });

    it('refuses settings out of range', () => {
      expect(() => new AdamW({ beta1: 1 })).toThrow('beta1 of AdamW is 1');
      expect(() => new AdamW({ learningRate: -1 })).toThrow('learningRate of AdamW is -1');
      expect(() => new AdamW({ weightDecay: Number.NaN })).toThrow(
        expect.objectContaining({ code: 'layers/negative' }),
      );
      expect(() => new AdamW({ epsilon: 0 })).toThrow(expect.objectContaining({ code: 'layers/not-positive' }));
    });
  });

  describe('clipByGlobalNorm', () => {
    it.each([
      [1, [0.6, 0, 0.8]],
      [10, [3, 0, 4]],
    ])('brings the norm 5 to at most %d', async (maxNorm, expected) => {
      await expectNoLeak(() => {
        const gradients = [tf.tensor1d([3, 0]), tf.tensor2d([[4]])];
        const { gradients: scaled, norm } = clipByGlobalNorm(gradients, maxNorm);
        expect(norm.dataSync()[0]).toBeCloseTo(5, digits);
        const values = scaled.flatMap((gradient) => Array.from(gradient.dataSync()));
        values.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i], digits);
        });
        tf.dispose([gradients, scaled, norm]);
      });
    });

    it('keeps zeros, and refuses a norm of 0', () => {
      const zero = tf.zeros([2]);
      expect(Array.from(clipByGlobalNorm([zero], 1).gradients[0].dataSync())).toEqual([0, 0]);
      expect(() => clipByGlobalNorm([zero], 0)).toThrow('maxNorm of clipByGlobalNorm is 0');
      zero.dispose();
    });
  });

  describe('ExponentialMovingAverage', () => {
    it('has the warm-up of timm', () => {
      const model = smallModel();
      const average = new ExponentialMovingAverage(model);
      // s = step - 1; values of timm's ModelEmaV3 in float64.
      const expected = { 1: 0.370039, 10: 0.79782, 100: 0.953891, 1000: 0.990007, 10000: 0.997846 };
      for (const [s, decay] of Object.entries(expected)) expect(average.decayAt(Number(s) + 1)).toBeCloseTo(decay, 6);
      expect(average.decayAt(1)).toBe(0);
      average.dispose();
      const late = new ExponentialMovingAverage(model, { decay: 0.5, updateAfter: 3, minimumDecay: 0.4 });
      expect([3, 4, 5, 500].map((step) => late.decayAt(step))).toEqual([0, 0, 0.4, 0.5]);
      late.dispose();
      const plain = new ExponentialMovingAverage(model, { decay: 0.9, warmup: false });
      expect([1, 2].map((step) => plain.decayAt(step))).toEqual([0, 0.9]);
      plain.dispose();
      model.dispose();
    });

    it('averages, stands in for the weights, and steps back', async () => {
      await expectNoLeak(async () => {
        const model = smallModel();
        const fill = (value: number) =>
          tf.tidy(() => model.setWeights(model.weights.map((weight) => tf.fill(weight.shape as number[], value))));
        const first = () => model.getWeights()[0].dataSync()[0];
        fill(1);
        const average = new ExponentialMovingAverage(model, { decay: 0.75, warmup: false });
        average.update(1);
        fill(3);
        average.update(2);
        expect(average.getWeights()[0].dataSync()[0]).toBeCloseTo(0.75 * 1 + 0.25 * 3, digits);
        await average.use(() => expect(first()).toBeCloseTo(1.5, digits));
        expect(first()).toBe(3);
        await expect(
          average.use(() => {
            throw new Error('measuring failed');
          }),
        ).rejects.toThrow('measuring failed');
        expect(first()).toBe(3);
        average.swapIn();
        expect(() => average.update(3)).toThrow(expect.objectContaining({ code: 'layers/average-in-use' }));
        average.dispose();
        expect(first()).toBe(3);
        model.dispose();
      });
    });

    it('takes a saved average, and refuses one of another model', () => {
      const [model, wider] = [smallModel(), smallModel(5)];
      const average = new ExponentialMovingAverage(model);
      const other = new ExponentialMovingAverage(wider);
      const values = average.getWeights().map((value) => tf.onesLike(value));
      average.setWeights(values);
      tf.dispose(values);
      expect(average.getWeights()[0].dataSync()[0]).toBe(1);
      const set = () => average.setWeights(other.getWeights());
      expect(set).toThrow(expect.objectContaining({ code: 'layers/average-shape' }));
      for (const owner of [average, other, model, wider]) owner.dispose();
    });
  });
});
