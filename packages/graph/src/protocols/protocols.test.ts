import { memoryStore } from '@perceptrons/data';
import { stratifiedFolds } from '@perceptrons/evaluation';
import { init } from '@perceptrons/tensor';
import { expectNoLeak } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { maskedToyModel, toyGraphs, toyModel } from './__fixtures__/toy';
import { type CrossValidateOptions, crossValidate } from './cross-validate';
import { decaySchedule } from './decay-schedule';
import { type Qm9ProtocolOptions, qm9Protocol, threeWaySplit } from './qm9-protocol';
import { summedAbsoluteError, summedCrossEntropy } from './summed-losses';
import { meanAbsoluteErrors, scaleOf, standardise, targetRows } from './target-scale';
import { trainFold } from './train-fold';

beforeAll(async () => {
  await init({ backend: 'cpu' });
});

const graphs = toyGraphs(30);
const folds = stratifiedFolds(
  graphs.map(({ target }) => target as number),
  { folds: 3, key: 1 },
);
const classes = (options: Partial<CrossValidateOptions> = {}): CrossValidateOptions => ({
  graphs,
  folds,
  model: (fold) => toyModel(2, 10 * fold + 1),
  key: 7,
  epochs: 6,
  batchSize: 5,
  learningRate: 0.05,
  ...options,
});
/** Without what depends on the clock. */
const figures = (curves: ReadonlyArray<ReadonlyArray<{ loss: number; accuracy: number }>>) =>
  curves.map((curve) => curve.map(({ loss, accuracy }) => [loss, accuracy]));

describe('losses', () => {
  it('are sums over the batch, not means', () => {
    tf.tidy(() => {
      const scores = tf.tensor2d([
        [0, 0],
        [0, 0],
        [0, Math.log(3)],
      ]);
      const targets = tf.tensor2d([
        [1, 0],
        [0, 1],
        [0, 1],
      ]);
      expect(summedCrossEntropy(targets, scores).dataSync()[0]).toBeCloseTo(2 * Math.log(2) + Math.log(4 / 3), 5);
      expect(summedAbsoluteError(targets, scores).dataSync()[0]).toBeCloseTo(2 + Math.log(3) - 1, 5);
    });
  });
});

describe('decaySchedule', () => {
  it('falls after exactly so many epochs, or earlier where batches are not full', () => {
    // 188 graphs in 46 batches of at most 5: 20 epochs are 920 steps; 20 * 188 / 5 = 752 steps are 16.3 epochs.
    const run = { batchSize: 5, stepsPerEpoch: 46, examples: 188 };
    const byEpochs = decaySchedule({ learningRate: 1, decay: 0.5 }, run);
    expect([919, 920, 1840].map(byEpochs)).toEqual([1, 0.5, 0.25]);
    const bySamples = decaySchedule({ learningRate: 1, decay: 0.5, decaySchedule: 'samples' }, run);
    expect([751, 752, 1504].map(bySamples)).toEqual([1, 0.5, 0.25]);
    expect(bySamples(1e6)).toBe(1e-8);
    expect(decaySchedule({ learningRate: 1e-3 }, run)(1e6)).toBe(1e-3);
  });

  it('refuses another word', () => {
    const options = { learningRate: 1, decaySchedule: 'steps' as 'epochs' };
    expect(() => decaySchedule(options, { batchSize: 1, stepsPerEpoch: 1, examples: 1 })).toThrow(
      expect.objectContaining({ code: 'graph/decay-schedule' }),
    );
  });
});

