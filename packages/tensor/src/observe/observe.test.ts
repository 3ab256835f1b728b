import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dense, findLeaks, init, memory, profile, restore } from '../index';

beforeEach(async () => {
  await init({ backend: 'wasm' });
});
afterEach(() => restore());

function smallModel(): tf.LayersModel {
  const inner = tf.sequential({
    name: 'inner',
    layers: [tf.layers.dense({ name: 'middle', units: 5, inputShape: [6] })],
  });
  const first = tf.layers.dense({ name: 'first', units: 6, inputShape: [4] });
  return tf.sequential({ name: 'outer', layers: [first, inner, tf.layers.dense({ name: 'last', units: 2 })] });
}

describe('profile', () => {
  it('attributes kernels to ops, to layers and to the backward pass of the layer that recorded them', async () => {
    const model = smallModel();
    const x = tf.ones<tf.Rank.R2>([5, 4]);
    const report = await profile(() =>
      tf.tidy(() => tf.variableGrads(() => tf.sum(model.apply(x) as tf.Tensor) as tf.Scalar).value),
    );
    expect(report.result.shape).toEqual([]);
    expect(report.backend).toBe('wasm');
    const places = new Set(report.kernels.map(({ layer, phase }) => `${layer} ${phase}`));
    for (const layer of ['outer/first', 'outer/inner/middle', 'outer/last']) {
      expect(places).toContain(`${layer} forward`);
      expect(places).toContain(`${layer} backward`);
    }
    const products = report.kernels.filter(({ kernel }) => /MatMul|Product|PerceptronsDense/.test(kernel));
    const count = (layer: string, phase: string) =>
      products
        .filter((each) => each.layer === layer && each.phase === phase)
        .reduce((sum, { calls }) => sum + calls, 0);
    expect([count('outer/first', 'forward'), count('outer/inner/middle', 'forward')]).toEqual([1, 1]);
    expect(count('outer/first', 'backward')).toBeGreaterThanOrEqual(1);
    // The gradients of weights and of inputs.
    expect(count('outer/inner/middle', 'backward')).toBe(2);
    const first = products.find(({ layer, phase }) => layer === 'outer/first' && phase === 'forward')!;
    expect(first.bytesWritten).toBe(5 * 6 * 4);
    expect(report.newTensors).toBe(1);
    report.result.dispose();
    tf.dispose([x, ...model.getWeights()]);
  });

  it('adds up: kernels to ops and layers, and all within the whole', async () => {
    const report = await profile(async () => {
      const a = tf.ones([64, 64]);
      for (let i = 0; i < 5; i++) tf.matMul(a, a).dispose();
      await a.data();
      a.dispose();
    });
    expect(report.ops.find(({ name }) => name === 'BatchMatMul')).toMatchObject({
      calls: 5,
      bytes: 5 * 3 * 64 * 64 * 4,
    });
    const total = report.layers.reduce((sum, each) => sum + each.forwardMilliseconds + each.backwardMilliseconds, 0);
    expect(total).toBeCloseTo(report.kernelMilliseconds, 6);
    expect(report.kernelMilliseconds).toBeLessThanOrEqual(report.milliseconds);
    expect(report.cpuMilliseconds).toBeGreaterThan(0);
    expect(report.peakBytes).toBeGreaterThanOrEqual(2 * 64 * 64 * 4);
    const text = report.toString();
    expect(text).toMatch(/^[\d.]+ ms on wasm, [\d.]+ ms of CPU time/);
    expect(text).toMatch(/BatchMatMul +5/);
    expect(text).toContain('(outside of layers)');
  });

  it('passes errors on, refuses a second profile at once, and leaves the engine as it was', async () => {
    const own = () => Object.keys(tf.engine()).sort();
    const [before, apply] = [own(), tf.layers.Layer.prototype.apply];
    await expect(
      profile(async () => {
        await expect(profile(() => 1)).rejects.toThrow('already running');
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(own()).toEqual(before);
    expect(tf.layers.Layer.prototype.apply).toBe(apply);
  });

  it('changes neither results nor gradients', async () => {
    const x = tf.tensor2d([[1, 2, 3]]);
    const kernel = tf.tensor2d([[1], [2], [3]]);
    const gradient = () =>
      tf.tidy(() =>
        tf
          .grad((k) => tf.sum(tf.square(dense(x, k as tf.Tensor2D))))(kernel)
          .dataSync(),
      );
    const { result } = await profile(gradient);
    expect(result).toEqual(gradient());
    tf.dispose([x, kernel]);
  });
});

describe('findLeaks', () => {
  it('names kernel, layer and line of every tensor left behind, and frees the result from blame', async () => {
    const layer = tf.layers.activation({ activation: 'relu', name: 'leaky' });
    const call = layer.call.bind(layer);
    let kept: tf.Tensor | undefined;
    layer.call = (inputs, kwargs) => {
      kept = tf.keep(tf.square([inputs].flat()[0]));
      return call(inputs, kwargs);
    };
    const report = await findLeaks(() => {
      const x = tf.tensor1d([1, -2]);
      const y = tf.tidy(() => tf.add(layer.apply(x) as tf.Tensor, 1));
      return { y };
    });
    expect(
      report.leaks.map(({ kernel, layer: name, tensors, bytes }) => [kernel, name, tensors.length, bytes]),
    ).toEqual([
      ['data', '', 1, 8],
      ['Square', 'leaky', 1, 8],
    ]);
    for (const { where } of report.leaks) expect(where).toContain('observe.test.ts');
    expect(report.lostBuffers).toBe(0);
    expect(report.toString()).toMatch(/Square +leaky +forward +1 +\[2\] +8 bytes +.*observe\.test\.ts/);
    tf.dispose([report.result, kept!, ...report.leaks.flatMap(({ tensors }) => tensors)]);
  });

  it('finds nothing in clean code, asynchronous too', async () => {
    const report = await findLeaks(async () => {
      const x = tf.ones([3]);
      await x.data();
      x.dispose();
      return [tf.tidy(() => tf.grad((a) => tf.sum(tf.tanh(a)))(tf.ones([2])))];
    });
    expect([report.leaks, report.lostBuffers, String(report)]).toEqual([[], 0, 'No tensor was left behind.']);
    tf.dispose(report.result);
  });

  it('sees values that no tensor refers to', async () => {
    let info: tf.TensorInfo | undefined;
    const report = await findLeaks(() => {
      info = (tf.backend() as unknown as { makeOutput(shape: number[], dtype: 'float32'): tf.TensorInfo }).makeOutput(
        [4],
        'float32',
      );
    });
    expect(report.lostBuffers).toBe(1);
    expect(String(report)).toContain('1 values on the backend belong to no tensor');
    tf.backend().disposeData(info!.dataId);
  });
});

describe('memory', () => {
  it('tells tensors, heap, its high-water mark and the workspace', () => {
    const before = memory({ resetHighWater: true });
    const x = tf.ones([512, 512]);
    tf.matMul(x, x, true).dispose();
    const after = memory();
    expect(after.tensors - before.tensors).toBe(1);
    expect(after.tensorBytes - before.tensorBytes).toBe(2 ** 20);
    expect(after.heap!.usedBytes - before.heap!.usedBytes).toBeGreaterThanOrEqual(2 ** 20);
    expect(after.heap!.highWaterBytes - before.heap!.usedBytes).toBeGreaterThanOrEqual(2 ** 21);
    expect(after.heap!.highWaterBytes).toBeLessThanOrEqual(after.heap!.bytes);
    expect(after.heap!.workspaceBytes).toBeGreaterThan(0);
    x.dispose();
    expect(memory().heap!.usedBytes).toBe(after.heap!.usedBytes - 2 ** 20);
    expect(String(after)).toMatch(/^wasm: \d+ tensors, .*; heap [\d.]+ MiB, used .*, at most .*, workspace /);
  });

  it('puts the allocator back with restore', async () => {
    const { wasm } = tf.backend() as unknown as { wasm: { _malloc: unknown } };
    const metered = wasm._malloc;
    restore();
    expect(wasm._malloc).not.toBe(metered);
    expect(memory().heap).toBeUndefined();
    const stock = wasm._malloc;
    await init({ backend: 'wasm' });
    restore();
    expect(wasm._malloc).toBe(stock);
    await init({ backend: 'cpu' });
    expect(String(memory())).toMatch(/^cpu: \d+ tensors/);
  });
});
