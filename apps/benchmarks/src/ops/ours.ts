import { AdamW } from '@perceptrons/layers';
import { adamW, attention, channelMatMul, dense, gelu, init, layerNorm, lstm, matMul } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import { ADAMW, OP_EPSILON, type OpCase } from './case';
import { type OpFunction, opSubject } from './op-subject';
import { optimizerSubject } from './optimizer-subject';
import { filterGradientOf } from './stock';

function functionOf(task: OpCase): OpFunction {
  switch (task.op) {
    case 'matMul':
      return (a, b) => matMul(a, b, { transposeA: task.transposeA, transposeB: task.transposeB });
    case 'layerNorm':
      return (x, gamma, beta) => layerNorm(x, gamma, beta, { epsilon: OP_EPSILON });
    case 'gelu':
      return (x) => gelu(x, { approximate: task.approximate });
    case 'dense':
      return (x, kernel, bias) => dense(x, kernel, bias, { axis: task.axis, activation: task.activation });
    case 'tanh':
      return (x) => tf.tanh(x);
    case 'attention':
      return (q, k, v) => attention(q, k, v, { causal: task.causal });
    case 'lstm':
      return (x, kernel, recurrentKernel, bias) => lstm(x, { kernel, recurrentKernel, bias, returnSequences: true });
    case 'channelMatMul':
      return (a, b) => channelMatMul(a, b);
    case 'productDense':
      return (a, b, kernel, bias) => dense(channelMatMul(a, b), kernel, bias);
    case 'filterGradient':
      return filterGradientOf(task.shapes[2], task.strides, task.pad);
    case 'optimizer':
      throw new Error('An optimizer is no function of tensors.');
    case 'adamW':
      return (parameter, gradient, firstMoment, secondMoment) => {
        const updated = adamW({ parameter, gradient, firstMoment, secondMoment }, ADAMW);
        return [updated.parameter, updated.firstMoment, updated.secondMoment];
      };
  }
}

export async function oursOp(task: OpCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  if (task.op !== 'optimizer') return opSubject(task, functionOf(task));
  const { learningRate, beta1, beta2, epsilon } = ADAMW;
  return optimizerSubject(task, new AdamW({ learningRate, beta1, beta2, epsilon, weightDecay: 0 }));
}
