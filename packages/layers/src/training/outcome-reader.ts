import * as tf from '@tensorflow/tfjs';
import type { StepOutcome } from './training-step';

/** Numbers of one step, read from the device. */
export interface StepNumbers {
  loss: number;
  accuracy?: number;
}

/**
 * Collects the losses of steps on the device and reads them together: one read for many steps, and none that blocks.
 */
export class OutcomeReader {
  private waiting: StepOutcome[] = [];

  get count(): number {
    return this.waiting.length;
  }

  add(outcome: StepOutcome): void {
    this.waiting.push(outcome);
  }

  /** Reads and frees everything collected, in order. */
  async read(): Promise<StepNumbers[]> {
    const outcomes = this.waiting;
    this.waiting = [];
    if (outcomes.length === 0) return [];
    const scalars = outcomes.flatMap(({ loss, accuracy }) => (accuracy ? [loss, accuracy] : [loss]));
    try {
      const numbers = await readScalars(scalars);
      let next = 0;
      return outcomes.map(({ accuracy }) =>
        accuracy ? { loss: numbers[next++], accuracy: numbers[next++] } : { loss: numbers[next++] },
      );
    } finally {
      tf.dispose(scalars);
    }
  }

  /** Frees everything collected without reading it. */
  discard(): void {
    for (const { loss, accuracy } of this.waiting) tf.dispose(accuracy ? [loss, accuracy] : [loss]);
    this.waiting = [];
  }
}

async function readScalars(scalars: tf.Scalar[]): Promise<number[]> {
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
