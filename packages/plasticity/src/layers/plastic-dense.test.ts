import { init, restore } from '@perceptrons/tensor';
import { testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnExperiment, drawnMlp } from '../adjoint/__fixtures__/golden';
import { runRule } from '../adjoint/index';
import { plasticNetwork } from '../networks/plastic-network';
import { taylorRule } from '../rules/taylor-rule';
import { PlasticDense } from './plastic-dense';

const rule = taylorRule({ terms: 'x*r - 0.05*w + 0.1*y', mask: ['x*r', 'w', 'y'] });

describe.each(testBackends())('PlasticDense on %s', (backend) => {
  beforeAll(async () => void (await init({ backend: backend as 'cpu' | 'wasm' })));
  afterAll(() => restore());

  it('follows the rule through each sequence', () => {
    tf.tidy(() => {
      const { x, rewardTerm } = drawnExperiment(3, { inputs: 3, trials: 6, longest: 1 });
      const layer = new PlasticDense({ units: 4, rule, kernelInitializer: tf.initializers.ones() });
      const stimuli = tf.tensor3d([...x, ...x], [2, 6, 3]);
      const y = layer.apply([stimuli, tf.tensor3d([...rewardTerm, ...rewardTerm], [2, 6, 1])]) as tf.Tensor;
      expect(y.shape).toEqual([2, 6, 4]);
      const network = plasticNetwork({ sizes: [3, 4, 1] });
      const experiment = {
        ...drawnExperiment(3, { inputs: 3, trials: 6, longest: 1 }),
        initialWeights: new Float32Array(12).fill(1),
      };
      const { units } = runRule(rule, network, experiment);
      y.dataSync().forEach((value, at) => void expect(value).toBeCloseTo(units[at % 24], 5));
    });
  });

  it('learns nothing where the gate is 0', () => {
    tf.tidy(() => {
      const layer = new PlasticDense({
        units: 2,
        rule,
        activation: 'linear',
        kernelInitializer: tf.initializers.ones(),
      });
      const x = tf.ones([1, 3, 2]);
      const y = layer.apply([x, tf.ones([1, 3, 1]), tf.tensor3d([0, 1, 1], [1, 3, 1])]) as tf.Tensor;
      const values = y.dataSync();
      expect(values[0]).toBe(2);
      expect(values[2]).toBe(2);
      expect(values[4]).not.toBe(2);
    });
  });

  it('trains its rule and its first weights inside of a model, through layers below', async () => {
    const input = tf.input({ shape: [5, 3] });
    const reward = tf.input({ shape: [5, 1] });
    const below = tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.randomNormal({ seed: 3 }) });
    const plastic = new PlasticDense({ units: 3, rule: drawnMlp(3, 4, 0.5) });
    const output = plastic.apply([below.apply(input) as tf.SymbolicTensor, reward]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: [input, reward], outputs: output });
    model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
    const x = [tf.randomNormal([4, 5, 3], 0, 1, 'float32', 5), tf.ones([4, 5, 1])];
    const target = tf.mul(tf.ones([4, 5, 3]), 0.5);
    const before = model.getWeights().map((weight) => weight.dataSync());
    const first = (await model.trainOnBatch(x, target)) as number;
    const tensors = tf.memory().numTensors;
    let last = first;
    for (let step = 0; step < 6; step++) last = (await model.trainOnBatch(x, target)) as number;
    expect(tf.memory().numTensors).toBe(tensors);
    expect(last).toBeLessThan(first * 0.95);
    model.getWeights().forEach((weight, index) => void expect(weight.dataSync()).not.toEqual(before[index]));
    model.dispose();
    tf.dispose([...x, target]);
  });

  it('comes back from its saved form with the same values', async () => {
    const model = tf.sequential({ layers: [new PlasticDense({ units: 3, rule, stepSize: 0.25, inputShape: [4, 2] })] });
    const x = tf.randomNormal([2, 4, 2], 0, 1, 'float32', 1);
    const copy = await tf.models.modelFromJSON({ modelTopology: JSON.parse(model.toJSON() as string) });
    copy.setWeights(model.getWeights());
    const [a, b] = [model, copy].map((each) => tf.tidy(() => (each.predict(x) as tf.Tensor).dataSync()));
    expect(b).toEqual(a);
    expect(copy.layers[0].getConfig()).toEqual(model.layers[0].getConfig());
    model.dispose();
    copy.dispose();
    x.dispose();
  });

  it('refuses inputs of other shapes', () => {
    const layer = new PlasticDense({ units: 3, rule });
    expect(() => layer.computeOutputShape([null, 4])).toThrow('inputs must be x [batch, time, inputs]');
    expect(() =>
      layer.computeOutputShape([
        [null, 4, 2],
        [null, 4, 2],
      ]),
    ).toThrow('[?, 4, 2] and [?, 4, 2]');
    expect(() => new PlasticDense({ units: 0, rule })).toThrow('units must be a whole number of at least 1, got 0');
  });
});
