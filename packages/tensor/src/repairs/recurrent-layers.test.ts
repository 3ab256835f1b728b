// Stock recurrent layers before and after init: the same numbers, in one op, and the stock code where it has to stay.
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { init, random, restore } from '../index';

type Layer = tf.layers.Layer;
type Args = {
  units: number;
  returnSequences?: boolean;
  returnState?: boolean;
  goBackwards?: boolean;
  useBias?: boolean;
  recurrentActivation?: 'sigmoid' | 'hardSigmoid';
  activation?: 'relu' | 'tanh' | 'selu';
  dropout?: number;
  stateful?: boolean;
};

const gates = { lstm: 4, gru: 3, simpleRNN: 1 } as const;
type Kind = keyof typeof gates;

const [batch, steps, inputs, units] = [3, 5, 4, 6];

function make(kind: Kind, args: Omit<Args, 'units'>): Layer {
  return tf.layers[kind]({ units, ...args } as never);
}

/** Fixed weights, so that two layers of the same kind agree. */
function fill(layer: Layer, kind: Kind): void {
  const width = gates[kind] * units;
  const shapes = [[inputs, width], [units, width], ...(layer.getWeights().length > 2 ? [[width]] : [])];
  tf.tidy(() => layer.setWeights(shapes.map((shape, index) => random.normal(index + 1, shape).mul(0.5))));
}

/** Number of fused recurrent kernels that a computation runs. */
async function fusedCalls(run: () => unknown): Promise<number> {
  const profile = await tf.profile(() => {
    run();
    return [];
  });
  return profile.kernels.filter(({ name }) => name === 'PerceptronsRecurrent').length;
}

/** All results and gradients of a layer as numbers. */
function compute(kind: Kind, args: Omit<Args, 'units'>, withStates: boolean): number[][] {
  return tf.tidy(() => {
    const layer = make(kind, args);
    const x = random.normal(7, [batch, steps, inputs]);
    const states = Array.from({ length: kind === 'lstm' ? 2 : 1 }, (_, index) =>
      random.normal(20 + index, [batch, units]),
    );
    const call = { ...(withStates && { initialState: states }) };
    layer.apply(x, call);
    fill(layer, kind);
    const results = (): tf.Tensor[] => [layer.apply(x, call)].flat() as tf.Tensor[];
    const loss = (): tf.Scalar =>
      tf.addN(
        results().map((value, index) => tf.sum(tf.mul(value, random.normal(40 + index, value.shape)))) as tf.Scalar[],
      );
    const { grads } = tf.variableGrads(loss);
    const values = [...results(), ...Object.values(grads)].map((tensor) => [...tensor.dataSync()]);
    layer.dispose();
    return values;
  });
}

function expectClose(actual: number[][], expected: number[][], tolerance: number): void {
  expect(actual.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  expected.forEach((values, index) => {
    const largest = Math.max(1, ...values.map(Math.abs));
    const worst = Math.max(...values.map((value, place) => Math.abs(value - actual[index][place])));
    expect(worst / largest, `result ${index}`).toBeLessThan(tolerance);
  });
}

const variants: Array<[string, Omit<Args, 'units'>, boolean]> = [
  ['as it is made by default', {}, false],
  ['all steps', { returnSequences: true, recurrentActivation: 'sigmoid' }, false],
  ['backwards', { goBackwards: true, returnSequences: true }, false],
  ['backwards, last step, without bias', { goBackwards: true, useBias: false }, false],
  ['states in and out', { returnState: true, returnSequences: true, activation: 'relu' }, true],
  ['backwards with states', { returnState: true, goBackwards: true, recurrentActivation: 'sigmoid' }, true],
];

describe.each(Object.keys(gates) as Kind[])('tf.layers.%s', (kind) => {
  beforeAll(async () => {
    await init({ backend: 'wasm' });
  });
  afterAll(() => restore());

  it.each(variants)('gives the results and gradients of the cpu backend: %s', async (_title, args, withStates) => {
    await init({ backend: 'cpu' });
    const expected = compute(kind, args, withStates);
    await init({ backend: 'wasm' });
    const before = tf.memory().numTensors;
    const actual = compute(kind, args, withStates);
    expect(tf.memory().numTensors).toBe(before);
    expectClose(actual, expected, 2e-6);
  });

  it('runs in one op', async () => {
    const x = tf.zeros([batch, steps, inputs]);
    const layer = make(kind, { returnSequences: true, goBackwards: true });
    expect(await fusedCalls(() => tf.tidy(() => void layer.apply(x)))).toBe(1);
    restore();
    expect(await fusedCalls(() => tf.tidy(() => void layer.apply(x)))).toBe(0);
    await init({ backend: 'wasm' });
    layer.dispose();
    x.dispose();
  });

  it('leaves what the op does not know to the stock code', async () => {
    const x = tf.zeros([batch, steps, inputs]);
    const mask = tf.ones([batch, steps], 'bool');
    const plain = make(kind, {});
    const others: Array<[Layer, object]> = [
      [plain, { mask }],
      [make(kind, { dropout: 0.5 }), { training: true }],
      [make(kind, { activation: 'selu' }), {}],
    ];
    for (const [layer, call] of others) {
      expect(await fusedCalls(() => tf.tidy(() => void layer.apply(x, call)))).toBe(0);
    }
    const dropped = others[1][0];
    expect(await fusedCalls(() => tf.tidy(() => void dropped.apply(x, { training: false })))).toBe(1);
    for (const [layer] of others) layer.dispose();
    tf.dispose([x, mask]);
  });
});

describe('restore', () => {
  it('puts the stock methods back', async () => {
    const methods = () =>
      ['LSTM', 'GRU', 'SimpleRNN'].map(
        (name) => tf.serialization.SerializationMap.getMap().classNameMap[name][0].prototype.call as unknown,
      );
    restore();
    const stock = methods();
    const report = await init({ backend: 'wasm' });
    expect(report.overridden).toEqual(
      expect.arrayContaining(['wasm/LSTM.call', 'wasm/GRU.call', 'wasm/SimpleRNN.call']),
    );
    methods().forEach((method, index) => void expect(method).not.toBe(stock[index]));
    restore();
    expect(methods()).toEqual(stock);
  });
});
