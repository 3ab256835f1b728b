import { init } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fit } from './fit';
import { fitDataset } from './fit-dataset';
import type { FitArgs } from './fit-options';

type Data = tf.Tensor | tf.Tensor[] | { [name: string]: tf.Tensor };

const seeded = (seed: number) => tf.initializers.glorotUniform({ seed });
const rows = 22;

/** A small classifier with a regulariser. */
function classifier(): tf.LayersModel {
  const input = tf.input({ shape: [3] });
  const hidden = tf.layers
    .dense({
      units: 4,
      activation: 'tanh',
      kernelInitializer: seeded(1),
      kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
    })
    .apply(input);
  const output = tf.layers.dense({ units: 2, activation: 'softmax', kernelInitializer: seeded(2) }).apply(hidden);
  const model = tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
  model.compile({ optimizer: tf.train.adam(0.02), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

/** Two inputs, two outputs, one layer that serves twice. */
function forked(): tf.LayersModel {
  const [left, right] = [
    tf.input({ shape: [3], name: `left${forks}` }),
    tf.input({ shape: [3], name: `right${forks}` }),
  ];
  const shared = tf.layers.dense({ units: 3, activation: 'relu', kernelInitializer: seeded(3) });
  const sum = tf.layers.add().apply([shared.apply(left), shared.apply(right)] as tf.SymbolicTensor[]);
  const number = tf.layers.dense({ units: 1, kernelInitializer: seeded(4), name: `number${forks}` }).apply(sum);
  const kind = tf.layers
    .dense({ units: 2, activation: 'softmax', kernelInitializer: seeded(5), name: `kind${forks}` })
    .apply(sum);
  forks++;
  const model = tf.model({ inputs: [left, right], outputs: [number, kind] as tf.SymbolicTensor[] });
  model.compile({
    optimizer: tf.train.sgd(0.05),
    loss: ['meanSquaredError', 'categoricalCrossentropy'],
    metrics: ['accuracy'],
  });
  return model;
}
let forks = 0;

function classifierData(): { x: tf.Tensor; y: tf.Tensor } {
  const x = tf.randomNormal([rows, 3], 0, 1, 'float32', 1);
  const y = tf.tidy(() => tf.oneHot(x.sum(1).greater(0).toInt(), 2).toFloat());
  return { x, y };
}

function forkedData(): { x: tf.Tensor[]; y: tf.Tensor[] } {
  const { x, y } = classifierData();
  const other = tf.randomNormal([rows, 3], 0, 1, 'float32', 2);
  const number = tf.tidy(() => x.mul(other).sum(1, true));
  return { x: [x, other], y: [number, y] };
}

const models: Array<[string, () => tf.LayersModel, () => { x: Data; y: Data }]> = [
  ['a classifier', classifier, classifierData],
  ['a model with two inputs and outputs', forked, forkedData],
];

function release(...models: tf.LayersModel[]): void {
  for (const model of models) {
    const { optimizer } = model;
    const weights = model.weights.map((weight) => weight.read());
    model.dispose();
    optimizer.dispose();
    // The stock class forgets the weights of layers that serve twice.
    tf.dispose(weights);
  }
}

const numbers = (values: Array<number | tf.Tensor>): number[] => values as number[];

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) expect(actual[i]).toBeCloseTo(expected[i], 5);
}

/** Names without the counters of names given automatically. */
const plain = (name: string) => name.replace(/\d+/g, '');

function expectSameHistory(actual: tf.History, expected: tf.History, except: string[] = []): void {
  const [ours, stock] = [actual.history, expected.history].map((history) =>
    Object.fromEntries(Object.entries(history).map(([name, values]) => [plain(name), numbers(values)])),
  );
  expect(Object.keys(ours).sort()).toEqual(Object.keys(stock).sort());
  expect(actual.epoch).toEqual(expected.epoch);
  for (const name of Object.keys(stock)) if (!except.includes(name)) expectClose(ours[name], stock[name]);
}

function expectSameWeights(actual: tf.LayersModel, expected: tf.LayersModel): void {
  actual.getWeights().forEach((weight, i) => {
    expectClose(weight.dataSync(), expected.getWeights()[i].dataSync());
  });
}

describe.each(testBackends())('fit on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend });
  });

  describe.each(models)('with %s', (_, build, data) => {
    const cases: Array<[string, FitArgs]> = [
      ['plain', { epochs: 3, batchSize: 5 }],
      ['one batch', { epochs: 2, batchSize: 100 }],
      ['a validation split', { epochs: 2, batchSize: 4, validationSplit: 0.3 }],
      ['epochs that were done before', { epochs: 5, initialEpoch: 3, batchSize: 8 }],
    ];
    it.each(cases)('does what model.fit does: %s', async (_name, args) => {
      const { x, y } = data();
      await expectNoLeak(async () => {
        const [ours, stock] = [build(), build()];
        const expected = await stock.fit(x as tf.Tensor, y as tf.Tensor, {
          ...(args as tf.ModelFitArgs),
          shuffle: false,
          verbose: 0,
        });
        const actual = await fit(ours, x, y, { ...args, shuffle: false });
        // With several outputs the stock validation names the loss of the first output `val_loss`, and shifts the others.
        const several = ours.outputs.length > 1;
        expectSameHistory(
          actual,
          expected,
          several
            ? Object.keys(expected.history)
                .map(plain)
                .filter((n) => n.startsWith('val_'))
            : [],
        );
        expectSameWeights(ours, stock);
        expect(ours.history).toBe(actual);
        release(ours, stock);
      });
      tf.dispose([x, y]);
    });

    it('does what model.fitDataset does', async () => {
      const { x, y } = data();
      const dataset = () => {
        const cut = (given: Data, start: number) =>
          Array.isArray(given) ? given.map((tensor) => tensor.slice(start, 6)) : (given as tf.Tensor).slice(start, 6);
        function* batches() {
          for (let start = 0; start + 6 <= rows; start += 6) yield { xs: cut(x, start), ys: cut(y, start) };
        }
        return tf.data.generator(batches as never) as unknown as tf.data.Dataset<tf.TensorContainer>;
      };
      const [ours, stock] = [build(), build()];
      const validationData = [x, y] as never;
      const named = (model: tf.LayersModel) =>
        dataset().mapAsync(async (value) => {
          const { xs, ys } = value as { xs: Data; ys: Data };
          const byName = (given: Data, names: string[]) =>
            Array.isArray(given) ? Object.fromEntries(names.map((name, i) => [name, given[i]])) : given;
          return { xs: byName(xs, model.inputNames), ys: byName(ys, model.outputNames) } as tf.TensorContainer;
        });
      const expected = await stock.fitDataset(named(stock), { epochs: 2, verbose: 0, validationData });
      const before = tf.memory().numTensors;
      const actual = await fitDataset(ours, named(ours), { epochs: 2, validationData });
      // The state of the optimizer alone.
      const kept = (await ours.optimizer.getWeights()).length - 1;
      expect(tf.memory().numTensors - before).toBeLessThanOrEqual(kept + 1);
      const several = ours.outputs.length > 1;
      expectSameHistory(
        actual,
        expected,
        several
          ? Object.keys(expected.history)
              .map(plain)
              .filter((n) => n.startsWith('val_'))
          : [],
      );
      expectSameWeights(ours, stock);
      release(ours, stock);
      tf.dispose([x, y]);
    });
  });

  it('weights classes as model.fit does', async () => {
    const { x, y } = classifierData();
    const [ours, stock] = [classifier(), classifier()];
    const args = { epochs: 2, batchSize: 8, shuffle: false, classWeight: { 0: 0.2, 1: 3 } };
    const expected = await stock.fit(x, y, { ...args, verbose: 0 });
    expectSameHistory(await fit(ours, x, y, args), expected);
    expectSameWeights(ours, stock);
    release(ours, stock);
    tf.dispose([x, y]);
  });

  it('follows the masks of a model that has them, and the state of a recurrent layer', async () => {
    const build = () => {
      const input = tf.input({ shape: [5], dtype: 'int32' });
      const words = tf.layers
        .embedding({ inputDim: 6, outputDim: 3, maskZero: true, embeddingsInitializer: seeded(1) })
        .apply(input);
      const read = tf.layers
        .lstm({ units: 3, kernelInitializer: seeded(2), recurrentInitializer: seeded(3) })
        .apply(words);
      const output = tf.layers.dense({ units: 1, kernelInitializer: seeded(4) }).apply(read);
      const model = tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      return model;
    };
    const x = tf.tensor2d([1, 2, 0, 0, 0, 3, 4, 5, 0, 0, 1, 1, 1, 1, 1, 2, 0, 0, 0, 0], [4, 5], 'int32');
    const y = tf.tensor2d([1, -1, 0.5, 2], [4, 1]);
    const [ours, stock] = [build(), build()];
    const args = { epochs: 2, batchSize: 3, shuffle: false };
    const expected = await stock.fit(x, y, { ...args, verbose: 0 });
    expectSameHistory(await fit(ours, x, y, args), expected);
    expectSameWeights(ours, stock);
    release(ours, stock);
    tf.dispose([x, y]);
  });

  it('trains a sequential model, of rank 1 targets', async () => {
    const build = () => {
      const model = tf.sequential({
        layers: [tf.layers.dense({ units: 1, inputShape: [3], kernelInitializer: seeded(1) })],
      });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mse'] });
      return model;
    };
    const { x } = classifierData();
    const y = tf.tidy(() => x.sum(1));
    await expectNoLeak(async () => {
      const [ours, stock] = [build(), build()];
      const args = { epochs: 2, batchSize: 3, shuffle: false };
      const expected = await stock.fit(x, y, { ...args, verbose: 0 });
      expectSameHistory(await fit(ours, x, y, args), expected);
      expectSameWeights(ours, stock);
      release(ours, stock);
    });
    tf.dispose([x, y]);
  });

  it('calls callbacks in the order of model.fit, with the same numbers', async () => {
    const { x, y } = classifierData();
    const record = (log: unknown[][]): tf.CustomCallbackArgs => {
      const note =
        (name: string) =>
        async (...given: unknown[]): Promise<void> => {
          const logs = given.pop() as { [name: string]: number };
          const numbers = Object.entries(logs ?? {}).map(([key, value]) => [key, Number(value.toFixed(4))] as const);
          log.push([name, ...given, Object.fromEntries(name === 'onBatchBegin' ? [] : numbers.sort())]);
        };
      return {
        onTrainBegin: note('onTrainBegin'),
        onTrainEnd: note('onTrainEnd'),
        onEpochBegin: note('onEpochBegin'),
        onEpochEnd: note('onEpochEnd'),
        onBatchBegin: note('onBatchBegin'),
        onBatchEnd: note('onBatchEnd'),
      };
    };
    const [ours, stock] = [classifier(), classifier()];
    const [actual, expected]: unknown[][][] = [[], []];
    const args = { epochs: 2, batchSize: 9, shuffle: false, validationSplit: 0.2 };
    await stock.fit(x, y, { ...args, verbose: 0, callbacks: record(expected) });
    await fit(ours, x, y, { ...args, callbacks: record(actual) });
    expect(actual).toEqual(expected);
    release(ours, stock);
    tf.dispose([x, y]);
  });

  it('works with callback objects: early stopping, and one of your own', async () => {
    const { x, y } = classifierData();
    const seen: unknown[] = [];
    class Watch extends tf.Callback {
      override async onBatchEnd(batch: number, logs?: { [name: string]: number | tf.Scalar }): Promise<void> {
        seen.push([batch, typeof logs?.loss, this.params.epochs, this.params.samples]);
      }
    }
    const model = classifier();
    const { epoch } = await fit(model, x, y, {
      epochs: 20,
      batchSize: 16,
      validationSplit: 0.2,
      callbacks: [tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 0, mode: 'max' }), new Watch()],
    });
    expect(epoch).toEqual([0, 1]);
    expect(seen).toEqual([0, 1, 0, 1].map((batch) => [batch, 'number', 20, 17]));
    await fit(model, x, y, { callbacks: new Watch() });
    expect(seen).toHaveLength(5);
    release(model);
    tf.dispose([x, y]);
  });

  it('stops after the batch in which a signal or the model says so', async () => {
    const { x, y } = classifierData();
    const model = classifier();
    const stop = new AbortController();
    let batches = 0;
    const callbacks = {
      onBatchEnd: async () => {
        if (++batches === 7) stop.abort();
      },
    };
    const { epoch } = await fit(model, x, y, { epochs: 9, batchSize: 4, signal: stop.signal, callbacks });
    expect([batches, epoch]).toEqual([7, [0, 1]]);
    const again = await fit(model, x, y, {
      epochs: 9,
      batchSize: 4,
      callbacks: {
        onBatchEnd: async () => {
          model.stopTraining = true;
        },
      },
    });
    expect(again.epoch).toEqual([0]);
    const none = await fit(model, x, y, { signal: AbortSignal.abort() });
    expect(none.epoch).toEqual([]);
    release(model);
    tf.dispose([x, y]);
  });

  it('orders rows by its seed, every epoch anew', async () => {
    const { x, y } = classifierData();
    const curve = async (seed?: number) => {
      const model = classifier();
      const { history } = await fit(model, x, y, { epochs: 3, batchSize: 5, seed });
      release(model);
      return numbers(history.loss);
    };
    await expectNoLeak(async () => {
      const [one, again, other] = [await curve(1), await curve(1), await curve(2)];
      expect(again).toEqual(one);
      expect(other).not.toEqual(one);
      expect(await curve()).not.toEqual(await curve());
    });
    tf.dispose([x, y]);
  });

  it('weights examples: a weight of 0 leaves a row out of the sum, not out of the mean', async () => {
    const { x, y } = classifierData();
    await expectNoLeak(async () => {
      const train = async (rate: number, data: tf.Tensor[], sampleWeight?: tf.Tensor) => {
        const model = classifier();
        model.optimizer.dispose();
        model.compile({ optimizer: tf.train.sgd(rate), loss: 'categoricalCrossentropy' });
        const validationData = sampleWeight && [data[0], data[1], sampleWeight];
        const { history } = await fit(model, data[0], data[1], { batchSize: rows, sampleWeight, validationData });
        const weights = model.getWeights().map((weight) => Array.from(weight.dataSync()));
        release(model);
        return { weights, history };
      };
      const weight = tf.tidy(() => tf.range(0, rows).mod(2).toFloat());
      const odd = tf.range(1, rows, 2, 'int32');
      const chosen = tf.tidy(() => [tf.gather(x, odd), tf.gather(y, odd)]);
      const none = tf.zeros([rows]);
      // The penalty of the first layer is a constant part of both gradients; without it they differ by the factor 2.
      const [weighted, thinned, idle] = [
        await train(0.2, [x, y], weight),
        await train(0.1, chosen),
        await train(0.2, [x, y], none),
      ];
      const half = await train(0.1, [x, y], none);
      [2, 3].forEach((place) => {
        expectClose(weighted.weights[place], thinned.weights[place]);
        expect(idle.weights[place]).toEqual(half.weights[place]);
      });
      expect(numbers(idle.history.val_loss)).toEqual([0]);
      expect(numbers(weighted.history.val_loss)[0]).toBeGreaterThan(0);
      tf.dispose([weight, odd, chosen, none]);
    });
    tf.dispose([x, y]);
  });

  it('gives other work a turn, and calls onYield', async () => {
    const { x, y } = classifierData();
    const model = classifier();
    let [ticks, yields] = [0, 0];
    const timer = setInterval(() => ticks++, 0);
    const wait = () => new Promise<void>((resolve) => setTimeout(resolve, 2));
    await fit(model, x, y, {
      epochs: 2,
      batchSize: 8,
      yieldEvery: 'batch',
      callbacks: {
        onYield: async (_epoch, _batch, logs) => {
          expect(logs?.loss).toBeGreaterThan(0);
          yields++;
          await wait();
        },
      },
    });
    expect(yields).toBe(6);
    expect(ticks).toBeGreaterThan(0);
    const never = vi.fn(async () => undefined);
    await fit(model, x, y, { batchSize: 1, yieldEvery: 'never', callbacks: { onYield: never } });
    expect(never).not.toHaveBeenCalled();
    clearInterval(timer);
    release(model);
    tf.dispose([x, y]);
  });

  it('refuses what it cannot use, frees everything, and can be called again', async () => {
    const { x, y } = classifierData();
    const model = classifier();
    await fit(model, x, y);
    await expectNoLeak(async () => {
      const bare = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
      await expect(fit(bare, x, y)).rejects.toMatchObject({ code: 'layers/not-compiled' });
      bare.dispose();
      await expect(fit(model, x, y, { batchSize: 0 })).rejects.toThrow('batchSize of fit is 0');
      await expect(fit(model, x, y, { epochs: 1.5 })).rejects.toThrow('epochs of fit is 1.5');
      await expect(fit(model, x, y, { validationSplit: 1 })).rejects.toMatchObject({ code: 'layers/validation-split' });
      const weight = tf.ones([3]);
      await expect(fit(model, x, y, { sampleWeight: weight })).rejects.toThrow(
        'sampleWeight of fit holds a tensor [3]',
      );
      await expect(fit(model, x, y, { sampleWeight: { no: weight } })).rejects.toThrow('the name no');
      weight.dispose();
      const wrong = tf.ones([rows, 4]);
      await expect(fit(model, wrong, y)).rejects.toThrow('shape');
      const broken = () => {
        throw new Error('callback failed');
      };
      await expect(fit(model, x, y, { callbacks: { onBatchEnd: broken } })).rejects.toThrow('callback failed');
      const first = fit(model, x, y, { epochs: 2 });
      await expect(fit(model, x, y)).rejects.toMatchObject({ code: 'layers/training-runs' });
      await first;
      wrong.dispose();
    });
    const bad = (value: object) => tf.data.array([value as tf.TensorContainer]) as tf.data.Dataset<tf.TensorContainer>;
    const fitBad = (value: object) => fitDataset(model, bad(value), { epochs: 1 });
    await expect(fitBad({ xs: tf.ones([2, 3]) })).rejects.toThrow('A batch has 0 tensors as ys');
    await expect(fitBad({ xs: tf.ones([2, 3]), ys: tf.ones([3, 2]) })).rejects.toThrow('A batch has 2 rows');
    await expect(fitBad({ xs: tf.ones([2, 4]), ys: tf.ones([2, 2]) })).rejects.toThrow('has the shape [2,4]');
    const empty = tf.data.array([]) as tf.data.Dataset<tf.TensorContainer>;
    await expect(fitDataset(model, empty, { epochs: 1 })).rejects.toMatchObject({ code: 'layers/no-data' });
    release(model);
    tf.dispose([x, y]);
  });

  it('goes on with one data set through all epochs with batchesPerEpoch', async () => {
    const model = classifier();
    let pulled = 0;
    function* endless() {
      for (;;) {
        pulled++;
        yield { xs: tf.ones([2, 3]), ys: tf.ones([2, 2]) };
      }
    }
    const dataset = tf.data.generator(endless as never) as unknown as tf.data.Dataset<tf.TensorContainer>;
    const validationData = tf.data.array([{ xs: [1, 2, 3], ys: [0, 1] }]).batch(1) as never;
    const { history, epoch } = await fitDataset(model, dataset, { epochs: 3, batchesPerEpoch: 4, validationData });
    expect(epoch).toEqual([0, 1, 2]);
    expect(history.val_loss).toHaveLength(3);
    expect(pulled).toBeGreaterThanOrEqual(12);
    release(model);
  });
});
