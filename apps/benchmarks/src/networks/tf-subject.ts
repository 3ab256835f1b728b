import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { countDispatches } from '../harness/dispatches';
import { timeSteps } from '../harness/serve';
import { CHECKED_STEPS } from '../mixer/case';

/** A step beyond this is not repeated: its one time is the sample. The first step compiles, and may take longer. */
const SLOW_STEP_MS = 4000;
const SLOW_FIRST_STEP_MS = 20_000;

/** A network on whatever backend TensorFlow.js is on, from the function that makes one training step. */
export function trainingSubject(train: () => Promise<number>): Subject {
  return {
    async check() {
      const losses: number[] = [];
      for (let step = 0; step < CHECKED_STEPS; step++) {
        const sample = await timeSteps(async () => losses.push(await train()), 1);
        if (sample.wallMs > (step === 0 ? SLOW_FIRST_STEP_MS : SLOW_STEP_MS)) return { losses, slow: sample };
      }
      return { losses, dispatches: await countDispatches(train) };
    },
    async step() {
      await train();
    },
  };
}

/** One step of an optimizer on a loss; finishes when the loss has been read. */
export async function minimize(optimizer: tf.Optimizer, loss: () => tf.Scalar): Promise<number> {
  const value = tf.tidy(() => optimizer.minimize(loss, true)!);
  const [number] = await value.data();
  value.dispose();
  return number;
}
