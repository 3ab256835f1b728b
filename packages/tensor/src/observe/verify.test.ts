import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it } from 'vitest';
import { definedOps, init, restore } from '../index';
import { verify } from '../verify';

afterEach(() => restore());

describe('verify', () => {
  it('reports the error of every op against float64 on the current backend, and leaves nothing behind', async () => {
    await init({ backend: 'wasm' });
    const before = tf.memory();
    const seen: string[] = [];
    const report = await verify({ onOp: ({ op }) => seen.push(op) });
    expect(report.ops.map(({ op }) => op).sort()).toEqual(
      definedOps()
        .map(({ name }) => name)
        .sort(),
    );
    expect(seen).toHaveLength(report.ops.length);
    for (const { op, maximalError, absoluteError, cases, gradients } of report.ops) {
      expect(maximalError, op).toBeLessThan(1e-4);
      expect(absoluteError, op).toBeLessThan(1e-2);
      expect(cases, op).toBeGreaterThan(0);
      for (const { input, maximalError } of gradients) expect(maximalError, `${op} by ${input}`).toBeLessThan(1e-4);
    }
    const layerNorm = report.ops.find(({ op }) => op === 'LayerNorm');
    expect(layerNorm?.gradients.map(({ input }) => input)).toEqual(['x', 'gamma', 'beta']);
    expect(report.ops.find(({ op }) => op === 'LayerNormGrad')?.gradients).toEqual([]);
    expect(report.ops.find(({ op }) => op === 'LayerNorm')).toMatchObject({ kernel: 'fused', cases: 6 });
    expect(report.ops[0].maximalError).toBeGreaterThanOrEqual(report.ops[report.ops.length - 1].maximalError);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(String(report)).toMatch(/float64 on wasm.*\nop +of +kernel +relative +absolute +cases +worst at\n/);
  });

  it('tells a wrong kernel, with the shapes at which it is wrong', async () => {
    await init({ backend: 'cpu' });
    const wrong = (value: number) =>
      (({ inputs }: { inputs: tf.NamedTensorInfoMap }) => [
        tf.fill(inputs.x!.shape, value),
      ]) as unknown as tf.KernelFunc;
    for (const value of [7, Number.NaN]) {
      tf.registerKernel({ kernelName: 'PerceptronsGelu', backendName: 'cpu', kernelFunc: wrong(value) });
      const { ops } = await verify({ ops: ['Gelu', 'LayerNorm'], cases: 2 });
      tf.unregisterKernel('PerceptronsGelu', 'cpu');
      expect(ops.map(({ op, kernel }) => [op, kernel])).toEqual([
        ['Gelu', 'fused'],
        ['LayerNorm', 'reference'],
      ]);
      expect(ops[0].maximalError < 0.1).toBe(false);
      expect(ops[0].worst).toMatch(/^x \[[\d,]+\]$/);
    }
  });

  it('tells a wrong gradient, and which', async () => {
    await init({ backend: 'cpu' });
    const stock = tf.getGradient('Multiply');
    tf.unregisterGradient('Multiply');
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, saved, attributes) => {
        const { a, b } = stock.gradFunc(dy, saved, attributes);
        return { a, b: () => tf.mul(b(), 1.5) };
      },
    });
    const { ops } = await verify({ ops: ['LayerNorm'], cases: 2 });
    tf.unregisterGradient('Multiply');
    tf.registerGradient(stock);
    expect(ops[0].maximalError).toBeLessThan(1e-5);
    expect(Math.max(...ops[0].gradients.map(({ maximalError }) => maximalError))).toBeGreaterThan(0.1);
  });

  it('refuses unknown ops and counts', async () => {
    await init({ backend: 'cpu' });
    await expect(verify({ ops: ['Nothing'] })).rejects.toThrow(/op "Nothing" has no cases. Known are .*LayerNorm/);
    await expect(verify({ cases: 0 })).rejects.toThrow('positive integer, it is 0');
    await expect(verify({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
