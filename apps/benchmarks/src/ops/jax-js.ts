// Products in jax-js on its WASM device, as one `jit` function.
import { blockUntilReady, defaultDevice, init, jit, numpy as np } from '@jax-js/jax';
import type { Subject } from '../harness/contender';
import { uniform } from '../mixer/weights';
import type { OpCase } from './case';
import { sampled } from './op-subject';

export async function jaxOp(task: OpCase): Promise<Subject> {
  if (task.op !== 'matMul') throw new Error(`${task.op} has no form in jax-js here.`);
  await init('wasm');
  defaultDevice('wasm');
  const [a, b] = task.shapes.map((shape, stream) => {
    const size = shape.reduce((first, second) => first * second, 1);
    return np.array(uniform(stream, size, 0, 1), { shape });
  });
  const swap = (x: np.Array, wanted: boolean) => (wanted ? np.swapaxes(x, -1, -2) : x);
  const product = jit((x: np.Array, y: np.Array) => np.matmul(swap(x, task.transposeA), swap(y, task.transposeB)));
  return {
    check: async () => ({ outputs: sampled((await product(a.ref, b.ref).data()) as Float32Array) }),
    async step() {
      const result = product(a.ref, b.ref);
      await blockUntilReady(result);
      result.dispose();
    },
  };
}
