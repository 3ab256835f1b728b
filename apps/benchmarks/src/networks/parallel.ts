// A network trained by several workers.
import { DataParallel, type io } from '@perceptrons/tensor';
import type { Subject } from '../harness/contender';
import { CHECKED_STEPS } from '../mixer/case';
import type { NetworkCase } from './case';
import { networkBatch } from './values';

/** Parts of a batch: the same for one and for two workers, since sums depend on it. */
const SHARDS = 2;

function shared(shape: number[], values: Float32Array): io.WeightArray {
  const data = new Float32Array(new SharedArrayBuffer(values.byteLength));
  data.set(values);
  return { dtype: 'float32', shape, data };
}

/** Training steps in `workers` workers, whose module lies beside this code once it is built. */
export function parallelNetwork(task: NetworkCase, workers: number): Subject {
  const parallel = new DataParallel({
    module: new URL('./parallel-worker.js', import.meta.url),
    workers,
    shards: SHARDS,
    config: task,
  });
  const { inputs, targets } = networkBatch(task);
  const { batch } = task;
  const rows = targets.shape[0] / batch;
  const targetShape = rows === 1 ? targets.shape : [batch, rows, ...targets.shape.slice(1)];
  const x = shared(inputs.shape, inputs.data);
  const y = shared(targetShape, targets.data);
  return {
    threaded: true,
    async check() {
      const losses: number[] = [];
      for (let step = 0; step < CHECKED_STEPS; step++) losses.push((await parallel.step({ x, y })).loss);
      return { losses };
    },
    async step() {
      await parallel.step({ x, y });
    },
    async steps(count) {
      const batches = Array.from({ length: count }, () => ({ x, y }));
      for await (const { loss } of parallel.train(batches)) if (Number.isNaN(loss)) throw new Error('the loss is NaN');
    },
  };
}
