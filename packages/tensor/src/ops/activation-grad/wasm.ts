import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { activationCode } from '../activation-names';
import type { ActivationGradAttributes, ActivationGradInputs } from './reference';

export function activationGradWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<ActivationGradInputs, ActivationGradAttributes>): { outputs: tf.TensorInfo[] } {
  const { dy, z } = inputs;
  const { activation, alpha = 0, biasAlong } = attributes;
  const rank = dy.shape.length;
  const size = tf.util.sizeFromShape(dy.shape);
  const columns = biasAlong === undefined ? size : dy.shape[rank - 1];
  const rows =
    biasAlong === 'rows' ? dy.shape[rank - 2] : biasAlong === 'columns' ? (columns === 0 ? 0 : size / columns) : 1;
  const items = size === 0 ? 0 : size / (rows * columns);
  const dz = activation === 'linear' ? undefined : memory.output(dy.shape);
  const dbias = biasAlong === undefined ? undefined : memory.output([biasAlong === 'rows' ? rows : columns]);
  memory.kernels.activationBiasBackward(
    items,
    rows,
    columns,
    z === undefined ? 0 : memory.pointer(z),
    memory.pointer(dy),
    dz === undefined ? 0 : memory.pointer(dz),
    dbias === undefined ? 0 : memory.pointer(dbias),
    biasAlong === undefined ? 0 : biasAlong === 'columns' ? 1 : 2,
    activationCode(activation),
    biasAlong === 'columns' ? memory.workspace(columns * 4) : 0,
    alpha,
  );
  return { outputs: [dz, dbias].filter((tensor) => tensor !== undefined) };
}
