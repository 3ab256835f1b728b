import * as tf from '@tensorflow/tfjs';
import type { BackendRepair } from './repair';

interface Pair {
  real: tf.TensorInfo;
  imag: tf.TensorInfo;
}

/** Sums, differences and products of complex tensors of different shapes. */
export function complexBroadcast(kernelName: 'Add' | 'Sub' | 'Multiply'): BackendRepair {
  return {
    kernelName,
    backends: ['cpu'],
    why: 'a complex scalar with a complex tensor gives NaN from the second value on',
    run(call, stock, kernels) {
      const { a, b } = call.inputs;
      const complex = a.dtype === 'complex64' && b.dtype === 'complex64';
      if (!complex || tf.util.arraysEqual(a.shape, b.shape)) return stock(call);
      const parts = (input: tf.TensorInfo): Pair => ({
        real: kernels.run('Real', { input }),
        imag: kernels.run('Imag', { input }),
      });
      const combine = (name: string, left: tf.TensorInfo, right: tf.TensorInfo): tf.TensorInfo =>
        kernels.run(name, { a: left, b: right });
      const [left, right] = [parts(a), parts(b)];
      const made = [left.real, left.imag, right.real, right.imag];
      const keep = (tensor: tf.TensorInfo): tf.TensorInfo => {
        made.push(tensor);
        return tensor;
      };
      let result: Pair;
      if (kernelName === 'Multiply') {
        const product = (x: tf.TensorInfo, y: tf.TensorInfo): tf.TensorInfo => keep(combine('Multiply', x, y));
        result = {
          real: combine('Sub', product(left.real, right.real), product(left.imag, right.imag)),
          imag: combine('Add', product(left.real, right.imag), product(left.imag, right.real)),
        };
      } else {
        result = {
          real: combine(kernelName, left.real, right.real),
          imag: combine(kernelName, left.imag, right.imag),
        };
      }
      const joined = kernels.run('Complex', { ...result });
      kernels.release(...made, result.real, result.imag);
      return joined;
    },
    proofs: [
      {
        expression: `real(${kernelName === 'Multiply' ? 'mul' : kernelName.toLowerCase()}(complex([1, 2], [3, 4]), complex(5, 6)))`,
        compute: () => {
          const run = { Add: tf.add, Sub: tf.sub, Multiply: tf.mul }[kernelName];
          return tf.real(run(tf.complex([1, 2], [3, 4]), tf.complex(5, 6)));
        },
        stock: { notRun: 'NaN for the second value' },
        right: { Add: [6, 7], Sub: [-4, -3], Multiply: [-13, -14] }[kernelName],
      },
    ],
  };
}
