import * as tf from '@tensorflow/tfjs';

/**
 * Collects numbers of steps on the device and reads them together: one read for many steps, and none that blocks a
 * graphics device.
 */
export class ScalarReader {
  private waiting: tf.Scalar[][] = [];

  get count(): number {
    return this.waiting.length;
  }

  /** Takes the numbers of one step. All steps between two reads have equally many. The reader owns them from now on. */
  add(row: tf.Scalar[]): void {
    this.waiting.push(row);
  }

  /** Reads and frees everything collected, in order. */
  async read(): Promise<number[][]> {
    const rows = this.waiting;
    this.waiting = [];
    if (rows.length === 0) return [];
    const scalars = rows.flat();
    try {
      const numbers = await readScalars(scalars);
      let next = 0;
      return rows.map((row) => row.map(() => numbers[next++]));
    } finally {
      tf.dispose(scalars);
    }
  }

  /** Frees everything collected without reading it. */
  discard(): void {
    tf.dispose(this.waiting);
    this.waiting = [];
  }
}

/** Where numbers lie in memory that the host can read, reading costs less than putting them together first. */
function readsAtOnce(): boolean {
  return ['wasm', 'cpu'].includes(tf.getBackend());
}

async function readScalars(scalars: tf.Scalar[]): Promise<number[]> {
  if (readsAtOnce()) return scalars.map((scalar) => scalar.dataSync()[0]);
  if (scalars.length <= 2) {
    const values = await Promise.all(scalars.map((scalar) => scalar.data()));
    return values.map(([value]) => value);
  }
  const joined = tf.stack(scalars);
  try {
    return Array.from(await joined.data());
  } finally {
    joined.dispose();
  }
}
