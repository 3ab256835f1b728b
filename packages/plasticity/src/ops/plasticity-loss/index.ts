// Internal op: forward, loss and backward of many animals in one call, for inference, which calls it thousands of times.
import { defineOp } from '@perceptrons/tensor';
import type * as tf from '@tensorflow/tfjs';
import { type PlasticityLossAttributes, type PlasticityLossInputs, plasticityLossReference } from './reference';
import { plasticityLossWasm } from './wasm';

/** Returns [losses, d parameters, d initialWeights?]. */
export const plasticityLoss = defineOp<PlasticityLossInputs, PlasticityLossAttributes, tf.Tensor[]>({
  name: 'PlasticityLoss',
  manyOutputs: true,
  inputs: ['x', 'update', 'rewardTerm', 'initialWeights', 'parameters', 'scales', 'readout', 'decisions', 'activity'],
  reference: plasticityLossReference,
  wasm: plasticityLossWasm,
});
