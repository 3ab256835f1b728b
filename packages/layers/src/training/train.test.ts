import { memoryStore } from '@perceptrons/data';
import { init, PerceptronsError, random } from '@perceptrons/tensor';
import { expectNoLeak, testBackends } from '@perceptrons/vitest-config';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dense } from '../dense';
import { dropout } from '../dropout';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy';
import { mlpBlock } from '../mlp-block';
import { AdamW } from '../optimizers/adam-w';
import { warmupCosine } from '../schedules/schedules';
import { stochasticDepth } from '../stochastic-depth';
import { evaluateModel } from './evaluate-model';
import { train } from './train';
import type { Batch, EpochRecord, StepEvent, TrainOptions } from './train-options';

const batchSize = 8;
const stepsPerEpoch = 5;

/** A model with every kind of random mask, so that a wrong step number shows in the curve. */
function randomModel(): tf.LayersModel {
  const input = tf.input({ shape: [4, 6] });
  const hidden = mlpBlock({ hiddenUnits: 8, dropout: 0.2, seed: 1, name: 'mlp' }).apply(input) as tf.SymbolicTensor;
  const kept = stochasticDepth({ rate: 0.3, seed: 2, name: 'depth' }).apply(hidden) as tf.SymbolicTensor;
  const sum = tf.layers.add().apply([input, kept]) as tf.SymbolicTensor;
  const flat = tf.layers.flatten().apply(sum) as tf.SymbolicTensor;
  const dropped = dropout({ rate: 0.1, seed: 3, name: 'dropout' }).apply(flat) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: dense({ units: 3, seed: 4 }).apply(dropped) as tf.SymbolicTensor });
}

function batch(epoch: number, index: number): Batch {
  const key = random.foldIn(random.foldIn(random.key(9), epoch), index);
  const xs = random.normal(key, [batchSize, 4, 6]);
  const ys = tf.tidy(() => {
    const score = xs.mean([1, 2]);
    return tf.oneHot(score.greater(0.1).toInt().add(score.greater(-0.1).toInt()), 3).toFloat();
  });
  return { xs, ys };
}

/** Batches that depend on epoch and index alone. */
function data(epoch: number, skip = 0): tf.data.Dataset<Batch> {
  return sized(stepsPerEpoch - skip, (i) => batch(epoch, skip + i));
}

function sized(size: number, make: (index: number) => Batch): tf.data.Dataset<Batch> {
  function* batches() {
    for (let i = 0; i < size; i++) yield make(i);
  }
  return Object.assign(tf.data.generator(batches as never), { size }) as unknown as tf.data.Dataset<Batch>;
}

const epochs = 4;
const settings = () => ({
  data,
  epochs,
  schedule: warmupCosine({ base: 0.02, warmupSteps: 3, totalSteps: epochs * stepsPerEpoch }),
  clipNorm: 1,
  ema: { decay: 0.9 },
  validation: { data: () => data(100), everyEpochs: 2 },
});

