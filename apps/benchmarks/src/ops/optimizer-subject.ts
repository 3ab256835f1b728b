// One step of an optimizer over many small variables, with gradients that are already there.
import * as tf from '@tensorflow/tfjs';
import type { Subject } from '../harness/contender';
import { countDispatches } from '../harness/dispatches';
import { uniform } from '../mixer/weights';
import type { OpCase } from './case';

/** One variable per shape of the case. */
export function optimizerSubject(task: OpCase, optimizer: tf.Optimizer): Subject {
  const filled = (stream: number, shape: number[]) =>
    tf.tensor(
      uniform(
        stream,
        shape.reduce((a, b) => a * b, 1),
        0,
        1,
      ),
      shape,
    );
  const variables = task.shapes.map((shape, index) => tf.variable(filled(2 * index, shape), true, `variable${index}`));
  const gradients = Object.fromEntries(
    task.shapes.map((shape, index) => [`variable${index}`, filled(2 * index + 1, shape)]),
  );
  const step = async () => {
    tf.tidy(() => optimizer.applyGradients(gradients));
    if (tf.getBackend() === 'webgpu') await variables[variables.length - 1].data();
  };
  return {
    async check() {
      for (let count = 0; count < 3; count++) await step();
      const values = await Promise.all(variables.map((variable) => variable.data<'float32'>()));
      return { outputs: values.flatMap((list) => Array.from(list)), dispatches: await countDispatches(step) };
    },
    step,
  };
}
