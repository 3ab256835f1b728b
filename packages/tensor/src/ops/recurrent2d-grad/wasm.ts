import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import { cells, gateCounts, squashings } from '../recurrent/cells';
import { chainsOf, firstColumn, type Recurrent2dAttributes, sequencesOf } from '../recurrent2d/chains';
import { layoutOf } from '../recurrent2d/wasm';
import type { Recurrent2dGradInputs } from './reference';

export function recurrent2dGradWasm({
  inputs,
  attributes,
  memory,
}: WasmKernelCall<Recurrent2dGradInputs, Recurrent2dAttributes>): { outputs: tf.TensorInfo[] } {
  const { kernels } = memory;
  const { x, recurrentKernel, dy, states, gates, extra } = inputs;
  const { cell, gate, activation } = attributes;
  const grid = x.shape.slice(0, 3);
  const tokens = tf.util.sizeFromShape(grid);
  const inputSize = x.shape[3];
  const [count, units, width] = recurrentKernel.shape;
  const [columns, allGates] = [count * units, count * width];
  const code = cells.indexOf(cell);
  const after = cell === 'gruAfter';
  const dz = memory.output([...grid, allGates]);
  const dKernel = memory.output([inputSize, allGates]);
  const dRecurrentKernel = memory.output([count, units, width]);
  const dBias = memory.output([allGates]);
  const dRecurrentBias = after ? [memory.output([allGates])] : [];
  const dInner = after ? memory.output([...grid, columns]) : undefined;
  const innerSums = after ? memory.output([columns]) : undefined;
  // Gates whose recurrent product is taken from the state itself.
  const direct = gateCounts[cell] === 3 ? 2 * units : width;
  const sizes = [true, false].flatMap((vertical) => {
    const [sequences, steps] = sequencesOf(grid, vertical);
    return [
      kernels.recurrentWorkspace(code, sequences, units),
      kernels.recurrentProductWorkspace(sequences, steps, units, width),
    ];
  });
  const workspace = memory.workspace(
    Math.max(...sizes, kernels.gemmWorkspace(1, inputSize, allGates, tokens, 1), allGates * 4 * 32),
  );
  const at = (tensor: tf.TensorInfo | undefined, offset = 0): number =>
    tensor ? memory.pointer(tensor) + offset * 4 : 0;
  const [zBytes, stateBytes] = [allGates * 4, columns * 4];
  chainsOf(attributes).forEach(({ vertical, backwards }, chain) => {
    const [sequences, steps] = sequencesOf(grid, vertical);
    const loop = [code, sequences, steps, units, backwards ? 1 : 0, ...layoutOf(grid, vertical)] as const;
    const first = chain * units;
    const d = at(dz, chain * width);
    const y = at(states, first);
    const inner = at(dInner, first);
    // biome-ignore format: one line per array
    kernels.recurrentBackward(
      ...loop, at(gates, chain * width), d, zBytes, y, stateBytes, at(extra, first), stateBytes, inner, stateBytes,
      0, 0, 0,
      at(dy, firstColumn(attributes, chain, units)), dy.shape[3] * 4, 0, 0, 0, 0, 0, 0,
      at(recurrentKernel, chain * units * width), squashings.indexOf(gate), squashings.indexOf(activation), workspace,
    );
    const target = at(dRecurrentKernel, chain * units * width);
    const [, ...places] = loop;
    const product = (n: number, gradient: number, bytes: number, to: number): void => {
      const [batch, length, size, ...rest] = places;
      // biome-ignore format: one line per array
      kernels.recurrentProduct(
        batch, length, size, n, ...rest, y, stateBytes, gradient, bytes, 0, 0, to, width * 4, workspace,
      );
    };
    product(direct, d, zBytes, target);
    if (after) product(units, inner, stateBytes, target + direct * 4);
    if (cell === 'gruBefore') {
      const to = target + direct * 4;
      // biome-ignore format: one line per matrix
      kernels.gemm(
        1, units, units, tokens,
        at(extra, first), 0, 4, stateBytes,
        d + direct * 4, 0, zBytes, 4,
        to, 0, width * 4,
        0, 0, 0, 0, to, workspace,
      );
    }
  });
  const target = at(dKernel);
  // biome-ignore format: one line per matrix
  kernels.gemm(
    1, inputSize, allGates, tokens,
    at(x), 0, 4, inputSize * 4,
    at(dz), 0, zBytes, 4,
    target, 0, zBytes,
    0, 0, 0, 0, target, workspace,
  );
  const bias = at(dBias);
  kernels.sumMiddle(1, tokens, allGates, at(dz), bias, 1, workspace);
  if (dInner && innerSums) {
    const recurrentBias = at(dRecurrentBias[0]);
    kernels.sumMiddle(1, tokens, columns, at(dInner), at(innerSums), 1, workspace);
    kernels.copyRows(count, direct * 4, bias, width * 4, recurrentBias, width * 4);
    kernels.copyRows(count, units * 4, at(innerSums), units * 4, recurrentBias + direct * 4, width * 4);
    memory.release(dInner);
    memory.release(innerSums);
  }
  return { outputs: [dz, dKernel, dRecurrentKernel, dBias, ...dRecurrentBias] };
}
