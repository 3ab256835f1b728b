// Layers and models as a user of these packages builds them.
import { bidirectionalRnn, rnn2d } from '@perceptrons/layers';
import { bidirectionalLstm, dense, init, memory } from '@perceptrons/tensor';
import { loadSequencerWeights, sequencer2d } from '@perceptrons/vision';
import * as tf from '@tensorflow/tfjs';
import type { BenchmarkBackend } from '../harness/benchmark';
import type { Subject } from '../harness/contender';
import type { SequencerCase, SequencerShape } from './case';
import { tfSubject } from './tf-subject';
import { toTimm } from './timm-names';
import { chainValues, inputValues, type Values, weightValues } from './values';

const tensorOf = ({ data, shape }: Values): tf.Tensor => tf.tensor(data, shape);
const variableOf = (values: Values): tf.Variable => tf.variable(tensorOf(values));

/** A layer with these weights, as a function. */
function layerSubject(task: SequencerCase, layer: tf.layers.Layer, weights: Values[]): Subject {
  layer.build(inputValues(task).shape);
  layer.built = true;
  tf.tidy(() => layer.setWeights(weights.map(tensorOf)));
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  return tfSubject(
    task,
    (x) => layer.apply(x) as tf.Tensor,
    () => variables,
    highWater,
  );
}

/** Largest number of bytes that the heap held while `run` ran. */
function highWater(run: () => void): number | undefined {
  memory({ resetHighWater: true });
  run();
  return memory().heap?.highWaterBytes;
}

async function modelSubject(task: SequencerCase, shape: SequencerShape): Promise<Subject> {
  const { imageSize, channels, stages, classes } = shape;
  const model = sequencer2d({
    imageSize,
    inChannels: channels,
    numClasses: classes,
    layers: stages.map(({ blocks }) => blocks),
    patchSizes: stages.map(({ patch }) => patch),
    embedDims: stages.map(({ dim }) => dim),
    hiddenSizes: stages.map(({ hidden }) => hidden),
  });
  const file = [...toTimm(weightValues(task), shape)].map(
    ([name, values]) => [name, { dtype: 'float32' as const, ...values }] as const,
  );
  await loadSequencerWeights(model, new Map(file));
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const training = task.mode === 'gradient';
  return tfSubject(
    task,
    (x) => model.apply(x, { training }) as tf.Tensor,
    () => variables,
    highWater,
  );
}

export async function oursSequencer(task: SequencerCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  if (task.kind === 'model') return modelSubject(task, task.shape);
  const weights = weightValues(task);
  const { units } = task;
  if (task.kind === 'bilstm') {
    const directions = [0, 1].flatMap((chain) => chainValues(weights, 'rnn', chain));
    return layerSubject(task, bidirectionalRnn({ units }), directions);
  }
  return layerSubject(task, rnn2d({ units }), [...weights.values()]);
}

/** The layer over images from our op over sequences, with transposed copies. */
export async function composedSequencer(task: SequencerCase, backend: BenchmarkBackend): Promise<Subject> {
  await init({ backend });
  if (task.kind !== 'bilstm2d') throw new Error(`There is no composition of ${task.name}.`);
  const weights = weightValues(task);
  const chains = [0, 1, 2, 3].map((chain) => chainValues(weights, 'layer.rnn', chain).map(variableOf));
  const [fc, bias] = ['layer.fc.kernel', 'layer.fc.bias'].map((name) => variableOf(weights.get(name)!));
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
