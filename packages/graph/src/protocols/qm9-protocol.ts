import { ConfigError, io, random } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import type { GraphData } from '../graph-data';
import { predictGraphs } from './predict-graphs';
import { summedAbsoluteError } from './summed-losses';
import { meanAbsoluteErrors, scaleOf, standardise, targetRows } from './target-scale';
import { type EpochCurve, type ProtocolOptions, removeCheckpoint, trainGraphs } from './train-graphs';

/** Numbers of the graphs of each part. */
export interface ThreeWaySplit {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
}

/** What is kept about an epoch. */
export type Qm9Epoch = EpochCurve & {
  /** Mean over the validation graphs of the sum over targets of the absolute error of the standardised target. */
  validationError: number;
};

/** Settings of {@link qm9Protocol}. */
export interface Qm9ProtocolOptions extends ProtocolOptions {
  graphs: readonly GraphData[];
  /** Makes the model for so many targets. It is disposed here. */
  model: (outputUnits: number) => tf.LayersModel;
  /** Which targets, from 0: all for one network for all of them, one for a network of its own. Default: all. */
  targets?: readonly number[];
  /** Default: `threeWaySplit` of the key. */
  split?: ThreeWaySplit;
  /** Called after every epoch, from 0. */
  onEpoch?: (epoch: number, values: Qm9Epoch) => void | Promise<void>;
}

/** What {@link qm9Protocol} returns. */
export interface Qm9Result {
  targets: number[];
  /** Mean absolute error on the test graphs of every target, in its own units, of the weights of the best epoch. */
  testErrors: number[];
  /** Error of the mean of the training graphs, the least that has to be beaten. */
  meanErrors: number[];
  /** Outputs for the test graphs in the units of the targets, [test, targets] row by row. */
  testOutputs: number[];
  /** Epoch with the least validation error, from 0. */
  bestEpoch: number;
  curve: Qm9Epoch[];
  split: ThreeWaySplit;
  stopped: 'finished' | 'cancelled';
}

/**
 * Divides graphs at random: the first tenth of a random order is the test, the second validation, the rest training.
 *
 * @throws ConfigError `graph/split` for fewer than 10 graphs.
 */
export function threeWaySplit(count: number, key: random.KeyOrSeed): ThreeWaySplit {
  const part = Math.floor(count / 10);
  if (part < 1) {
    throw new ConfigError({
      code: 'graph/split',
      argument: 'count',
      message: `There are ${count} graphs. A tenth for the test and a tenth for validation take at least 10.`,
    });
  }
  const order = random.permutation(key, count);
  return { test: order.slice(0, part), validation: order.slice(part, 2 * part), train: order.slice(2 * part) };
}

/**
 * The protocol of QM9: 80/10/10 split, targets standardised by mean and standard deviation of the training graphs, absolute
 * errors summed over batch and targets, and the weights of the epoch with the least validation error for the test.
 *
 * The published settings are 400 units in 3 blocks of depth 2 with the old suffix, batches of 64, learning rate 1e-4 times 0.8
 * every 20 epochs, 500 epochs. Targets stay real numbers: the published TensorFlow code rounds them toward zero on their way in.
 *
 * @throws DataError `graph/targets`, ConfigError `graph/split`, `graph/model-outputs`, and those of `train`.
 * Source: Maron et al., "Provably powerful graph networks" (2019), section 6, and its published code.
 */
export async function qm9Protocol(options: Qm9ProtocolOptions): Promise<Qm9Result> {
  const { graphs, key, encoding, checkpoint } = options;
  const split = options.split ?? threeWaySplit(graphs.length, key);
  const first = graphs[0]?.target;
  const targets = [...(options.targets ?? (first instanceof Float32Array ? first.keys() : [0]))];
  const part = (numbers: Int32Array) => {
    const own = Array.from(numbers, (number) => graphs[number]);
    return { graphs: own, rows: targetRows(own, targets) };
  };
  const [train, validation, test] = [part(split.train), part(split.validation), part(split.test)];
  const scale = scaleOf(train.rows, targets.length);
  const expected = standardise(validation.rows, scale);
  const model = options.model(targets.length);
  let best: { error: number; weights: tf.Tensor[] } | undefined;
  try {
    if (model.outputs[0].shape[1] !== targets.length) {
      throw new ConfigError({
        code: 'graph/model-outputs',
        argument: 'model',
        message: `The model has ${model.outputs[0].shape[1]} outputs for ${targets.length} targets. Make it with as many outputs as it is asked for.`,
      });
    }
    const bestName = `${checkpoint?.name}-best.safetensors`;
    const { curve, stopped } = await trainGraphs<Omit<Qm9Epoch, keyof EpochCurve>>({
      ...options,
      model,
      graphs: train.graphs,
      targets: standardise(train.rows, scale),
      loss: summedAbsoluteError,
      async measure() {
        const outputs = await predictGraphs(model, validation.graphs, { encoding });
        const errors = meanAbsoluteErrors(expected, outputs, targets.length);
        const validationError = errors.reduce((sum, error) => sum + error, 0);
        best ??= await readBest();
        if (best === undefined || validationError < best.error) {
          tf.dispose(best?.weights ?? []);
          best = { error: validationError, weights: model.getWeights().map((weight) => weight.clone()) };
          await checkpoint?.store.write(bestName, await bestBytes(best));
        }
        return { validationError };
      },
    });
    best ??= await readBest();
    if (best) model.setWeights(best.weights);
    const outputs = await predictGraphs(model, test.graphs, { encoding });
    const width = targets.length;
    const original = Array.from(outputs, (value, i) => value * scale.deviation[i % width] + scale.mean[i % width]);
    const constant = Array.from(test.rows, (_, index) => scale.mean[index % width]);
    if (stopped === 'finished') await removeCheckpoint(options);
    const errors = curve.map(({ validationError }) => validationError);
    return {
      targets,
      testErrors: Array.from(meanAbsoluteErrors(test.rows, original, width)),
      meanErrors: Array.from(meanAbsoluteErrors(test.rows, constant, width)),
      testOutputs: original,
      bestEpoch: errors.indexOf(Math.min(...errors)),
      curve,
      split,
      stopped,
    };

    /** The best weights of an earlier call that was stopped. */
    async function readBest() {
      const bytes = await checkpoint?.store.read(bestName);
      if (bytes === undefined) return undefined;
      const { metadata } = io.readSafetensorsHeader(bytes);
      const stored = io.readSafetensors(bytes);
      const weights = model.weights.map((_, index) => {
        const { data, shape } = stored.get(String(index)) as io.WeightArray;
        return tf.tensor(data as Float32Array, shape);
      });
      return { error: Number(metadata.get('error')), weights };
    }
  } finally {
    tf.dispose(best?.weights ?? []);
    model.dispose();
  }
}

async function bestBytes({ error, weights }: { error: number; weights: tf.Tensor[] }): Promise<Uint8Array> {
  const arrays = await Promise.all(
    weights.map(
      async (weight, index): Promise<[string, io.WeightArray]> => [
        String(index),
        { dtype: 'float32', shape: [...weight.shape], data: (await weight.data()) as Float32Array },
      ],
    ),
  );
  return io.writeSafetensors(new Map(arrays), { metadata: { error: String(error) } });
}
