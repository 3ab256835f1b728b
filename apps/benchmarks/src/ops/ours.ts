import { adamW, dense, gelu, init, layerNorm, matMul } from '@perceptrons/tensor';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import { ADAMW, OP_EPSILON, type OpCase } from './case';
import { type OpFunction, opSubject } from './op-subject';

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
    case 'adamW':
      return (parameter, gradient, firstMoment, secondMoment) => {
        const updated = adamW({ parameter, gradient, firstMoment, secondMoment }, ADAMW);
        return [updated.parameter, updated.firstMoment, updated.secondMoment];
      };
  }
}

export async function oursOp(task: OpCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  return opSubject(task, functionOf(task));
}