describe('crossValidate', () => {
  it('learns on every fold, reports best and last epoch, and leaves nothing behind', async () => {
    await expectNoLeak(async () => {
      const seen: number[] = [];
      const { curves, summary, stopped, secondsPerEpoch } = await crossValidate(
        classes({ onFold: (fold) => void seen.push(fold) }),
      );
      expect(seen).toEqual([0, 1, 2]);
      expect(stopped).toBe('finished');
      expect(curves.map(({ length }) => length)).toEqual([6, 6, 6]);
      expect(summary?.last.mean).toBeCloseTo(
        curves.reduce((sum, curve) => sum + curve[5].accuracy / 3, 0),
        12,
      );
      expect(summary?.best.mean).toBeGreaterThanOrEqual(summary?.last.mean as number);
      expect(summary?.best.mean).toBe(1);
      expect(secondsPerEpoch).toBeGreaterThan(0);
    });
  });

  it('repeats exactly for a key', async () => {
    const [first, again, other] = [
      await crossValidate(classes()),
      await crossValidate(classes()),
      await crossValidate(classes({ key: 8 })),
    ];
    expect(figures(again.curves)).toEqual(figures(first.curves));
    expect(figures(other.curves)).not.toEqual(figures(first.curves));
  });

  it('stops within a fold and goes on to the result of an uninterrupted run', async () => {
    await expectNoLeak(async () => {
      const whole = await crossValidate(classes());
      const checkpoint = { store: memoryStore(), name: 'run' };
      const controller = new AbortController();
      const stopped = await crossValidate(
        classes({
          checkpoint,
          signal: controller.signal,
          onEpoch(fold, epoch) {
            if (fold === 1 && epoch === 3) controller.abort();
          },
        }),
      );
      expect(stopped.stopped).toBe('cancelled');
      expect(figures(stopped.curves)).toEqual(figures(whole.curves).slice(0, 1));
      expect(stopped.summary).toBeUndefined();
      const trained: string[] = [];
      const resumed = await crossValidate(
        classes({ checkpoint, onEpoch: (fold, epoch) => void trained.push(`${fold}:${epoch}`) }),
      );
      expect(figures(resumed.curves)).toEqual(figures(whole.curves));
      expect(trained.slice(0, 3)).toEqual(['1:4', '1:5', '2:0']);
      expect(await checkpoint.store.list()).toEqual(['run-fold1.json', 'run-fold2.json', 'run-fold3.json']);
    });
  });

  it('learns from padded batches as from batches of one size', async () => {
    const options = { batchSize: 20, epochs: 2, model: () => toyModel(2) };
    const plain = await crossValidate(classes({ ...options, batchSize: 1 }));
    const masked = await crossValidate(classes({ ...options, batchSize: 1, model: () => maskedToyModel(2) }));
    figures(masked.curves)
      .flat()
      .forEach(([loss], i) => {
        expect(loss).toBeCloseTo(figures(plain.curves).flat()[i][0], 4);
      });
    const padded = await crossValidate(
      classes({ ...options, batching: 'padded', sortWindow: 5, epochs: 12, model: () => maskedToyModel(2) }),
    );
    expect(padded.summary?.best.mean).toBe(1);
  });
});

describe('trainFold', () => {
  it.each([
    ['a graph without a class', { nodeCount: 4, edges: new Int32Array() }, 'The target of graph 3 is missing'],
    [
      'a class that has no score',
      { ...graphs[3], target: 2 },
      'The target of graph 3 is 2. The model has scores for 2',
    ],
    ['a target that is no class', { ...graphs[3], target: Float32Array.of(1) }, 'The target of graph 3 is 1'],
  ])('refuses %s', async (_, graph, message) => {
    const model = toyModel(2);
    const bad = graphs.map((own, index) => (index === 3 ? graph : own));
    await expect(trainFold({ ...classes(), graphs: bad, fold: folds[0], model, onEpoch: undefined })).rejects.toThrow(
      message,
    );
    model.dispose();
  });

  it('refuses no graphs', async () => {
    const model = toyModel(2);
    const fold = { train: new Int32Array(), test: Int32Array.of(0) };
    await expect(trainFold({ ...classes(), fold, model, onEpoch: undefined })).rejects.toMatchObject({
      code: 'graph/no-graphs',
    });
    model.dispose();
  });
});

