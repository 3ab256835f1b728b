// The fused loss without an op around it: small networks take less time than the tensors of a call.
import { onWasmHeap } from '@perceptrons/tensor';
import type { PlasticityLossAttributes } from './reference';
import { type RecordedInputs, runTrajectoryLoss } from './wasm';

/** Whole vectors, in bytes. */
const bytesOf = (numbers: number): number => Math.ceil(numbers / 4) * 16;

/** [losses, d parameters, d initialWeights?], as the op returns them, from tensors on the heap of the WASM backend. */
export function lossOnHeap(
  inputs: RecordedInputs,
  attributes: PlasticityLossAttributes,
  parameters: Float64Array,
): Float64Array[] {
  return onWasmHeap('PlasticityLoss', (memory) => {
    const rule = parameters.length;
    const animals = attributes.counts.length;
    const starts = attributes.gradInitialWeights ? inputs.initialWeights.size : 0;
    const [losses, gradient, start] = [
      bytesOf(rule),
      bytesOf(rule) + bytesOf(animals),
      2 * bytesOf(rule) + bytesOf(animals),
    ];
    let front = 0;
    runTrajectoryLoss(memory, inputs, attributes, start + bytesOf(starts), (at) => {
      front = at;
      new Float32Array(memory.buffer, at, rule).set(parameters);
      return {
        parameters: at,
        losses: at + losses,
        gradient: at + gradient,
        initialWeights: starts > 0 ? at + start : 0,
      };
    });
    const read = (from: number, count: number): Float64Array =>
      new Float64Array(new Float32Array(memory.buffer, front + from, count));
    const results = [read(losses, animals), read(gradient, rule)];
    return attributes.gradInitialWeights ? [...results, read(start, starts)] : results;
  });
}
