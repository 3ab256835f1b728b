// The real thing: worker threads of Node with a TensorFlow.js of their own each.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DataParallel, type DataParallelOptions, io, type ParallelStepOptions, random } from '../index';
import type { PerceptronConfig } from './__fixtures__/perceptron.worker';

const packageFolder = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let module: URL;
beforeAll(async () => {
  // Below the package, so that the worker finds TensorFlow.js.
  folder = mkdtempSync(join(packageFolder, 'node_modules', '.parallel-'));
  const outfile = join(folder, 'perceptron.worker.mjs');
  const entryPoints = [fileURLToPath(new URL('__fixtures__/perceptron.worker.ts', import.meta.url))];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', platform: 'node', packages: 'external' });
  module = pathToFileURL(outfile);
});
afterAll(() => rmSync(folder, { recursive: true }));

const groups: DataParallel[] = [];
function group(options: Partial<DataParallelOptions>, config: Partial<PerceptronConfig> = {}): DataParallel {
  const made = new DataParallel({
    module,
    init: { backend: 'wasm', deterministic: true },
    config: { sizes: [5, 7, 2], optimizer: 'sgd', ...config } satisfies PerceptronConfig,
    ...options,
  });
  groups.push(made);
  return made;
}
afterEach(async () => {
  for (const each of groups.splice(0)) await each.dispose();
});

const rows = 10;
const batch = {
  x: { dtype: 'float32' as const, shape: [rows, 5], data: Float32Array.from(random.normalArray(3, rows * 5)) },
  y: { dtype: 'float32' as const, shape: [rows, 2], data: Float32Array.from(random.normalArray(4, rows * 2)) },
};

async function trained(workers: number, config: Partial<PerceptronConfig> = {}) {
  const parallel = group({ workers, shards: 3 }, config);
  const start = await parallel.parameters();
  const losses: number[] = [];
  for (let step = 0; step < 3; step++) losses.push((await parallel.step(batch)).loss);
  const end = await parallel.parameters();
  return { start, losses, end, report: await parallel.ready() };
}

