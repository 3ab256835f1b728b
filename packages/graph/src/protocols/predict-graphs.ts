import { ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { bucketBySize } from '../batching/bucket-by-size';
import type { EncodeOptions } from '../encoding/encode-options';
import type { GraphData } from '../graph-data';
import { modelInputs } from './graph-batches';

/** Settings of {@link predictGraphs}. */
export interface PredictOptions {
  /** What graphs are encoded as. */
  encoding?: EncodeOptions;
  /** Largest number of graphs that are computed at once. Default 64. */
  batchSize?: number;
  /** Ends early with an AbortError. */
  signal?: AbortSignal;
}

/** Graphs encoded for a model, to be measured again and again. */
export interface PreparedGraphs {
  count: number;
  batches: Array<{ numbers: number[]; inputs: tf.Tensor | tf.Tensor[] }>;
  dispose(): void;
}

/** Encodes graphs for a model: batches of equal size, with the mask where the model takes one. */
export function prepareGraphs(
  model: tf.LayersModel,
  graphs: readonly GraphData[],
  { encoding, batchSize = 64 }: PredictOptions = {},
): PreparedGraphs {
  const masked = takesMask(model);
  const sizes = graphs.map(({ nodeCount }) => nodeCount);
  const batches = bucketBySize(sizes, { batchSize }).map((numbers) => ({
    numbers,
    inputs: modelInputs(graphs, numbers, encoding, masked),
  }));
  return { count: graphs.length, batches, dispose: () => tf.dispose(batches.map(({ inputs }) => inputs)) };
}

/** Outputs of a model for encoded graphs, in the order in which the graphs were given; [count, K] row by row. */
export async function predictPrepared(
  model: tf.LayersModel,
  prepared: PreparedGraphs,
  signal?: AbortSignal,
): Promise<Float32Array> {
  let outputs: Float32Array | undefined;
  for (const { numbers, inputs } of prepared.batches) {
    signal?.throwIfAborted();
    const values = await outputsOf(model, inputs);
    const width = values.length / numbers.length;
    outputs ??= new Float32Array(prepared.count * width);
    for (const [row, number] of numbers.entries()) {
      outputs.set(values.subarray(row * width, (row + 1) * width), number * width);
    }
  }
  return outputs ?? new Float32Array();
}

/**
 * Outputs of a model for graphs of any sizes, computed in batches of equal size.
 *
 * @param model With one input, pairs, or two, pairs and mask.
 * @returns [graphs, K] row by row, in the order of the graphs.
 * @throws ShapeError `graph/model-inputs` for a model with other inputs, and the errors of `encodeGraphs`.
 */
export async function predictGraphs(
  model: tf.LayersModel,
  graphs: readonly GraphData[],
  options: PredictOptions = {},
): Promise<Float32Array> {
  const { batchSize = 64 } = options;
  const masked = takesMask(model);
  const width = model.outputs[0].shape[1] as number;
  const outputs = new Float32Array(graphs.length * width);
  const sizes = graphs.map(({ nodeCount }) => nodeCount);
  for (const numbers of bucketBySize(sizes, { batchSize })) {
    options.signal?.throwIfAborted();
    const inputs = modelInputs(graphs, numbers, options.encoding, masked);
    try {
      const values = await outputsOf(model, inputs);
      for (const [row, number] of numbers.entries()) {
        outputs.set(values.subarray(row * width, (row + 1) * width), number * width);
      }
    } finally {
      tf.dispose(inputs);
    }
  }
  return outputs;
}

/** Outputs for one batch, [B, K] row by row. */
async function outputsOf(model: tf.LayersModel, inputs: tf.Tensor | tf.Tensor[]): Promise<Float32Array> {
  const made = tf.tidy(() => model.apply(inputs, { training: false }) as tf.Tensor);
  try {
    return (await made.data()) as Float32Array;
  } finally {
    made.dispose();
  }
}

/** Whether a model takes a mask beside the pairs. @throws ShapeError `graph/model-inputs` for other numbers of inputs. */
export function takesMask(model: tf.LayersModel): boolean {
  const { length } = model.inputs;
  if (length === 1 || length === 2) return length === 2;
  throw new ShapeError({
    code: 'graph/model-inputs',
    argument: 'model',
    message: `The model ${model.name} has ${length} inputs. A model of graphs takes pairs [B, N, N, C], or pairs and a mask [B, N].`,
  });
}
