import { ConfigError, random, ShapeError } from '@perceptrons/tensor';
import * as tf from '@tensorflow/tfjs';
import { positiveInteger, positiveNumber } from '../layer-support';
import { BatchPlan, type PreparedData } from './batch-plan';
import { rowsOf } from './batch-source';
import { type Compiled, compiledModel, type ModelData } from './compiled-model';
import { FitCallbacks } from './fit-callbacks';
import { fitLoop, measureBatches } from './fit-loop';
import type { FitArgs, SampleWeight } from './fit-options';
import { forwardPass } from './forward-pass';
import { trainOn } from './model-measures';

/**
 * Trains a compiled model on tensors: what `model.fit` does, without its cost per batch.
 *
 * Losses, metrics, callbacks and the history are those of `model.fit`. The differences: losses stay on the device until a
 * callback asks for them or the epoch ends; rows are put in order once per epoch; the event loop gets a turn every 12 ms,
 * not after every batch; callbacks receive numbers, never tensors. There are also sample weights, a seed for the orders, an
 * abort signal and clipping. With several outputs `val_loss` is the sum of their losses.
 *
 * @param model Compiled, with any number of inputs and outputs.
 * @param x Inputs: a tensor, one per input, or by name. The caller keeps all of them.
 * @param y Targets, likewise.
 * @param args Batch size 32 and one epoch by default, in random order.
 * @returns The history: one number per epoch for `loss`, each metric, and with `val_` in front for the validation.
 * @throws ConfigError `layers/not-compiled`, `layers/training-runs`, and for arguments out of range; ShapeError
 *   `layers/sample-weight`; errors of TensorFlow.js for data that do not fit the model.
 *
 * ```ts
 * model.compile({ optimizer: tf.train.adam(1e-3), loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
 * const { history } = await fit(model, images, labels, { epochs: 5, batchSize: 64, seed: 1, validationSplit: 0.1 });
 * console.log(history.val_loss);
 * ```
 */
export async function fit(model: tf.LayersModel, x: ModelData, y: ModelData, args: FitArgs = {}): Promise<tf.History> {
  const { model: owner, compiled } = compiledModel(model);
  checkArgs(args);
  startTraining(compiled, owner);
  const plans: BatchPlan[] = [];
  const made: tf.Tensor[] = [];
  try {
    const { batchSize = 32, epochs = 1, initialEpoch = 0, validationSplit = 0, shuffle = true } = args;
    let data = await prepare(owner, compiled, x, y, made, args, batchSize);
    let validation: PreparedData | undefined;
    if (args.validationData != null && args.validationData.length > 0) {
      const [valX, valY, valWeight] = args.validationData as [ModelData, ModelData, SampleWeight?];
      validation = await prepare(owner, compiled, valX, valY, made, { sampleWeight: valWeight });
    } else if (validationSplit > 0) {
      const rows = data.inputs[0].shape[0] as number;
      const kept = Math.floor(rows * (1 - validationSplit));
      validation = part(data, kept, rows, made);
      data = part(data, 0, kept, made);
      // The stock evaluation ignores class weights.
      if (args.sampleWeight === undefined) validation.weights = validation.weights.map(() => null);
    }
    compiled.checkTrainableWeightsConsistency();
    const pass = forwardPass(owner);
    const batches = new BatchPlan(data, batchSize);
    plans.push(batches);
    const held = validation && new BatchPlan(validation, batchSize);
    if (held) plans.push(held);
    const orders = shuffle ? (args.seed ?? Math.floor(Math.random() * 2 ** 32)) : undefined;
    const labels = compiled.getDedupedMetricsNames();
    return await fitLoop({
      model: owner,
      compiled,
      callbacks: new FitCallbacks(args.callbacks, args.yieldEvery),
      labels,
      parameters: {
        epochs,
        initialEpoch,
        samples: batches.source.rows,
        steps: null,
        batchSize,
        verbose: args.verbose ?? 1,
        doValidation: held !== undefined,
        metrics: held ? [...labels, ...labels.map((label) => `val_${label}`)] : labels,
      },
      initialEpoch,
      epochs,
      signal: args.signal,
      step: trainOn(owner, compiled, pass, args.clipNorm),
      startEpoch(epoch) {
        batches.source.begin(orders === undefined ? undefined : random.foldIn(random.asKey(orders), epoch));
        return batches.next();
      },
      validate: held && (() => measureBatches(compiled, pass, held.next())),
    });
  } finally {
    compiled.isTraining = false;
    for (const plan of plans) plan.source.release();
    tf.dispose(made);
  }
}