describe('DataParallel', () => {
  it('gives the same bits for one and two workers, and those of one optimizer over the whole batch', async () => {
    const [one, two] = await Promise.all([
      trained(1, { optimizer: 'adam', clipGlobalNorm: 0.5 }),
      trained(2, { optimizer: 'adam', clipGlobalNorm: 0.5 }),
    ]);
    expect(two).toEqual({ ...one, report: { ...one.report, workers: 2 } });
    expect(two.report).toMatchObject({ shards: 3, backend: 'wasm', memory: 'shared' });
    expect([...two.end.keys()]).toEqual(['layer0/kernel', 'layer0/bias', 'layer1/kernel', 'layer1/bias']);
    expect(two.losses[2]).toBeLessThan(two.losses[0]);

    // The same by hand, on this thread.
    await tf.setBackend('cpu');
    const plain = tf.tidy(() => {
      const variables = [...one.start.values()].map(({ shape, data }) => tf.variable(tf.tensor(data, shape)));
      const [kernel0, bias0, kernel1, bias1] = variables as tf.Tensor[] as [
        tf.Tensor2D,
        tf.Tensor,
        tf.Tensor2D,
        tf.Tensor,
      ];
      const x = tf.tensor2d(batch.x.data, [rows, 5]);
      const y = tf.tensor2d(batch.y.data, [rows, 2]);
      const optimizer = tf.train.adam(0.01);
      const losses: number[] = [];
      for (let step = 0; step < 3; step++) {
        const { value, grads } = tf.variableGrads(() => {
          const h = tf.tanh(tf.add(tf.matMul(x, kernel0), bias0));
          return tf.losses.meanSquaredError(y, tf.add(tf.matMul(h as tf.Tensor2D, kernel1), bias1)) as tf.Scalar;
        }, variables);
        const norm = Math.hypot(...Object.values(grads).map((each) => tf.norm(each).dataSync()[0]));
        const scale = Math.min(1, 0.5 / norm);
        optimizer.applyGradients(
          Object.fromEntries(Object.entries(grads).map(([name, each]) => [name, tf.mul(each, scale)])),
        );
        losses.push(value.dataSync()[0]);
      }
      return { losses, values: variables.map((variable) => variable.dataSync()) };
    });
    for (const [step, loss] of plain.losses.entries()) expect(two.losses[step]).toBeCloseTo(loss, 5);
    for (const [i, { data }] of [...two.end.values()].entries()) {
      data.forEach((value, element) => void expect(value).toBeCloseTo(plain.values[i][element], 4));
    }
  });

  it('goes on from a saved state with the bits of a run without a break, with another number of workers', async () => {
    const config: Partial<PerceptronConfig> = { optimizer: 'adam', clipGlobalNorm: 0.5, noise: 0.1 };
    const two = group({ workers: 2, shards: 3 }, config);
    const one = group({ workers: 1, shards: 3 }, config);
    const steps = async (parallel: DataParallel, count: number) => {
      const losses: number[] = [];
      for (let step = 0; step < count; step++) losses.push((await parallel.step(batch)).loss);
      return { losses, parameters: await parallel.parameters() };
    };
    await steps(two, 3);
    await steps(one, 1);
    const state = await two.state();
    const file = io.writeSafetensors(state);
    // A state in the making holds what was there when it was asked for.
    const [late] = await Promise.all([two.state(), two.step(batch), one.setState(io.readSafetensors(file))]);
    expect(late).toEqual(state);
    expect([...state.keys()].filter((name) => !name.startsWith('moments'))).toEqual([
      'step',
      ...['layer0/kernel', 'layer0/bias', 'layer1/kernel', 'layer1/bias'].map((name) => `weights/${name}`),
      ...['iterations', 'accBeta1', 'accBeta2'].map((name) => `counters/${name}`),
    ]);
    await one.step(batch);
    expect(await one.state()).toEqual(await two.state());
    expect(await steps(one, 2)).toEqual(await steps(two, 2));

    const before = await two.state();
    const [, ...rest] = state;
    await expect(two.setState(new Map(rest))).rejects.toMatchObject({
      code: 'tensor/parallel-state',
      message: expect.stringContaining('"step" does not fit: it is missing'),
    });
    await expect(two.setState(new Map([...state, ['weights/other', state.get('step')!]]))).rejects.toThrow(
      'nothing here has this name',
    );
    const ofSgd = [...state].filter(([name]) => !/^moments|Beta/.test(name));
    await expect(two.setState(new Map(ofSgd))).rejects.toMatchObject({ code: 'tensor/parallel-optimizer' });
    expect(await two.state()).toEqual(before);
  });

  it('sends the next step ahead and gives the bits of steps one by one', async () => {
    const config: Partial<PerceptronConfig> = { optimizer: 'adam', noise: 0.1 };
    const batches = [0, 1, 2, 3].map((key) => ({
      ...batch,
      x: { ...batch.x, data: Float32Array.from(random.normalArray(key, rows * 5)) },
    }));
    const [apart, ahead, started] = [0, 1, 2].map(() => group({ workers: 2, shards: 2 }, config));
    const losses: number[] = [];
    for (const each of batches) losses.push((await apart.step(each)).loss);
    const seen: number[] = [];
    for await (const { loss } of ahead.train(batches)) seen.push(loss);
    expect(seen).toEqual(losses);
    expect(await ahead.state()).toEqual(await apart.state());
    const atOnce = await Promise.all(batches.map((each) => started.step(each)));
    expect(atOnce.map(({ loss }) => loss)).toEqual(losses);
    expect(await started.state()).toEqual(await apart.state());

    // A loop that is left early has used one batch more, and the group goes on.
    for await (const { loss } of ahead.train(batches)) {
      expect(loss).toBeGreaterThan(0);
      break;
    }
    expect((await ahead.state()).get('step')!.data).toEqual(Int32Array.of(6));
    const unfit = { ...batch, x: { ...batch.x, shape: [9, 5] } };
    const readLosses: number[] = [];
    await expect(
      (async () => {
        for await (const { loss } of ahead.train([batches[0], unfit, batches[1]])) readLosses.push(loss);
      })(),
    ).rejects.toThrow('50 values for the shape [9,5]');
    expect(readLosses).toHaveLength(1);
  });

  it('hands errors of the loss on, changes nothing then, and goes on', async () => {
    const parallel = group({ workers: 2 }, { failures: ['throw', 'vector'] });
    const before = await parallel.parameters();
    await expect(parallel.step(batch)).rejects.toMatchObject({
      name: 'RangeError',
      message: 'the loss is not defined here',
    });
    await expect(parallel.step(batch)).rejects.toMatchObject({
      code: 'tensor/parallel-loss',
      message: expect.stringContaining('it returned float32 [3]'),
    });
    expect(await parallel.parameters()).toEqual(before);
    expect((await parallel.step(batch)).loss).toBeGreaterThan(0);
  });

  describe('a group of two', () => {
    let parallel: DataParallel;
    beforeAll(() => {
      parallel = new DataParallel({
        module,
        workers: 2,
        config: { sizes: [5, 7, 2], optimizer: 'sgd' } satisfies PerceptronConfig,
      });
    });
    afterAll(() => parallel.dispose());

    it('sets weights, takes tensors and fewer rows than shards, and reports progress', async () => {
      const zeros = { dtype: 'float32' as const, shape: [7, 2], data: new Float32Array(14) };
      const bias = { dtype: 'float32' as const, shape: [2], data: new Float32Array(2) };
      await parallel.setParameters(
        new Map([
          ['layer1/kernel', zeros],
          ['layer1/bias', bias],
        ]),
      );
      expect((await parallel.parameters()).get('layer1/kernel')!.data).toEqual(zeros.data);
      await tf.setBackend('cpu');
      const small = { x: tf.ones([2, 5]), y: tf.ones([2, 2]) };
      const seen: number[] = [];
      const onProgress: ParallelStepOptions['onProgress'] = ({ shardsDone, shards }) => seen.push(shardsDone / shards);
      expect((await parallel.step(small, { onProgress })).loss).toBe(1);
      expect(seen).toEqual([0.25, 0.5, 0.75, 1]);
      expect(small.x.isDisposed).toBe(false);
      tf.dispose(small);
      await expect(parallel.setParameters(new Map([['x', zeros]]))).rejects.toThrow(/no variable "x"/);
    });

    it('refuses batches that do not fit', async () => {
      await expect(parallel.step({ x: { ...batch.x, shape: [9, 5] } })).rejects.toThrow(
        '50 values for the shape [9,5]',
      );
      await expect(parallel.step({ ...batch, z: tf.scalar(1) })).rejects.toThrow('single number');
      await expect(parallel.step({})).rejects.toThrow('no input');
    });

    it('gives a step up without a change', async () => {
      const before = await parallel.parameters();
      const controller = new AbortController();
      const large = {
        x: { dtype: 'float32' as const, shape: [200_000, 5], data: new Float32Array(1_000_000) },
        y: { dtype: 'float32' as const, shape: [200_000, 2], data: new Float32Array(400_000) },
      };
      const onProgress = () => controller.abort(new Error('enough'));
      await expect(parallel.step(large, { signal: controller.signal, onProgress })).rejects.toThrow('enough');
      await expect(parallel.step(batch, { signal: controller.signal })).rejects.toThrow('enough');
      expect(await parallel.parameters()).toEqual(before);
      expect((await parallel.step(batch)).loss).toBeGreaterThan(0);
    });

    it('gives up a step that was sent ahead, and only that one', async () => {
      const { loss: first } = await parallel.step(batch);
      const controller = new AbortController();
      const onProgress = () => controller.abort(new Error('not the next one'));
      const [running, ahead, after] = await Promise.allSettled([
        parallel.step(batch, { onProgress }),
        parallel.step(batch, { signal: controller.signal }),
        parallel.step(batch),
      ]);
      expect(ahead).toMatchObject({ status: 'rejected', reason: new Error('not the next one') });
      const losses = [running, after].map((result) => (result.status === 'fulfilled' ? result.value.loss : Number.NaN));
      expect(losses[0]).toBeLessThan(first);
      // One update lies between the two, as between the first and the one that ran.
      expect(losses[1]).toBeLessThan(losses[0]);
    });
  });
});

