// Generated tests: the same random computation on the cpu backend and on WASM after init.
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { bitsArray } from '../random/bits';

/** Seeded choices for one generated case. */
export class Draw {
  private readonly words: Uint32Array;
  private used = 0;

  constructor(key: [number, number]) {
    this.words = bitsArray(key, 8192);
  }

  /** A whole number in [least, most]. */
  integer(least: number, most: number): number {
    const word = this.words[this.used++ % this.words.length];
    return least + (word % (most - least + 1));
  }

  pick<Value>(values: readonly Value[]): Value {
    return values[this.integer(0, values.length - 1)];
  }

  chance(): boolean {
    return this.integer(0, 1) === 1;
  }

  /** Axis lengths of 0, 1 and odd sizes; at most 3 axes longer than 3. */
  shape(rank = this.integer(0, 5)): number[] {
    const long = rank <= 2 ? [0, 1, 2, 3, 5, 8, 17, 33] : [0, 1, 1, 2, 2, 3, 5];
    return Array.from({ length: rank }, () => (this.integer(0, 9) === 0 ? 0 : this.pick(long.slice(1))));
  }

  /** Small whole or broken numbers; `special` mixes in NaN, infinities, zeros of both signs and ties. */
  values(count: number, dtype: tf.DataType = 'float32', special = false): number[] {
    const wild = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -1, 2];
    return Array.from({ length: count }, () => {
      if (dtype === 'bool') return this.integer(0, 1);
      if (dtype === 'int32') return this.integer(-9, 9);
      if (special && this.integer(0, 3) === 0) return this.pick(wild);
      return this.integer(-4000, 4000) / 1024;
    });
  }

  /** A function that makes the tensor on the backend that is current when it is called. */
  tensor(shape: number[], dtype: tf.DataType = 'float32', special = false): () => tf.Tensor {
    const values = this.values(tf.util.sizeFromShape(shape), dtype, special);
    return () => tf.tensor(values, shape, dtype);
  }
}

type Computation = () => tf.Tensor | tf.Tensor[];

interface Outcome {
  threw: boolean;
  results: Array<{ shape: number[]; dtype: string; values: number[] }>;
}

function outcome(run: Computation): Outcome {
  return tf.tidy(() => {
    try {
      const made = run();
      const list = Array.isArray(made) ? made : [made];
      const results = list.map((x) => ({ shape: x.shape, dtype: x.dtype as string, values: Array.from(x.dataSync()) }));
      return { threw: false, results };
    } catch {
      return { threw: true, results: [] };
    }
  });
}

function same(actual: number, expected: number, tolerance: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  if (!Number.isFinite(expected)) return actual === expected;
  return Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

function expectSame(what: string, actual: Outcome, expected: Outcome, tolerance: number): void {
  if (actual.threw !== expected.threw) {
    expect.fail(`${what}: ${actual.threw ? 'throws' : 'does not throw'} on wasm, unlike on cpu`);
  }
  expect(actual.results.length, what).toBe(expected.results.length);
  expected.results.forEach((right, number) => {
    const result = actual.results[number];
    expect(result.shape, `${what}: shape`).toEqual(right.shape);
    expect(result.dtype, `${what}: type`).toBe(right.dtype);
    right.values.forEach((value, index) => {
      if (!same(result.values[index], value, tolerance)) {
        expect.fail(`${what}: element ${index} is ${result.values[index]} instead of ${value}`);
      }
    });
  });
}

/** Leaves NaN in freed memory of many sizes, so that an output which is not written completely shows. */
function poisonHeap(): void {
  tf.dispose([4, 16, 64, 256, 1024].map((length) => tf.fill([length], Number.NaN)));
}

/**
 * Runs `count` generated computations on cpu and on wasm and expects the same shapes, types and values, errors in the
 * same places, and no tensor left behind. `init` must have run for wasm.
 *
 * @param generate Returns a description and the computation. It makes its tensors itself, on the current backend.
 */
export async function expectCpuAgreement(
  count: number,
  generate: (draw: Draw) => [what: string, run: Computation],
  tolerance = 0,
): Promise<void> {
  const cases = Array.from({ length: count }, (_, index) => generate(new Draw([2024, index])));
  await tf.setBackend('cpu');
  const expected = cases.map(([, run]) => outcome(run));
  await tf.setBackend('wasm');
  const before = tf.memory().numTensors;
  cases.forEach(([what, run], index) => {
    poisonHeap();
    expectSame(`case ${index}, ${what}`, outcome(run), expected[index], tolerance);
  });
  expect(tf.memory().numTensors, 'tensors left behind').toBe(before);
}
