// Every stock kernel and gradient on WASM, after init, against the cpu backend and float64 loops.
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { differentialCases } from './all-cases';
import {
  cpuDifferences,
  kernelsOfGradients,
  uncoveredGradients,
  uncoveredKernels,
  wasmDifferences,
} from './known-differences';
import type { Outcome } from './run-case';
import { complaints, judge, judgeCpu, runOn } from './run-suite';

const tolerance = 3e-6;
const kernels = [...new Set(differentialCases.map(({ kernel }) => kernel))].sort();
const casesOf = (kernel: string) => differentialCases.filter((one) => one.kernel === kernel);

describe('differential suite', () => {
  let cpu: Map<string, Outcome>;
  let wasm: Map<string, Outcome>;

  beforeAll(async () => {
    cpu = await runOn('cpu', differentialCases);
    wasm = await runOn('wasm', differentialCases);
  });

  it('gives every case a name of its own', () => {
    const names = differentialCases.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('covers every kernel of the cpu backend', () => {
    const all = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
    const covered = [...kernels, ...Object.keys(kernelsOfGradients)];
    expect(all.filter((kernel) => !covered.includes(kernel))).toEqual(Object.keys(uncoveredKernels));
    for (const forward of Object.values(kernelsOfGradients)) {
      expect(casesOf(forward).some(({ gradient }) => gradient !== undefined)).toBe(true);
    }
  });

  it('covers every stock gradient', () => {
    const all = tf.getKernelsForBackend('cpu').map(({ kernelName }) => kernelName);
    const differentiated = new Set(differentialCases.filter(({ gradient }) => gradient).map(({ kernel }) => kernel));
    const missing = all.filter((kernel) => tf.getGradient(kernel) !== undefined && !differentiated.has(kernel));
    expect(missing.sort()).toEqual(Object.keys(uncoveredGradients).sort());
  });

  it('lists no difference of a case that does not exist', () => {
    const names = differentialCases.map(({ name }) => name);
    const listed = [...Object.keys(cpuDifferences), ...Object.keys(wasmDifferences)];
    expect(listed.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(kernels)('%s on cpu agrees with float64', (kernel) => {
    const found = complaints(casesOf(kernel), (one) => judgeCpu(one, cpu.get(one.name)!, tolerance), cpuDifferences);
    expect(found).toEqual([]);
  });

  it.each(kernels)('%s on wasm', (kernel) => {
    const judged = (one: (typeof differentialCases)[number]): string[] =>
      judge(one, wasm.get(one.name)!, cpu.get(one.name)!, tolerance);
    expect(complaints(casesOf(kernel), judged, wasmDifferences)).toEqual([]);
  });
});