/** A worker without TensorFlow.js that says it is ready and then does `atMemory`. */
function hollow(atMemory: string, shape = [5, 7]): Worker {
  const variables = JSON.stringify([shape, [7], [7, 2], [2]].map((each) => ({ name: 'x', shape: each })));
  const code = `const { parentPort } = require('node:worker_threads');
    parentPort.on('message', ({ kind }) => {
      if (kind === 'start') parentPort.postMessage({ kind: 'ready', variables: ${variables}, warnings: [] });
      if (kind === 'memory') { ${atMemory} }
    });`;
  return new Worker(code, { eval: true });
}

describe('DataParallel does not hang', () => {
  it('when a worker ends, or keeps others waiting', async () => {
    for (const [atMemory, message] of [
      ['process.exit(3)', /worker 1 is gone: it ended with code 3/],
      ['', /worker 0 waited 300 ms for worker 1/],
    ] as const) {
      let started = 0;
      const factory = () => (started++ === 0 ? new Worker(module) : hollow(atMemory));
      const parallel = group({ module: factory, workers: 2, timeout: 300 });
      await expect(parallel.step(batch)).rejects.toThrow(message);
      await expect(parallel.step(batch)).rejects.toThrow(message);
      await expect(parallel.parameters()).rejects.toThrow();
    }
  });

  it('when a module throws, is not there, or never answers', async () => {
    await expect(group({ workers: 1 }, { failToLoad: true }).step(batch)).rejects.toThrow('does not want to');
    await expect(group({ workers: 1, module: new URL('absent.mjs', module) }).step(batch)).rejects.toMatchObject({
      code: 'tensor/parallel-worker',
      message: expect.stringContaining('absent.mjs'),
    });
    const silent = () => new Worker('setInterval(() => 0, 1000)', { eval: true });
    await expect(group({ module: silent, workers: 1, startTimeout: 1 }).ready()).rejects.toThrow(
      'worker 0 did not answer within 1 ms',
    );
  });

  it('when workers build different models, or numbers do not fit', async () => {
    let started = 0;
    const factory = () => hollow('', started++ === 0 ? [5, 7] : [5, 8]);
    await expect(group({ module: factory, workers: 2 }).ready()).rejects.toThrow(
      'worker 1 built variables of shapes [5,8], [7], [7,2], [2], worker 0 [5,7], [7], [7,2], [2]',
    );
    expect(() => new DataParallel({ module, workers: 5, shards: 4 })).toThrow('5 workers cannot share 4 shards');
    expect(() => new DataParallel({ module, shards: 0 })).toThrow('shards must be a positive integer, it is 0');
  });
});
