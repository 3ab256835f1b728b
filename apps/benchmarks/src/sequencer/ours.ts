// The layers as a user of these packages runs them.
import { bidirectionalLstm, dense, init, lstm2d } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import type { SequencerCase } from './case';
import { tfSubject } from './tf-subject';
import { chainValues, weightValues, weightVariables } from './values';

/** Both directions over sequences. */
export function ourSequences(task: SequencerCase): Subject {
  const weights = weightValues(task);
  const directions = [0, 1].map((chain) =>
    chainValues(weights, 'rnn', chain).map(({ shape, data }) => tf.variable(tf.tensor(data, shape))),
  );
  const [forward, backward] = directions.map(([kernel, recurrentKernel, bias]) => ({ kernel, recurrentKernel, bias }));
  return tfSubject(
    task,
    (x) => bidirectionalLstm(x, { forward, backward, returnSequences: true }),
    () => directions.flat(),
  );
}

export async function oursSequencer(task: SequencerCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  if (task.kind === 'bilstm') return ourSequences(task);
  const weights = weightVariables(task);
  const of = (name: string): tf.Variable => weights.get(name)!;
  const rnn = {
    kernel: of('layer.rnn.kernel'),
    recurrentKernel: of('layer.rnn.recurrentKernel'),
    bias: of('layer.rnn.bias'),
  };
  return tfSubject(
    task,
    (x) => dense(lstm2d(x, rnn), of('layer.fc.kernel'), of('layer.fc.bias')),
    () => [...weights.values()],
  );
}

/** The layer over images from our layer over sequences, with transposed copies. */
export async function composedSequencer(task: SequencerCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  if (task.kind !== 'bilstm2d') throw new Error(`There is no composition of ${task.name}.`);
  const weights = weightValues(task);
  const chains = [0, 1, 2, 3].map((chain) =>
    chainValues(weights, 'layer.rnn', chain).map(({ shape, data }) => tf.variable(tf.tensor(data, shape))),
  );
  const [fc, bias] = ['layer.fc.kernel', 'layer.fc.bias'].map((name) => {
    const { shape, data } = weights.get(name)!;
    return tf.variable(tf.tensor(data, shape));
  });
  const { batch, height, width, inputs, units } = task;
  const both = (x: tf.Tensor, first: number): tf.Tensor => {
    const [forward, backward] = [first, first + 1].map((index) => {
      const [kernel, recurrentKernel, own] = chains[index];
      return { kernel, recurrentKernel, bias: own };
    });
    return bidirectionalLstm(x, { forward, backward, returnSequences: true });
  };
  const run = (x: tf.Tensor): tf.Tensor => {
    const columns = tf.transpose(x, [0, 2, 1, 3]).reshape([batch * width, height, inputs]);
    const vertical = tf.transpose(both(columns, 0).reshape([batch, width, height, 2 * units]), [0, 2, 1, 3]);
    const horizontal = both(x.reshape([batch * height, width, inputs]), 2).reshape([batch, height, width, 2 * units]);
    return dense(tf.concat([vertical, horizontal], 3), fc, bias);
  };
  return tfSubject(task, run, () => [...chains.flat(), fc, bias]);
}
