import * as tf from '@tensorflow/tfjs';
import type { WasmKernelCall } from '../../backends/wasm-kernel';
import type { AdamWAttributes, AdamWInputs } from './reference';

export function adamWWasm({ inputs, attributes, memory }: WasmKernelCall<AdamWInputs, AdamWAttributes>): {
  outputs: tf.TensorInfo[];
} {
  const { parameter, gradient, firstMoment, secondMoment } = inputs;
  const { learningRate, beta1, beta2, epsilon, weightDecay, step } = attributes;
  const outputs = [parameter, firstMoment, secondMoment].map(({ shape }) => memory.output(shape));
  const [newParameter, newFirst, newSecond] = outputs.map((tensor) => memory.pointer(tensor));
  memory.kernels.adamWUpdate(
    tf.util.sizeFromShape(parameter.shape),
    memory.pointer(parameter),
    memory.pointer(gradient),
    memory.pointer(firstMoment),
    memory.pointer(secondMoment),
    newParameter,
    newFirst,
    newSecond,
    beta1,
    1 - beta1,
    beta2,
    1 - beta2,
    learningRate / (1 - beta1 ** step),
    1 / Math.sqrt(1 - beta2 ** step),
    epsilon,
    1 - learningRate * weightDecay,
  );
  return { outputs };
}
