// Stock dense layers before and after init: the same numbers in one op, and the stock code where it has to stay.
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { init, random, restore } from '../index';

type Activation = NonNullable<Parameters<typeof tf.layers.dense>[0]['activation']>;

const activations = [
  'linear',
  'relu',
  'elu',
  'selu',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'hardSigmoid',
  'swish',
  'mish',
  'gelu',
  'gelu_new',
  'softmax',
  'logSoftmax',
] as Activation[];

/** float32 over one layer and its gradient, relative to the largest value. */
const tolerance = 1e-5;

interface Variant {
  activation?: Activation;
  useBias?: boolean;
  shape?: number[];
}

function make({ activation, useBias = true, shape = [4, 5] }: Variant): { layer: tf.layers.Layer; x: tf.Tensor } {
  const layer = tf.layers.dense({ units: 7, activation, useBias });
  const x = random.normal(1, shape);
  layer.apply(x);
  const [inputs] = shape.slice(-1);
  layer.setWeights([random.normal(2, [inputs, 7]), ...(useBias ? [random.normal(3, [7])] : [])]);
  return { layer, x };
}

/** Result of a layer and the gradients of a weighted sum of it. */
function compute(variant: Variant): number[][] {
  return tf.tidy(() => {
    const { layer, x } = make(variant);
    const apply = (): tf.Tensor => layer.apply(x) as tf.Tensor;
    const y = apply();
    const weights = random.normal(4, y.shape);
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(apply(), weights)));
    const slope = tf.grad((value) => tf.sum(tf.mul(layer.apply(value) as tf.Tensor, weights)))(x);
    const values = [y, slope, ...Object.values(grads)].map((tensor) => [...tensor.dataSync()]);
    layer.dispose();
    return values;
  });
}

async function kernelsOf(run: () => tf.Tensor): Promise<string[]> {
  const { kernels, result } = await tf.profile(() => tf.tidy(run));
  tf.dispose(result);
  return kernels.map(({ name }) => name);
}

async function stockAndOurs(variant: Variant): Promise<[stock: number[][], ours: number[][]]> {
  restore();
  const stock = compute(variant);
  await init({ backend: 'wasm' });
  return [stock, compute(variant)];
}

describe('tf.layers.dense', () => {
  beforeEach(async () => {
    await init({ backend: 'wasm' });
  });
  afterEach(() => restore());

  it.each([
    ...activations.map((activation): [string, Variant] => [activation, { activation }]),
    ['no activation', {}] as [string, Variant],
    ['no bias', { activation: 'relu', useBias: false }] as [string, Variant],
    ['more axes', { activation: 'tanh', shape: [2, 3, 1, 5] }] as [string, Variant],
    ['no rows', { activation: 'relu', shape: [0, 5] }] as [string, Variant],
  ])('computes what it did before: %s', async (_name, variant) => {
    const [stock, ours] = await stockAndOurs(variant);
    expect(ours.map(({ length }) => length)).toEqual(stock.map(({ length }) => length));
    stock.forEach((values, index) => {
      const largest = Math.max(1, ...values.map(Math.abs));
      const worst = Math.max(0, ...values.map((value, place) => Math.abs(value - ours[index][place])));
      expect(worst / largest, `result ${index}`).toBeLessThan(tolerance);
    });
  });

  it('runs one kernel forward, and leaves nothing behind', async () => {
    const { layer, x } = make({ activation: 'relu' });
    const before = tf.memory().numTensors;
    expect(await kernelsOf(() => layer.apply(x) as tf.Tensor)).toEqual(['PerceptronsDense']);
    expect(tf.memory().numTensors).toBe(before);
    layer.dispose();
    x.dispose();
  });

  it('has second derivatives', () => {
    tf.tidy(() => {
      const layer = tf.layers.dense({ units: 1, kernelInitializer: 'ones', activation: 'tanh' });
      const slope = tf.grad((x) => tf.sum(layer.apply(x) as tf.Tensor));
      const bend = tf.grad((x) => tf.sum(slope(x)))(tf.tensor2d([[0.5]]));
      expect(bend.dataSync()[0]).toBeCloseTo(-0.726862, 5);
      layer.dispose();
    });
  });

  it('calls the hook of the layer with what came in', () => {
    const { layer, x } = make({ activation: 'relu' });
    const seen: unknown[] = [];
    layer.setCallHook((inputs) => void seen.push(inputs));
    (layer.apply(x) as tf.Tensor).dispose();
    expect([seen].flat(2)).toEqual([x]);
    layer.dispose();
    x.dispose();
  });

  it('leaves whole numbers to the stock method', async () => {
    const { layer, x } = make({ activation: 'relu', shape: [2, 3] });
    const whole = tf.tensor2d([[1, 2, 3]], [1, 3], 'int32');
    expect(await kernelsOf(() => layer.apply(whole) as tf.Tensor)).not.toContain('PerceptronsDense');
    layer.dispose();
    tf.dispose([x, whole]);
  });

  it('gives the same names to layers as before', () => {
    restore();
    const number = (layer: tf.layers.Layer): number => Number(/\d+$/.exec(layer.name)![0]);
    const first = number(tf.layers.dense({ units: 1 }));
    return init({ backend: 'wasm' }).then(() => expect(number(tf.layers.dense({ units: 1 }))).toBe(first + 1));
  });
});
