import { DataError, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { positiveInteger, positiveNumber } from '../layer-support';
import { BatchPlan } from './batch-plan';
import { type Compiled, compiledModel, type ModelData } from './compiled-model';
import { startTraining } from './fit';
import { FitCallbacks } from './fit-callbacks';
import { fitLoop, type LoopBatch, measureBatches, type NextBatch } from './fit-loop';
import type { FitDatasetArgs } from './fit-options';
import { forwardPass } from './forward-pass';
import { trainOn } from './model-measures';

type Batches = tf.data.Dataset<tf.TensorContainer>;
type Iterator = Awaited<ReturnType<Batches['iterator']>>;

/**
 * Trains a compiled model on a data set that yields batches: what `model.fitDataset` does, without its cost per batch.
 *
 * Losses, metrics, callbacks and the history are those of `model.fitDataset`, and the differences those of `fit`.
 *
 * @param model Compiled, with any number of inputs and outputs.
 * @param dataset Yields { xs, ys }: tensors, arrays of tensors, or tensors by name. Batches are disposed after their use.
 * @param args `epochs`, `batchesPerEpoch`, `validationData` (a data set of batches, or [inputs, targets]) and the rest.
 * @returns The history.
 * @throws ConfigError as `fit`; ShapeError `layers/batch-shape` for a batch that does not fit the model; DataError
 *   `layers/no-data` for a data set without a batch.
 */
export async function fitDataset(
  model: tf.LayersModel,
  dataset: tf.data.Dataset<tf.TensorContainer>,
  args: FitDatasetArgs,
): Promise<tf.History> {
  const { model: owner, compiled } = compiledModel(model);
  const { epochs, initialEpoch = 0, batchesPerEpoch, validationBatches } = args;
  positiveInteger('fitDataset', 'epochs', epochs);
  if (batchesPerEpoch !== undefined) positiveInteger('fitDataset', 'batchesPerEpoch', batchesPerEpoch);
  if (validationBatches !== undefined) positiveInteger('fitDataset', 'validationBatches', validationBatches);
  if (args.clipNorm !== undefined) positiveNumber('fitDataset', 'clipNorm', args.clipNorm);
  startTraining(compiled, owner);
  const made: tf.Tensor[] = [];
  let held: { next(): NextBatch | Promise<NextBatch>; release(): void } | undefined;
  try {
    held = args.validationData && (await validationBatchesOf(owner, compiled, args, made));
    compiled.checkTrainableWeightsConsistency();
    const pass = forwardPass(owner);
    const labels = compiled.getDedupedMetricsNames();
    const size = typeof dataset.size === 'number' && Number.isFinite(dataset.size) ? dataset.size : null;
    // With batchesPerEpoch one pass over the data serves all epochs.
    const shared = batchesPerEpoch === undefined ? undefined : await dataset.iterator();
    return await fitLoop({
      model: owner,
      compiled,
      callbacks: new FitCallbacks(args.callbacks, args.yieldEvery),
      labels,
      parameters: {
        epochs,
        initialEpoch,
        samples: null,
        steps: batchesPerEpoch ?? size,
        batchSize: null,
        verbose: args.verbose ?? 1,
        doValidation: held !== undefined,
        metrics: held ? [...labels, ...labels.map((label) => `val_${label}`)] : labels,
      },
      initialEpoch,
      epochs,
      signal: args.signal,
      step: trainOn(owner, compiled, pass, args.clipNorm),
      async startEpoch(epoch) {
        const iterator = shared ?? (await dataset.iterator());
        return batchesOf(owner, compiled, iterator, args, `epoch ${epoch}`);
      },
      validate: held && (async () => measureBatches(compiled, pass, await held!.next(), validationBatches)),
    });
  } finally {
    compiled.isTraining = false;
    held?.release();
    tf.dispose(made);
  }
}

/** The batches of one epoch. */
function batchesOf(
  model: tf.LayersModel,
  compiled: Compiled,
  iterator: Iterator,
  { batchesPerEpoch, classWeight }: Pick<FitDatasetArgs, 'batchesPerEpoch' | 'classWeight'>,
  where: string,
): NextBatch {
  let count = 0;
  return async () => {
    if (count === batchesPerEpoch) return undefined;
    const { value, done } = await iterator.next();
    if (done || value == null) {
      if (count > 0 && batchesPerEpoch === undefined) return undefined;
      throw new DataError({
        code: 'layers/no-data',
        argument: 'dataset',
        message: `The data of ${where} ended after ${count} of ${batchesPerEpoch ?? 'at least 1'} batches. Lower batchesPerEpoch, or repeat the data set with dataset.repeat().`,
      });
    }
    count++;
    return modelBatch(model, compiled, value, classWeight);
  };
}

/** The tensors of one element of a data set, in the order of the model. */
function listOf(data: unknown, names: string[], part: 'xs' | 'ys'): tf.Tensor[] {
  const list =
    data instanceof tf.Tensor
      ? [data]
      : Array.isArray(data)
        ? (data as tf.Tensor[])
        : names.map((name) => (data as { [name: string]: tf.Tensor } | undefined)?.[name]);
  if (list.length === names.length && list.every((tensor) => tensor instanceof tf.Tensor)) return list as tf.Tensor[];
  const found = list.filter((tensor) => tensor instanceof tf.Tensor).length;
  throw new ShapeError({
    code: 'layers/batch-shape',
    argument: part,
    message: `A batch has ${found} tensors as ${part}, and the model needs ${names.length}: ${names.join(', ')}. Yield { xs, ys } with one tensor for each of them, in this order or by name.`,
  });
}

async function modelBatch(
  model: tf.LayersModel,
  compiled: Compiled,
  value: tf.TensorContainer,
  classWeight: FitDatasetArgs['classWeight'],
): Promise<LoopBatch> {
  const { xs, ys } = value as { xs?: unknown; ys?: unknown };
  try {
    const inputs = listOf(xs, model.inputNames, 'xs');
    const targets = listOf(ys, model.outputNames, 'ys');
    const size = inputs[0].shape[0] as number;
    checkRows([...inputs, ...targets], size);
    checkShapes(model, inputs);
    const made: tf.Tensor[] = [];
    const weights = classWeight === undefined ? [] : await classWeights(compiled, inputs, targets, classWeight, made);
    return { inputs, targets, weights, size, release: () => tf.dispose([inputs, targets, made]) };
  } catch (error) {
    tf.dispose(value);
    throw error;
  }
}

function checkRows(tensors: tf.Tensor[], size: number): void {
  const other = tensors.find(({ shape }) => shape[0] !== size);
  if (other === undefined) return;
  throw new ShapeError({
    code: 'layers/batch-shape',
    argument: 'dataset',
    message: `A batch has ${size} rows in its first input and the shape [${other.shape}] elsewhere. All tensors of a batch must have equally many rows.`,
  });
}

function checkShapes(model: tf.LayersModel, inputs: tf.Tensor[]): void {
  inputs.forEach((tensor, i) => {
    const expected = model.inputs[i].shape;
    const fits =
      tensor.rank === expected.length &&
      tensor.shape.every((size, axis) => expected[axis] === null || expected[axis] === size);
    if (fits) return;
    throw new ShapeError({
      code: 'layers/batch-shape',
      argument: 'xs',
      message: `A batch has the shape [${tensor.shape}] for ${model.inputNames[i]}, and the model takes [${expected.map((size) => size ?? '?').join(',')}]. Make the data set yield batches of this shape.`,
    });
  });
}

/** The weight of each example by its class, one tensor per output. */
async function classWeights(
  compiled: Compiled,
  inputs: tf.Tensor[],
  targets: tf.Tensor[],
  classWeight: NonNullable<FitDatasetArgs['classWeight']>,
  made: tf.Tensor[],
): Promise<Array<tf.Tensor | null>> {
  const [ownInputs, ownTargets, weights] = await compiled.standardizeUserData(
    inputs,
    targets,
    undefined,
    classWeight,
    false,
  );
  const given = new Set([...inputs, ...targets]);
  made.push(...[...ownInputs, ...ownTargets].filter((tensor) => !given.has(tensor)));
  for (const weight of weights ?? []) if (weight !== null) made.push(weight);
  return weights ?? [];
}

/** The batches to validate on: those of a data set, or tensors cut into batches. */
async function validationBatchesOf(
  model: tf.LayersModel,
  compiled: Compiled,
  { validationData, validationBatchSize = 32 }: FitDatasetArgs,
  made: tf.Tensor[],
): Promise<{ next(): NextBatch | Promise<NextBatch>; release(): void }> {
  if (!Array.isArray(validationData)) {
    const dataset = validationData as Batches;
    return {
      next: async () => {
        const iterator = await dataset.iterator();
        const next = batchesOf(model, compiled, iterator, {}, 'the validation');
        return next;
      },
      release: () => undefined,
    };
  }
  const [x, y] = validationData as unknown as [ModelData, ModelData];
  const given = new Set([x, y].flatMap((data) => (data instanceof tf.Tensor ? [data] : Object.values(data))));
  const [inputs, targets] = await compiled.standardizeUserData(x, y, undefined, undefined, true);
  made.push(...[...inputs, ...targets].filter((tensor) => !given.has(tensor)));
  const plan = new BatchPlan({ inputs, targets, weights: [] }, validationBatchSize);
  return { next: () => plan.next(), release: () => plan.source.release() };
}
