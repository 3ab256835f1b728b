import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bundle } from './bundle';

/** How every WebAssembly module begins, in base64. */
const BINARY = 'AGFzbQEA';

/** Names under which ops of a bundle enter the op table. */
function opsOf(text: string): string[] {
  return [...text.matchAll(/name:"([A-Z]\w+)",[^{}]*?inputs:\[/g)].map(([, name]) => name).sort();
}

describe('an application that imports a part of @perceptrons/tensor', () => {
  it('ships one op and its gradient for one op, without the binaries', async () => {
    const text = await bundle("export { layerNorm } from '@perceptrons/tensor';");
    expect(opsOf(text)).toEqual(['LayerNorm', 'LayerNormGrad']);
    expect(text).not.toContain(BINARY);
    expect(text.length).toBeLessThan(17_000);
  });

  it('ships no op for the readers of weight files', async () => {
    const text = await bundle("import { io } from '@perceptrons/tensor'; export const read = io.readSafetensors;");
    expect(opsOf(text)).toEqual([]);
  });

  it('ships the binaries with init', async () => {
    const text = await bundle("export { init } from '@perceptrons/tensor';");
    expect(text.split(BINARY).length - 1).toBe(2);
  });
});

describe('an application that imports a part of @perceptrons/plasticity', () => {
  it('ships neither binaries nor TensorFlow.js for rules as text', async () => {
    const text = await bundle("export { formatRule, knownRules, parseRule } from '@perceptrons/plasticity';");
    expect(text).toContain('plasticity/rule-text');
    expect(text).not.toContain(BINARY);
    expect(text).not.toContain('@tensorflow');
    expect(text.length).toBeLessThan(10_000);
  });

  it('ships simulation, gradients and evaluation without the binaries, and the binaries with the kernels', async () => {
    const names = 'evaluateRule, identifiability, lossAndGradient, simulateBehaviour';
    const text = await bundle(`export { ${names} } from '@perceptrons/plasticity';`);
    expect(text).not.toContain(BINARY);
    expect(opsOf(text)).toEqual([]);
    const kernels = await bundle("export { RolloutProblem } from '@perceptrons/plasticity';");
    expect(kernels.split(BINARY).length - 1).toBe(2);
    expect(opsOf(kernels)).toEqual(['PlasticityLoss']);
  });
});

describe('the WASM binaries', () => {
  it('take at most 60 kB gzipped together', () => {
    const sizes = ['simd', 'relaxed'].map((name) => {
      const file = new URL(`../../../packages/tensor/src/generated/${name}.ts`, import.meta.url);
      const base64 = /'([A-Za-z0-9+/=]+)'/.exec(readFileSync(file, 'utf8'))![1];
      return gzipSync(Buffer.from(base64, 'base64')).length;
    });
    expect(sizes[0] + sizes[1]).toBeLessThanOrEqual(60_000);
    expect(Math.min(...sizes)).toBeGreaterThan(1000);
  });
});
