// Programs of the WebGPU backend that are wrong wherever a kernel uses them, put right on their way to the device.
import * as tf from '@tensorflow/tfjs';
import type { WebgpuBackend, WebgpuProgram } from '../backends/webgpu-kernel';
import type { MethodRepair } from './repair';

type RunProgram = WebgpuBackend['runWebGPUProgram'];

/** The key of the program that transposes. The one for matrices has another, and takes integers. */
const transpose = /^transpose_/;

/** The program for integers: it hands on what it reads as it is. */
function onIntegers(program: WebgpuProgram): WebgpuProgram {
  const text = (): string => program.getUserCode().replaceAll('setOutputAtIndex(', 'setOutputAtIndexI32(');
  return { ...program, shaderKey: `${program.shaderKey}.integers`, getUserCode: text };
}

export const transposedIntegers: MethodRepair = {
  name: 'WebGPUBackend.runWebGPUProgram',
  why: 'transposes of int32 and bool on the GPU do not compile from rank 3 on; any, all, sums, cumsum and others transpose too',
  apply() {
    if (tf.getBackend() !== 'webgpu') return undefined;
    const owner = Object.getPrototypeOf(tf.backend()) as WebgpuBackend;
    const stock = owner.runWebGPUProgram;
    if (typeof stock !== 'function') return undefined;
    const repaired: RunProgram = function (this: WebgpuBackend, program, inputs, ...others) {
      const integers = transpose.test(program.shaderKey) && this.tensorMap.get(inputs[0].dataId).dtype !== 'float32';
      return stock.call(this, integers ? onIntegers(program) : program, inputs, ...others);
    };
    owner.runWebGPUProgram = repaired;
    return () => {
      if (owner.runWebGPUProgram === repaired) owner.runWebGPUProgram = stock;
    };
  },
  proofs: [
    {
      expression: 'any of [[[0, 1]], [[0, 0]]] over the axes 0 and 1, from numbers made on the GPU',
      compute: () => {
        const far = tf.slice(tf.range(0, 2000), 0, 4);
        return tf.cast(tf.any(tf.equal(tf.reshape(far, [2, 1, 2]), 1), [0, 1]), 'int32');
      },
      stock: { notRun: 'WebGPU only: zeros and errors on the device' },
      right: [0, 1],
    },
  ],
};