describe('scales of targets', () => {
  it('standardise by mean and population deviation, and leave constants alone', () => {
    const rows = Float64Array.of(1, 5, 3, 5);
    const scale = scaleOf(rows, 2);
    expect([...scale.mean, ...scale.deviation]).toEqual([2, 5, 1, 1]);
    expect(standardise(rows, scale)).toEqual(Float32Array.of(-1, 0, 1, 0));
    expect([...meanAbsoluteErrors(rows, [0, 0, 0, 0], 2)]).toEqual([2, 5]);
  });

  it('refuse a graph without one of the targets', () => {
    expect(() => targetRows([{ ...graphs[0], target: Float32Array.of(1, Number.NaN) }], [0, 1])).toThrow(
      'Target 1 of graph 0 is NaN; the graph has 2 targets',
    );
    expect(() => targetRows([{ ...graphs[0], target: undefined }], [0])).toThrow('Target 0 of graph 0 is missing');
    expect(targetRows([{ ...graphs[0], target: 3 }], [0])).toEqual(Float64Array.of(3));
  });
});

describe('qm9Protocol', () => {
  const real = toyGraphs(60, true);
  const settings = (options: Partial<Qm9ProtocolOptions> = {}): Qm9ProtocolOptions => ({
    graphs: real,
    model: (units) => toyModel(units),
    key: 3,
    epochs: 10,
    batchSize: 8,
    learningRate: 0.03,
    decay: 0.8,
    ...options,
  });

  it('learns all targets, in their own units, from a split that holds every graph once', async () => {
    await expectNoLeak(async () => {
      const found = await qm9Protocol(settings({ epochs: 20 }));
      const { split, testErrors, meanErrors, curve, bestEpoch, targets, testOutputs } = found;
      expect([split.train.length, split.validation.length, split.test.length]).toEqual([48, 6, 6]);
      expect(new Set([...split.train, ...split.validation, ...split.test]).size).toBe(60);
      expect(targets).toEqual([0, 1]);
      expect(curve).toHaveLength(20);
      const errors = curve.map(({ validationError }) => validationError);
      expect(errors[bestEpoch]).toBe(Math.min(...errors));
      testErrors.forEach((error, target) => {
        expect(error).toBeLessThan(0.6 * meanErrors[target]);
      });
      const first = real[split.test[0]].target as Float32Array;
      expect(Math.abs(testOutputs[0] - first[0])).toBeLessThan(3 * testErrors[0] + 1);
    });
  });

  it('trains one network for one target', async () => {
    const { targets, testErrors, meanErrors } = await qm9Protocol(settings({ targets: [1] }));
    expect(targets).toEqual([1]);
    expect(testErrors).toHaveLength(1);
    expect(testErrors[0]).toBeLessThan(meanErrors[0]);
  });

  it('stops and goes on to the result of an uninterrupted run, best weights included', async () => {
    await expectNoLeak(async () => {
      // A high rate, so that the best epoch is not the last one.
      const options = { learningRate: 0.2, epochs: 6 };
      const whole = await qm9Protocol(settings(options));
      const checkpoint = { store: memoryStore(), name: 'run' };
      const controller = new AbortController();
      const stop = (epoch: number) => {
        if (epoch === 3) controller.abort();
      };
      const stopped = await qm9Protocol(settings({ ...options, checkpoint, signal: controller.signal, onEpoch: stop }));
      expect(stopped.stopped).toBe('cancelled');
      const resumed = await qm9Protocol(settings({ ...options, checkpoint }));
      expect(resumed.testErrors).toEqual(whole.testErrors);
      expect(resumed.bestEpoch).toBe(whole.bestEpoch);
      expect(await checkpoint.store.list()).toEqual([]);
    });
  });

  it('refuses a model with another number of outputs, and too few graphs', async () => {
    await expect(qm9Protocol(settings({ model: () => toyModel(3) }))).rejects.toMatchObject({
      code: 'graph/model-outputs',
    });
    expect(() => threeWaySplit(9, 1)).toThrow(expect.objectContaining({ code: 'graph/split' }));
  });
});