/** Trains a fresh model; returns the result, its weights and the average as numbers. */
async function runFresh(options: Partial<TrainOptions> = {}) {
  const model = randomModel();
  const optimizer = new AdamW({ weightDecay: 0.05 });
  try {
    const result = await train({ ...settings(), model, optimizer, ...options });
    const weights = model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
    const average = result.ema?.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
    result.ema?.dispose();
    return { result, weights, average };
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

describe.each(testBackends())('train on %s', (backend) => {
  beforeAll(async () => {
    await init({ backend: backend as 'cpu' | 'wasm' | 'webgpu' });
  });

  it('does what model.fit does', async () => {
    await expectNoLeak(async () => {
      const build = () => {
        const input = tf.input({ shape: [4, 6] });
        const flat = tf.layers.flatten().apply(input) as tf.SymbolicTensor;
        const regularised = tf.layers
          .dense({
            units: 8,
            kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }),
            kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
          })
          .apply(flat) as tf.SymbolicTensor;
        return tf.model({
          inputs: input,
          outputs: dense({ units: 3, seed: 4 }).apply(regularised) as tf.SymbolicTensor,
        });
      };
      const [fitted, trained] = [build(), build()];
      const adam = [tf.train.adam(0.01), tf.train.adam(0.01)];
      const loss = (targets: tf.Tensor, outputs: tf.Tensor) => softmaxCrossEntropy(targets, outputs);
      fitted.compile({ optimizer: adam[0], loss, metrics: ['accuracy'] });
      const { history } = await fitted.fitDataset(data(0), { epochs: 3, verbose: 0 });
      const result = await train({ model: trained, data: () => data(0), epochs: 3, optimizer: adam[1] });
      // fitDataset reports the loss with the penalties, averaged over the batches, as train does.
      result.history.forEach((record, i) => {
        expect(record.loss).toBeCloseTo(history.loss[i] as number, 5);
        expect(record.accuracy).toBeCloseTo(history.acc[i] as number, 5);
      });
      trained.getWeights().forEach((weight, i) => {
        const expected = fitted.getWeights()[i].dataSync();
        weight.dataSync().forEach((value, j) => {
          expect(value).toBeCloseTo(expected[j], 5);
        });
      });
      for (const owner of [fitted, trained, ...adam]) owner.dispose();
    });
  });

  it('learns, reports every step and epoch, and leaves nothing behind', async () => {
    await expectNoLeak(async () => {
      const steps: StepEvent[] = [];
      const records: EpochRecord[] = [];
      const { result } = await runFresh({
        onStep: (event) => void steps.push(event),
        onEpoch: (record) => void records.push(record),
      });
      expect(result).toMatchObject({ steps: 20, epochs: 4, stopped: 'finished' });
      expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
      expect(steps.map(({ loss }) => loss)).toEqual(result.stepLosses);
      expect(steps[0]).toMatchObject({ epoch: 0, totalSteps: 20, learningRate: 0 });
      expect(steps[3].learningRate).toBe(0.02);
      expect(steps.every(({ accuracy }) => accuracy !== undefined && accuracy >= 0 && accuracy <= 1)).toBe(true);
      expect(steps[5].examplesPerSecond).toBeGreaterThan(0);
      expect(steps[19].secondsLeft).toBe(0);
      expect(records).toEqual(result.history);
      expect(records.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
      expect(records.map(({ validationLoss }) => validationLoss !== undefined)).toEqual([false, true, false, true]);
      const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
      expect(records[1].loss).toBeCloseTo(mean(result.stepLosses.slice(5, 10)), 12);
    });
  });

  it('leaves nothing behind after 50 steps with checkpoints', async () => {
    await expectNoLeak(async () => {
      const checkpoint = { store: memoryStore(), name: 'run', everySteps: 7 };
      const { result } = await runFresh({ epochs: 10, checkpoint, eventsPerSecond: 10, onStep: () => undefined });
      expect(result.steps).toBe(50);
    });
  });

  it('takes a model with several inputs, and learns as if they were one', async () => {
    await expectNoLeak(async () => {
      const split = (epoch: number, skip: number) =>
        sized(stepsPerEpoch - skip, (i) => {
          const { xs, ys } = batch(epoch, skip + i);
          const parts = tf.split(xs as tf.Tensor, [2, 4], 2);
          tf.dispose(xs);
          return { xs: parts, ys };
        });
      const head = (joined: tf.SymbolicTensor) => {
        const flat = tf.layers.flatten().apply(joined) as tf.SymbolicTensor;
        return dense({ units: 3, seed: 4 }).apply(flat) as tf.SymbolicTensor;
      };
      const [first, second] = [2, 4].map((units) => tf.input({ shape: [4, units] }));
      const both = tf.layers.concatenate({ axis: -1 }).apply([first, second]) as tf.SymbolicTensor;
      const whole = tf.input({ shape: [4, 6] });
      const losses: number[][] = [];
      for (const [model, source] of [
        [tf.model({ inputs: [first, second], outputs: head(both) }), split],
        [tf.model({ inputs: whole, outputs: head(whole) }), data],
      ] as const) {
        const optimizer = new AdamW();
        const result = await train({
          model,
          data: source,
          epochs: 2,
          optimizer,
          validation: { data: () => source(5, 0) },
        });
        losses.push([...result.stepLosses, result.history[1].validationLoss ?? Number.NaN]);
        optimizer.dispose();
        model.dispose();
      }
      losses[0].forEach((loss, i) => {
        expect(loss).toBeCloseTo(losses[1][i], 5);
      });
    });
  });

  it('repeats exactly', async () => {
    const [one, two] = [await runFresh(), await runFresh()];
    expect(two.result.stepLosses).toEqual(one.result.stepLosses);
    expect(two.weights).toEqual(one.weights);
  });

  it('measures the running average in validation', async () => {
    const model = randomModel();
    const optimizer = new AdamW({ weightDecay: 0.05 });
    const result = await train({ ...settings(), model, optimizer });
    const ema = result.ema!;
    const averaged = await ema.use(() => evaluateModel(model, data(100)));
    const plain = await evaluateModel(model, data(100));
    expect(averaged.examples).toBe(40);
    expect(result.history[3].validationLoss).toBeCloseTo(averaged.loss, 6);
    expect(result.history[3].validationAccuracy).toBeCloseTo(averaged.accuracy, 6);
    expect(plain.loss).not.toBeCloseTo(averaged.loss, 6);
    for (const owner of [ema, model, optimizer]) owner.dispose();
  });

  it.each([3, 10, 12])('follows the same curve after a kill at step %i and a resume', async (killedAt) => {
    await expectNoLeak(async () => {
      const whole = await runFresh();
      const store = memoryStore();
      const checkpoint = { store, name: 'runs/one.safetensors', everySteps: 3 };
      const kill = (event: StepEvent) => {
        if (event.step === killedAt) throw new Error('killed');
      };
      await expect(runFresh({ checkpoint, onStep: kill })).rejects.toThrow('killed');
      const seen: number[] = [];
      const resumed = await runFresh({ checkpoint, resume: true, onStep: ({ step }) => void seen.push(step) });
      const saved = Math.floor((killedAt - 1) / 3) * 3;
      expect(seen[0]).toBe(saved + 1);
      expect(resumed.result.steps).toBe(20);
      const difference = (a: number[], b: number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));
      expect(resumed.result.stepLosses).toHaveLength(20);
      expect(difference(resumed.result.stepLosses, whole.result.stepLosses)).toBeLessThan(1e-5);
      expect(difference(resumed.weights, whole.weights)).toBeLessThan(1e-5);
      expect(difference(resumed.average!, whole.average!)).toBeLessThan(1e-5);
      expect(resumed.result.history.map(({ accuracy }) => accuracy)).toEqual(
        whole.result.history.map(({ accuracy }) => accuracy),
      );
    });
  });

  it('resumes a finished run without a step', async () => {
    const checkpoint = { store: memoryStore(), name: 'done' };
    const first = await runFresh({ checkpoint });
    const again = await runFresh({ checkpoint, resume: true, onStep: () => expect.unreachable('a step was taken') });
    expect(again.result.history).toEqual(first.result.history);
    expect(again.weights).toEqual(first.weights);
  });

  it('stops at the signal, saves, and goes on from there', async () => {
    const whole = await runFresh();
    const checkpoint = { store: memoryStore(), name: 'run' };
    const stop = new AbortController();
    const { result } = await runFresh({
      checkpoint,
      signal: stop.signal,
      onStep: ({ step }) => {
        if (step === 7) stop.abort();
      },
    });
    expect(result).toMatchObject({ steps: 7, epochs: 1, stopped: 'cancelled' });
    const resumed = await runFresh({ checkpoint, resume: true });
    expect(resumed.result.stepLosses).toEqual(whole.result.stepLosses);
  });

  it('waits while onStep does, and lets other work run', async () => {
    let [paused, ticks, events] = [false, 0, 0];
    const timer = setInterval(() => ticks++, 1);
    await runFresh({
      eventsPerSecond: 1e-3,
      onStep: async () => {
        expect(paused).toBe(false);
        events++;
        paused = true;
        await new Promise((resolve) => setTimeout(resolve, 5));
        paused = false;
      },
    });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    // The first step and the last one of each epoch.
    expect(events).toBe(5);
  });

  it('throws at a loss that is not finite, and keeps the last good checkpoint', async () => {
    await expectNoLeak(async () => {
      const store = memoryStore();
      const checkpoint = { store, name: 'run', everySteps: 2 };
      const poisoned = (epoch: number, skip: number) =>
        sized(stepsPerEpoch - skip, (i) => {
          const good = batch(epoch, skip + i);
          if (epoch !== 1 || skip + i !== 0) return good;
          tf.dispose(good.xs);
          return { xs: tf.fill([batchSize, 4, 6], Number.NaN), ys: good.ys };
        });
      const failed = runFresh({ data: poisoned, checkpoint });
      await expect(failed).rejects.toThrow(
        /The loss of step 6 \(epoch 1\) is NaN, at learning rate 0\.01\d+.*step 4 is untouched/,
      );
      await expect(failed).rejects.toSatisfy(PerceptronsError.isInstance);
      await expect(failed).rejects.toMatchObject({ code: 'layers/loss-not-finite', name: 'TrainingError' });
      const whole = await runFresh();
      const resumed = await runFresh({ checkpoint, resume: true });
      expect(resumed.result.stepLosses).toEqual(whole.result.stepLosses);
    });
  });

  describe('refuses', () => {
    const failing = async (options: Partial<TrainOptions>, code: string, text: string | RegExp) => {
      await expectNoLeak(async () => {
        const failed = runFresh(options);
        await expect(failed).rejects.toMatchObject({ code });
        await expect(failed).rejects.toThrow(text);
      });
    };

    it('batches that do not fit the model', () =>
      failing(
        { data: () => sized(5, () => ({ xs: tf.zeros([8, 4, 5]), ys: tf.zeros([8, 3]) })) },
        'layers/batch-shape',
        'xs [8,4,5] and ys [8,3]. The model takes xs [?,4,6]',
      ));

    it('targets that do not fit the loss', () =>
      failing(
        { data: () => sized(5, () => ({ xs: tf.zeros([8, 4, 6]), ys: tf.zeros([8, 4]) })) },
        'layers/target-shape',
        'targets have shape [8,4] and logits [8,3]',
      ));

    it('data that end early', () => failing({ stepsPerEpoch: 6 }, 'layers/no-data', 'ended after 5 of 6 batches'));

    it('an unknown number of steps', () =>
      failing(
        { data: (epoch, skip) => Object.assign(data(epoch, skip), { size: null as never }) },
        'layers/steps-per-epoch',
        'pass stepsPerEpoch',
      ));

    it('bad counts', async () => {
      await failing({ epochs: 0 }, 'layers/not-a-count', 'epochs of train is 0');
      await failing({ clipNorm: -1 }, 'layers/not-positive', 'clipNorm of train is -1');
      await failing({ resume: true }, 'layers/resume', 'checkpoint is undefined');
    });

    it('a checkpoint of another model or optimizer, before changing anything', async () => {
      const checkpoint = { store: memoryStore(), name: 'run' };
      await runFresh({ checkpoint, epochs: 1 });
      const input = tf.input({ shape: [4, 6] });
      const flat = tf.layers.flatten().apply(input) as tf.SymbolicTensor;
      const model = tf.model({ inputs: input, outputs: dense({ units: 3 }).apply(flat) as tf.SymbolicTensor });
      const before = model.getWeights()[0].dataSync().slice();
      const optimizer = tf.train.adam();
      const failed = train({ model, data, epochs, optimizer, checkpoint, resume: true });
      await expect(failed).rejects.toMatchObject({ code: 'layers/checkpoint' });
      await expect(failed).rejects.toThrow(
        /kernel has shape \[6,8\] there and \[24,3\] here.*4 more weights.*PerceptronsAdamW/,
      );
      expect(model.getWeights()[0].dataSync()).toEqual(before);
      model.dispose();
      optimizer.dispose();
    });

    it('bytes that are no checkpoint', async () => {
      const store = memoryStore();
      await store.write('run', Uint8Array.of(1, 2, 3));
      await expect(runFresh({ checkpoint: { store, name: 'run' }, resume: true })).rejects.toSatisfy(
        PerceptronsError.isInstance,
      );
    });

    it('a model without trainable weights', async () => {
      const model = randomModel();
      model.trainable = false;
      const optimizer = new AdamW();
      await expect(train({ model, data, epochs, optimizer })).rejects.toThrow('has 0 trainable weights');
      model.dispose();
    });
  });

  it('takes momentum and plain descent with a schedule, and resumes them', async () => {
    for (const make of [() => tf.train.sgd(0.5), () => tf.train.momentum(0.5, 0.9), () => tf.train.adam(0.5)]) {
      const run = async (options: Partial<TrainOptions>) => {
        const optimizer = make();
        const { result } = await runFresh({ ...options, optimizer });
        optimizer.dispose();
        return result.stepLosses;
      };
      const whole = await run({});
      const checkpoint = { store: memoryStore(), name: 'run', everySteps: 4 };
      const kill = ({ step }: StepEvent) => {
        if (step === 9) throw new Error('killed');
      };
      await expect(run({ checkpoint, onStep: kill })).rejects.toThrow('killed');
      const resumed = await run({ checkpoint, resume: true });
      resumed.forEach((loss, i) => {
        expect(loss).toBeCloseTo(whole[i], 5);
      });
    }
  });
});
