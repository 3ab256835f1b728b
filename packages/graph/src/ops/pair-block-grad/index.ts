// Internal op: the gradients of a block, all in one.
import { defineOp } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { mostLayers, type PairBlockAttributes, type PairBlockInputs, weightNames } from '../pair-block/parts';
import { pairBlockReference } from '../pair-block/reference';
import { pairBlockGradWasm } from './wasm';

/** Inputs of the block, `dy`, and what the kernel kept as `kept0`, `kept1`, ... Returns dx and the gradients of the weights. */
export const pairBlockGrad = defineOp<PairBlockInputs<tf.Tensor>, PairBlockAttributes, tf.Tensor[]>({
  name: 'PairBlockGrad',
  manyOutputs: true,
  inputs: ['x', 'mask', ...weightNames([mostLayers, mostLayers]), 'dy'],
  reference(inputs, attributes) {
    const names = ['x', ...weightNames(attributes.depths)];
    const run = (...tensors: tf.Tensor[]): tf.Tensor =>
      pairBlockReference({ ...inputs, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]])) }, attributes);
    return tf.grads(run)(
      names.map((name) => inputs[name] as tf.Tensor),
      inputs.dy,
    );
  },
  wasm: pairBlockGradWasm,
});
