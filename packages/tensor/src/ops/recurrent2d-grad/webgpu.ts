// One dispatch for all loops, one for the gradients of the recurrent kernels and of the biases, one for that of the kernel.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuKernelCall } from '../../backends/webgpu-kernel';
import { webgpuProduct } from '../../webgpu/batched-product';
import { integers, webgpuZeros } from '../../webgpu/flat-program';
import { runManyOutputs, webgpuOutput } from '../../webgpu/many-outputs';
import type { Recurrent2dAttributes } from '../recurrent2d/chains';
import { loopGroups, loopSequences } from '../recurrent2d/loop-program';
import { chainBackwardProgram, chainKernelGroups, chainKernelProgram, loopInputs } from './loop-program';
import type { Recurrent2dGradInputs } from './reference';

export function recurrent2dGradWebgpu({
  inputs,
  attributes,
  backend,
}: WebgpuKernelCall<Recurrent2dGradInputs, Recurrent2dAttributes>): { outputs: tf.TensorInfo[] } {
  const { x, recurrentKernel, dy, states, gates, extra } = inputs;
  const { cell } = attributes;
  const grid = x.shape.slice(0, 3);
  const tokens = tf.util.sizeFromShape(grid);
  const [count, units, width] = recurrentKernel.shape;
  const [columns, allGates] = [count * units, count * width];
  const after = cell === 'gruAfter';
  const sumShapes = [recurrentKernel.shape, [allGates], ...(after ? [[allGates]] : [])];
  const dGates = webgpuOutput(backend, [...grid, allGates]);
  if (tokens === 0) {
    // WebGPU has no empty bindings.
    const sums = [[x.shape[3], allGates], ...sumShapes].map((shape) => webgpuZeros(backend, shape));
    return { outputs: [dGates, ...sums] };
  }
  const inner = after ? [webgpuOutput(backend, [...grid, columns])] : [];
  const uniforms = [...grid, units, columns, allGates, loopSequences(units)].map((value) => integers(value));
  const kept = loopInputs[cell].map((name) => ({ states, gates, extra })[name]!);
  const loops = chainBackwardProgram(attributes);
  const groups = loopGroups(grid, attributes, units);
  runManyOutputs(backend, loops, [...kept, dy, recurrentKernel], [dGates, ...inner], groups, uniforms);
  const sums = sumShapes.map((shape) => webgpuOutput(backend, shape));
  const before = cell === 'gruBefore' ? [extra!] : [];
  const factors = [states, ...before, dGates, ...inner];
  runManyOutputs(
    backend,
    chainKernelProgram(attributes),
    factors,
    sums,
    chainKernelGroups(attributes, units),
    uniforms,
  );
  for (const tensor of inner) backend.disposeData(tensor.dataId);
  const dKernel =
    x.shape[3] === 0
      ? webgpuOutput(backend, [0, allGates])
      : webgpuProduct(
          backend,
          { tensor: { ...x, shape: [tokens, x.shape[3]] }, transpose: true },
          { tensor: { ...dGates, shape: [tokens, allGates] }, transpose: false },
          [],
        );
  return { outputs: [dGates, dKernel, ...sums] };
}
