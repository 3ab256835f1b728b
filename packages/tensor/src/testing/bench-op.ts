// One frame for the benchmarks of ops: the public op against the composition of stock ops, both on WASM.
import * as tf from '@tensorflow/tfjs';
import { bench, describe } from 'vitest';
import { init, restore } from '../init/init';

/** Registers a pair of benchmarks. `stock` runs on the untouched backend. */
export function benchPair(
  title: string,
  { ours, stock }: { ours: () => tf.Tensor | tf.Tensor[]; stock: () => tf.Tensor | tf.Tensor[] },
): void {
  const timed = (run: () => tf.Tensor | tf.Tensor[]) => () => tf.dispose(run());
  describe(title, () => {
    bench('ours', timed(ours), { setup: async () => void (await init({ backend: 'wasm' })) });
    bench('stock', timed(stock), {
      setup: async () => {
        await init({ backend: 'wasm', patchStock: false });
        restore();
      },
    });
  });
}