/** Marks the model as busy. @throws ConfigError if it is already. */
export function startTraining(compiled: Compiled, { name }: tf.LayersModel): void {
  if (compiled.isTraining) {
    throw new ConfigError({
      code: 'layers/training-runs',
      argument: 'model',
      message: `The model ${name} is in 1 other fit that has not ended. Await it, or stop it with model.stopTraining = true.`,
    });
  }
  compiled.isTraining = true;
}

function checkArgs({ batchSize, epochs, validationSplit, clipNorm }: FitArgs): void {
  if (batchSize !== undefined) positiveInteger('fit', 'batchSize', batchSize);
  if (epochs !== undefined) positiveInteger('fit', 'epochs', epochs);
  if (clipNorm !== undefined) positiveNumber('fit', 'clipNorm', clipNorm);
  if (validationSplit !== undefined && !(validationSplit >= 0 && validationSplit < 1)) {
    throw new ConfigError({
      code: 'layers/validation-split',
      argument: 'validationSplit',
      message: `validationSplit of fit is ${String(validationSplit)}. It must be a share of the examples from 0 to below 1.`,
    });
  }
}

/**
 * Brings data into the model's own order with the checks of TensorFlow.js, and works out the weights of the examples.
 *
 * @param made Receives the tensors that are made on the way.
 * @param batchSize Of training data, whose batch axis is not compared with that of the model.
 */
async function prepare(
  model: tf.LayersModel,
  compiled: Compiled,
  x: ModelData,
  y: ModelData,
  made: tf.Tensor[],
  { classWeight, sampleWeight }: Pick<FitArgs, 'classWeight' | 'sampleWeight'>,
  batchSize?: number,
): Promise<PreparedData> {
  const given = new Set([x, y].flatMap((data) => (data instanceof tf.Tensor ? [data] : Object.values(data))));
  const [inputs, targets, classWeights] = await compiled.standardizeUserData(
    x,
    y,
    undefined,
    classWeight,
    batchSize === undefined,
    batchSize,
  );
  const present = (classWeights ?? []).filter((weight) => weight !== null);
  made.push(...[...inputs, ...targets, ...present].filter((tensor) => !given.has(tensor)));
  const own = sampleWeights(model, sampleWeight, inputs[0].shape[0] as number);
  const weights = targets.map((_, i) => {
    const [one, two] = [classWeights?.[i] ?? null, own[i] ?? null];
    if (one === null || two === null) return one ?? two;
    const both = tf.mul(one, two);
    made.push(both);
    return both;
  });
  return { inputs, targets, weights };
}

/** A weight of each example for every output. */
function sampleWeights(
  { outputNames }: tf.LayersModel,
  weight: SampleWeight | undefined,
  rows: number,
): Array<tf.Tensor | null> {
  if (weight === undefined) return [];
  const list =
    weight instanceof tf.Tensor
      ? outputNames.map(() => weight)
      : Array.isArray(weight)
        ? weight
        : outputNames.map((name) => weight[name] ?? null);
  const wrong = list.find((tensor) => tensor && !(tensor.rank === 1 && tensor.shape[0] === rows));
  const unknown = weight instanceof tf.Tensor || Array.isArray(weight) ? [] : Object.keys(weight);
  const stray = unknown.find((name) => !outputNames.includes(name));
  if (!wrong && stray === undefined && list.length === outputNames.length) return list;
  const received = wrong
    ? `a tensor [${wrong.shape}]`
    : stray !== undefined
      ? `the name ${stray}`
      : `${list.length} tensors`;
  throw new ShapeError({
    code: 'layers/sample-weight',
    argument: 'sampleWeight',
    message: `sampleWeight of fit holds ${received}. It must be a tensor [${rows}] with a weight per example, for all outputs or for each of ${outputNames.join(', ')}.`,
  });
}

/** Rows `start` to `end` of all data. */
function part(data: PreparedData, start: number, end: number, made: tf.Tensor[]): PreparedData {
  const cut = (tensor: tf.Tensor): tf.Tensor => {
    const rows = rowsOf(tensor, start, end - start);
    made.push(rows);
    return rows;
  };
  const inputs = data.inputs.map(cut);
  const targets = data.targets.map(cut);
  const weights = data.weights.map((weight) => weight && cut(weight));
  return { inputs, targets, weights };
}
